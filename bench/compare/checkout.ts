/** A checkout at work: a process of its own inside its folder, which answers requests one at a time. */

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Requests } from './protocol.ts'

const driver = join(import.meta.dirname, 'driver.mjs')

type Reply = { readonly answer: unknown } | { readonly failure: string }

/** A checkout whose process is started when it is needed, and afresh after `restart`, so that its memory stays bounded. */
export class Checkout {
  readonly folder: string
  #process: Promise<ChildProcess> | null = null

  constructor(folder: string) {
    this.folder = folder
  }

  /** Asks for something. @throws Error when the checkout cannot do it, or its process ends. */
  async ask<K extends keyof Requests>(request: K, ask: Requests[K]['ask']): Promise<Requests[K]['answer']> {
    this.#process ??= this.#start()
    const child = await this.#process
    const reply = this.#reply(child)
    child.send({ request, ask })
    return (await reply) as Requests[K]['answer']
  }

  /** Starts the process ahead of the first request. @throws Error when the checkout lacks something that is asked for. */
  async start(): Promise<void> {
    this.#process ??= this.#start()
    await this.#process
  }

  /** Ends the process; the next request starts another one. */
  async restart(): Promise<void> {
    const running = this.#process
    this.#process = null
    if (running === null) return
    const child = await running.catch(() => null)
    if (child?.connected) child.disconnect()
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(driver, [], {
      cwd: this.folder,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    try {
      await this.#reply(child)
    } catch (error) {
      if (child.connected) child.disconnect()
      throw error
    }
    return child
  }

  /** The next answer. */
  #reply(child: ChildProcess): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        child.off('message', receive)
        child.off('exit', end)
      }
      const receive = (reply: Reply) => {
        settle()
        if ('failure' in reply) reject(new Error(`${this.folder}: ${reply.failure}`))
        else resolve(reply.answer)
      }
      const end = (code: number | null, signal: string | null) => {
        settle()
        reject(new Error(`${this.folder}: its process ended with ${signal ?? `code ${code}`}`))
      }
      child.on('message', receive)
      child.on('exit', end)
    })
  }
}
