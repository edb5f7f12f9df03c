/** Commands as a user meets them, without a process of their own: what they print, and with which code they end. */

import type { Command } from 'commander'
import { vi } from 'vitest'
import { run } from '../../cli/command.ts'

/** What a command left behind; both texts without the last line break. */
export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in this process. One at a time: what it prints is caught where everything is printed. */
export async function runCommand(program: Command, ...args: readonly string[]): Promise<CommandResult> {
  const printed = { stdout: '', stderr: '' }
  const print = (stream: keyof typeof printed) => (text: unknown) => {
    printed[stream] += `${text}\n`
  }
  const write = (stream: keyof typeof printed) => (text: string | Uint8Array) => {
    printed[stream] += text
    return true
  }
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(print('stdout')),
    vi.spyOn(console, 'error').mockImplementation(print('stderr')),
    vi.spyOn(process.stdout, 'write').mockImplementation(write('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(write('stderr')),
  ]
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await run(program, [...args])
    return {
      exitCode: Number(process.exitCode ?? 0),
      stdout: printed.stdout.replace(/\n$/, ''),
      stderr: printed.stderr.replace(/\n$/, ''),
    }
  } finally {
    process.exitCode = before
    for (const spy of spies) spy.mockRestore()
  }
}
