/** Whole test sets: chunks on several workers give what one gives, interrupted runs go on, and wrong hardware is noticed. */

import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { imageBeats } from '../../accelerator/frames.ts'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { loweredInput } from '../../lowering/input.ts'
import type { ImageSet } from '../../network/images.ts'
import { imageAt } from '../../network/images.ts'
import type { InputEncoding } from '../../network/network.ts'
import { chunksOf, imagesOf, networkSimulators } from '../../run/chunks.ts'
import { imageWords } from '../../run/image-words.ts'
import { openResults } from '../../run/results-file.ts'
import {
  type ElaboratedFolder,
  type NetworkRun,
  type NetworkRunOptions,
  type RunProgress,
  simulateNetwork,
} from '../../run/simulate-network.ts'
import { getWords, wordsOf } from '../../sim/words.ts'
import { inParallel } from '../../tools/parallel.ts'
import { elaborateInto } from '../support/elaborated.ts'
import { drawer, randomFolding, randomImages, randomNetwork } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const network = randomNetwork(3)
const count = 1300
let elaborated: ElaboratedFolder
let images: ImageSet
let whole: NetworkRun

beforeAll(async () => {
  elaborated = await elaborateInto(folder, network, randomFolding(network, 3))
  const draw = drawer(5)
  const pixels = Uint8Array.from(randomImages(network, 3, count).flatMap((image) => [...image]))
  const labels = Uint8Array.from({ length: count }, () => draw(network.classes.length))
  images = { count, shape: network.input.shape, pixels, labels }
  whole = await run({ jobs: 1 })
})

function run(options: Partial<NetworkRunOptions> = {}): Promise<NetworkRun> {
  return simulateNetwork(elaborated, images, { simulator: 'engine', ...options })
}

const anyEncoding: fc.Arbitrary<InputEncoding> = fc.constantFrom(
  { kind: 'bits', shape: [1, 1, 1], threshold: 100 },
  { kind: 'integers', shape: [1, 1, 1], bits: 8, signed: true, mapping: { kind: 'fixedPoint' } },
  { kind: 'integers', shape: [1, 1, 1], bits: 12, signed: true, mapping: { kind: 'fixedPoint' } },
)

describe('chunks', () => {
  it('hold every image once, in order, nearly the same number each', () => {
    const simulator = fc.constantFrom(...networkSimulators)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 10 ** 6 }),
        simulator,
        (images, interval, name) => {
          const chunks = chunksOf(images, { ...elaborated.plan, interval }, name)
          const ends = chunks.map(({ start, count }) => start + count)
          expect(chunks.map(({ start }) => start)).toEqual([0, ...ends.slice(0, -1)])
          expect(ends.at(-1)).toBe(images)
          const sizes = chunks.map(({ count }) => count)
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        },
      ),
      { seed: 1 },
    )
  })

  it('hold the images of their place', () => {
    const chunk = imagesOf(images, { start: 7, count: 3 })
    expect(chunk.count).toBe(3)
    expect(imageAt(chunk, 2)).toEqual(imageAt(images, 9))
  })
})

describe('images as words', () => {
  it('are the beats of `imageBeats`', () => {
    const shape = fc.record({
      groups: fc.integer({ min: 1, max: 4 }),
      activationsPerGroup: fc.integer({ min: 1, max: 70 }),
      activationsPerBeat: fc.integer({ min: 1, max: 80 }),
      seed: fc.nat(1000),
    })
    fc.assert(
      fc.property(anyEncoding, shape, (input, { groups, seed, ...sizes }) => {
        const lowered = loweredInput(input)
        const format = { ...sizes, activationBits: activationBits(lowered.activation) }
        const draw = drawer(seed)
        const pixels = Uint8Array.from({ length: groups * sizes.activationsPerGroup }, () => draw(256))
        const set = { count: 1, shape: [1, 1, pixels.length] as const, pixels, labels: null }
        const words = imageWords(set, lowered, format)
        const perBeat = wordsOf(format.activationBits * sizes.activationsPerBeat)
        const beats = Array.from({ length: words.length / perBeat }, (_, beat) =>
          getWords(words, beat * perBeat, perBeat),
        )
        expect(beats).toEqual(
          imageBeats(
            Array.from(pixels, (byte) => lowered.values[byte]!),
            format,
          ),
        )
      }),
      { seed: 2 },
    )
  })
})

