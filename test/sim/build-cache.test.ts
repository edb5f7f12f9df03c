/** Builds are kept by content: one build serves every stimulus and every memory file, and half a build is never seen. */

import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { simulate } from '../../sim/simulate.ts'
import { cachedFolder } from '../../tools/cache.ts'
import { adder } from '../support/sim-adder.ts'
import { folderWith, handWritten } from '../support/sim-folder.ts'

describe('an entry of the cache', () => {
  beforeEach(async () => {
    vi.stubEnv('BITLOOM_CACHE', await folderWith({}))
    return () => vi.unstubAllEnvs()
  })

  test('is built once', async () => {
    const build = vi.fn((folder: string) => writeFile(path.join(folder, 'result'), 'done'))
    const folders = await Promise.all([
      cachedFolder('test', 'key', build),
      cachedFolder('test', 'key', build),
    ])
    expect(folders[0]).toBe(folders[1])
    await cachedFolder('test', 'key', build)
    expect(build).toHaveBeenCalledTimes(1)
    expect(await readdir(folders[0]!)).toEqual(['result'])
  })

  test('leaves nothing behind when its build fails', async () => {
    const build = async (folder: string) => {
      await writeFile(path.join(folder, 'half'), '')
      throw new Error('the tool failed')
    }
    await expect(cachedFolder('test', 'key', build)).rejects.toThrow('the tool failed')
    expect(await readdir(path.join(process.env.BITLOOM_CACHE!, 'test'))).toEqual([])
  })

  test('goes when nobody has used it for a month', async () => {
    const build = (folder: string) => writeFile(path.join(folder, 'result'), '')
    const [old, used] = [await cachedFolder('test', 'old', build), await cachedFolder('test', 'used', build)]
    const lastYear = new Date(Date.now() - 365 * 24 * 3600 * 1000)
    for (const folder of [old, used]) await utimes(folder, lastYear, lastYear)
    await cachedFolder('test', 'used', build)
    await cachedFolder('test', 'new', build)
    expect((await readdir(path.join(process.env.BITLOOM_CACHE!, 'test'))).sort()).toEqual(['new', 'used'])
  })

  test('survives another builder who is faster', async () => {
    const final = path.join(process.env.BITLOOM_CACHE!, 'test', 'key')
    const folder = await cachedFolder('test', 'key', async () => {
      await mkdir(final, { recursive: true })
      await writeFile(path.join(final, 'theirs'), '')
    })
    expect(await readdir(folder)).toEqual(['theirs'])
    expect(await readdir(path.dirname(final))).toEqual(['key'])
  })
})

test('one Icarus build serves every stimulus', async () => {
  const cache = await folderWith({})
  vi.stubEnv('BITLOOM_CACHE', cache)
  const builds = async () => (await readdir(path.join(cache, 'icarus'))).length
  await simulate(await adder(), { cycles: 5 }, { simulator: 'icarus' })
  await simulate(await adder(), { cycles: 9, values: { offset: [7n] } }, { simulator: 'icarus' })
  expect(await builds()).toBe(1)
  await simulate(await handWritten('other', {}, {}, ''), { cycles: 5 }, { simulator: 'icarus' })
  expect(await builds()).toBe(2)
  vi.unstubAllEnvs()
})

test('memory files are read when the run starts', async () => {
  const body = 'logic [7:0] m [0:0]; initial $readmemh("m.mem", m); assign y = m[0];'
  const target = await handWritten('reader', {}, { y: 8 }, body)
  for (const simulator of ['icarus', 'verilator'] as const) {
    for (const value of ['1f', '2a']) {
      await writeFile(path.join(target.directory!, 'm.mem'), `${value}\n`)
      const trace = await simulate(target, { cycles: 2 }, { simulator, tracePorts: true })
      expect(trace.ports!.y).toEqual([BigInt(`0x${value}`), BigInt(`0x${value}`)])
    }
  }
})
