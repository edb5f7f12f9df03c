/** The pool of threads: its limit, its end, and the errors that cross it. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SimulationError } from '../../sim/error.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { Interrupted } from '../../tools/interrupted.ts'
import { workerPool } from '../../tools/pool.ts'
import type { Request, Shared } from './thread-program.ts'

const root = join(import.meta.dirname, '../..')
const program = join(import.meta.dirname, 'thread-program.ts')
const word = () => new Int32Array(new SharedArrayBuffer(4))
const shared: Shared = { running: word(), most: word() }
const preload = join(root, 'dsl/naming/register.mjs')
const pool = workerPool<Shared, Request, number>({
  program,
  preload,
  data: shared,
  threads: 2,
  errors: [InputError, SimulationError],
})
afterAll(() => pool.close())

describe('a pool', () => {
  it('keeps its threads, and what they have made ready', async () => {
    await pool.run('count')
    const counts = [await pool.run('count'), await pool.run('count'), await pool.run('count')]
    expect(Math.max(...counts)).toBeGreaterThan(1)
  })

  it('runs as many tasks at once as it has threads, and no more', async () => {
    await Promise.all(Array.from({ length: 10 }, () => pool.run('meet')))
    expect(shared.most[0]).toBe(2)
  })

  it('ends what is interrupted, and goes on', async () => {
    const controller = new AbortController()
    const endless = pool.run('spin', controller.signal)
    const waiting = pool.run('spin', AbortSignal.abort())
    await expect(waiting).rejects.toThrow(Interrupted)
    shared.most[0] = 0
    while (Atomics.load(shared.most, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    await expect(endless).rejects.toThrow(new Interrupted('a task'))
    expect(await pool.run('count')).toBeGreaterThan(0)
  })

  it('says so when a thread has ended by itself', async () => {
    await expect(pool.run('exit')).rejects.toThrow('exited with code: 3')
    expect(await pool.run('count')).toBeGreaterThan(0)
  })

  it('keeps no process alive', () => {
    const script = [
      "import { workerPool } from './tools/pool.ts'",
      `const [program, preload] = ${JSON.stringify([program, preload])}`,
      'console.log(await workerPool({ program, preload, data: {}, threads: 1 }).run("count"))',
    ]
    const args = ['--import', './dsl/naming/register.mjs', '--input-type=module', '--eval', script.join('\n')]
    const { stdout, status } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect({ stdout, status }).toEqual({ stdout: '1\n', status: 0 })
  })
})

describe('errors', () => {
  it('of known classes arrive as themselves', async () => {
    const input = await pool.run('input error').catch((error: unknown) => error)
    expect(input).toBeInstanceOf(InputError)
    expect(input).toMatchObject({
      name: 'InputError',
      message: 'the file is too short',
      place: 'a.bin',
      help: 'copy it again',
    })
    const simulation = await pool.run('simulation error').catch((error: unknown) => error)
    expect(simulation).toBeInstanceOf(SimulationError)
    expect(simulation).toMatchObject({ kind: 'deadlock', subject: 'image', cycle: 7, trace: { cycles: 7 } })
  })

  it('of other classes arrive with the stack of the thread', async () => {
    const bug = await pool.run('bug').catch((error: unknown) => error)
    expect(bug).toMatchObject({
      message: 'internal: no',
      stack: expect.stringContaining('thread-program.ts'),
    })
  })
})