describe('jobs side by side', () => {
  it('report the failure of the first job that fails, however many run at once', async () => {
    const job = (index: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, index === 2 ? 20 : 1))
      if (index === 2 || index === 3) throw new Error(`job ${index}`)
      return index
    }
    for (const limit of [1, 2, 8]) {
      await expect(inParallel([0, 1, 2, 3, 4].map(job), limit)).rejects.toThrow('job 2')
    }
  })
})

describe('a run', () => {
  it('is the same whatever the number of workers', async () => {
    expect(whole.complete).toBe(true)
    expect(whole.images).toHaveLength(count)
    for (const jobs of [2, 3]) expect(JSON.stringify(await run({ jobs }))).toBe(JSON.stringify(whole))
  })

  it('gives the scores of the reference, in Verilator on two workers, too', async () => {
    const reference = await run({ simulator: 'reference' })
    const verilator = await run({ simulator: 'verilator', jobs: 2 })
    expect(whole.images).toEqual(reference.images)
    expect({ ...verilator, simulator: 'engine' }).toEqual(whole)
    expect(reference.cycles).toEqual({ interval: null, latency: null })
  })

  it('shows the interval of the plan everywhere once the pipeline is full', () => {
    expect(whole.cycles.interval).toBe(elaborated.plan.interval)
    expect(Math.max(...whole.intervals)).toBe(elaborated.plan.interval)
  })

  it('tells the running accuracy', async () => {
    const told: RunProgress[] = []
    await run({ jobs: 1, onProgress: (progress) => told.push(progress) })
    expect(told.length).toBeGreaterThan(2)
    for (const { done, correct, resumed } of told) {
      const rightSoFar = whole.images.slice(0, done).filter(({ label, answer }) => label === answer).length
      expect({ correct, resumed }).toEqual({ correct: rightSoFar, resumed: 0 })
    }
    expect(told.at(-1)).toEqual({ done: count, correct: whole.correct, resumed: 0 })
  })
})

describe('a check against the reference', () => {
  it('says nothing when every score is right', async () => {
    expect(await run({ expected: whole.images })).toEqual(whole)
  })

  it('ends at the first image that differs, the same one whatever the number of workers', async () => {
    const first = 600
    const expected = whole.images.map((image) =>
      image.index === first || image.index === first + 400
        ? { ...image, scores: image.scores.map((s) => s + 1) }
        : image,
    )
    const found = await run({ expected, jobs: 1 })
    expect(found.complete).toBe(false)
    expect(found.images.length).toBeLessThan(count)
    const { scores, answer } = whole.images[first]!
    expect(found.difference).toEqual({
      ...{ index: first, scores, answer },
      expected: { scores: expected[first]!.scores, answer },
    })
    expect(await run({ expected, jobs: 3 })).toEqual(found)
  })
  it('notices another answer to the first image, and runs no further', async () => {
    const [first, ...others] = whole.images
    const expected = [{ ...first!, answer: first!.answer + 1 }, ...others]
    const told: RunProgress[] = []
    const found = await run({ expected, jobs: 1, onProgress: (progress) => told.push(progress) })
    expect(found.difference!.index).toBe(0)
    expect(told.map(({ done }) => done)).toEqual([found.images.length])
  })
})

describe('a results file', () => {
  /** The lines of a whole run: the owner, then the chunks. */
  const file = join(folder, 'whole.results')
  const copy = (name: string) => {
    const path = join(folder, name)
    copyFileSync(file, path)
    return path
  }

  beforeAll(async () => {
    await run({ jobs: 1, resume: file })
  })

  it.each(['engine', 'reference'] as const)(
    'lets a run of the %s that was interrupted go on',
    async (simulator) => {
      const resume = join(folder, `interrupted-${simulator}.results`)
      const more = {
        ...images,
        count: 6 * count,
        pixels: repeat(images.pixels, 6),
        labels: repeat(images.labels!, 6),
      }
      const both = (options: Partial<NetworkRunOptions>) =>
        simulateNetwork(elaborated, more, { simulator, ...options })
      const controller = new AbortController()
      const stop = () => controller.abort()
      const partial = await both({ resume, signal: controller.signal, onProgress: stop, jobs: 1 })
      expect(partial.complete).toBe(false)
      expect(partial.images.length).toBeGreaterThan(0)

      const told: RunProgress[] = []
      const rest = await both({ resume, jobs: 2, onProgress: (progress) => told.push(progress) })
      expect(told[0]!.resumed).toBe(partial.images.length)
      expect(JSON.stringify(rest)).toBe(JSON.stringify(await both({ jobs: 1 })))
    },
  )

  it('ends threads at once when the run is interrupted', async () => {
    const controller = new AbortController()
    const partial = run({ jobs: 2, signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    expect((await partial).complete).toBe(false)
  })

  it('needs no simulation when it is complete', async () => {
    const before = readFileSync(file, 'utf8')
    expect(await run({ resume: file })).toEqual(whole)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('drops a last line that was not finished', async () => {
    const resume = copy('killed.results')
    const text = readFileSync(resume, 'utf8')
    writeFileSync(resume, text.slice(0, -20))
    expect(await run({ resume })).toEqual(whole)
    expect(readFileSync(resume, 'utf8')).toBe(text)
  })

  it.each([
    [
      'a digit of a score',
      (text: string) => text.replace(/"scores":\[(-?)\d/, '"scores":[$19'),
      /line 2: the record is damaged/,
    ],
    ['a line', (text: string) => text.replace(/\n.*\n/, '\nnonsense\n'), /line 2: the record is damaged/],
    ['everything', () => 'my thesis\n', /line 1: this is no results file/],
    ['everything, on one line', () => 'my thesis', /line 1: this is no results file/],
  ])('is refused, and left alone, after damage to %s', async (_, damage, message) => {
    const resume = copy('damaged.results')
    const text = damage(readFileSync(resume, 'utf8'))
    writeFileSync(resume, text)
    await expect(run({ resume })).rejects.toMatchObject({ name: 'InputError' })
    const { place, message: said } = await run({ resume }).catch((error) => error)
    expect(`${place}: ${said}`).toMatch(message)
    expect(readFileSync(resume, 'utf8')).toBe(text)
  })

  it('is refused when it was written in other chunks', () => {
    const owner = { network: 'any', simulator: 'engine', images: 8, key: 'any' } as const
    const path = join(folder, 'chunks.results')
    const verdicts = Array.from({ length: 8 }, () => ({ scores: [1, 2], answer: 1 }))
    const all = { start: 0, count: 8, verdicts, latency: null, intervals: [] }
    openResults(path, owner, [all]).append(all)
    expect(openResults(path, owner, [all]).results).toEqual([all])
    const halves = [0, 4].map((start) => ({ start, count: 4 }))
    expect(() => openResults(path, owner, halves)).toThrow('images 0 to 7 are no chunk of this run')
  })

  it('is refused for other images, another number, another simulator, another folder', async () => {
    const pixels = images.pixels.slice()
    pixels[0]! ^= 1
    const other = (set: ImageSet, options: Partial<NetworkRunOptions> = {}, where = elaborated) =>
      simulateNetwork(where, set, { simulator: 'engine', resume: file, ...options })
    await expect(other({ ...images, pixels })).rejects.toThrow('of another elaborated folder or other images')
    await expect(other(imagesOf(images, { start: 0, count: 9 }))).rejects.toThrow(`images ${count}, not 9`)
    const stalls = {
      image: { kind: 'never' },
      result: { kind: 'random', seed: 1, probability: 0.5 },
    } as const
    await expect(other(images, { stalls })).rejects.toThrow('of another elaborated folder or other images')
    await expect(other(images, { simulator: 'reference' })).rejects.toThrow('simulator engine, not reference')
    const changed = await elaborateInto(join(folder, 'changed'), network, randomFolding(network, 3))
    appendFileSync(join(changed.directory, 'plan.json'), '\n')
    await expect(other(images, {}, changed)).rejects.toThrow('of another elaborated folder or other images')
  })
})

function repeat(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(times * bytes.length)
  for (let i = 0; i < times; i++) all.set(bytes, i * bytes.length)
  return all
}
