/** Switching activity and the power that follows: counted bit by bit as a plain model counts, watts in the right proportions. */

import { beforeAll, describe, expect, it } from 'vitest'
import { networkDesign } from '../../accelerator/design.ts'
import { acceleratorInterface } from '../../accelerator/interface.ts'
import { acceleratorParameters } from '../../accelerator/parameters.ts'
import { lower } from '../../lowering/lower.ts'
import type { ImageSet } from '../../network/images.ts'
import { findDevice } from '../../plan/devices.ts'
import { estimatePlan } from '../../plan/estimate.ts'
import { planFor } from '../../plan/make-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { type Activity, capacitancesOf, estimatePower } from '../../plan/power.ts'
import { countActivity } from '../../run/activity.ts'
import { imageWords } from '../../run/image-words.ts'
import { compileEngine, type Engine } from '../../sim/engine.ts'
import { runEngine } from '../../sim/run-engine.ts'
import { prepareStimulus } from '../../sim/stimulus.ts'
import { targetOf } from '../../sim/target.ts'
import { getWords } from '../../sim/words.ts'
import { randomFolding, randomImages, randomNetwork } from '../support/random-network.ts'

const network = randomNetwork(3)
const device = findDevice('xcku115')
let plan: Plan
let images: ImageSet

function imagesOf(pixels: readonly Uint8Array[]): ImageSet {
  const all = Uint8Array.from(pixels.flatMap((image) => [...image]))
  return { count: pixels.length, shape: network.input.shape, pixels: all, labels: null }
}

beforeAll(() => {
  plan = planFor(network, randomFolding(network, 3))
  images = imagesOf(randomImages(network, 3, 30))
})

function activityOf(set: ImageSet, frames = 2): Activity {
  return countActivity({ directory: 'nowhere', network, plan }, set, frames)
}

/** Runs images without a pause until a cycle; `see` looks at the engine in each. */
function watch(set: ImageSet, last: number, see: (engine: Engine) => void): void {
  const design = networkDesign(network, plan)
  const engine = compileEngine(design, { keepNames: true })
  const beats = imageWords(
    set,
    lower(network).input,
    acceleratorInterface(acceleratorParameters(network, plan).parts),
  )
  const stimulus = { cycles: last + 1, inputs: { image: { beats } }, outputs: { result: { expect: 1000 } } }
  runEngine(engine, prepareStimulus(targetOf(design), stimulus), false, () => see(engine))
}

/** Register bits of some instances that change in the cycles from `first` + 1 to `last`, in all: their values as text, bit by bit. */
function registerToggles(
  set: ImageSet,
  first: number,
  last: number,
  isOf: (instance: string) => boolean = () => true,
): number {
  const rows: string[] = []
  watch(set, last, (engine) => {
    const registers = engine.stored().filter(({ kind, instance }) => kind === 'register' && isOf(instance))
    const bits = registers.map(({ slot }) =>
      getWords(engine.values, slot.offset, slot.words).toString(2).padStart(slot.width, '0'),
    )
    rows.push(bits.join(''))
  })
  let toggles = 0
  for (let cycle = first + 1; cycle <= last; cycle++) {
    for (let bit = 0; bit < rows[cycle]!.length; bit++)
      if (rows[cycle]![bit] !== rows[cycle - 1]![bit]) toggles++
  }
  return toggles
}

describe('activity', () => {
  it('counts every register bit that changes in the watched frames', () => {
    const { cycles, layers } = activityOf(images, 2)
    expect(cycles).toBe(2 * plan.interval)
    expect(layers.map(({ name }) => name)).toEqual(network.layers.map(({ name }) => name))
    const counted = layers.reduce((sum, layer) => sum + layer.registerToggles, 0) * cycles
    expect(counted).toBeGreaterThan(100)
    const begin = plan.latency + network.layers.length * plan.interval
    const toggles = registerToggles(images, begin, begin + 2 * plan.interval)
    expect(Math.round(counted)).toBe(toggles)
  })

  it('of the decision is that of the last layer', () => {
    const { cycles, layers } = activityOf(images, 2)
    const begin = plan.latency + network.layers.length * plan.interval
    const isOfLast = (instance: string) => !/^conv[01]\b/.test(instance)
    const toggles = registerToggles(images, begin, begin + 2 * plan.interval, isOfLast)
    expect(Math.round(layers.at(-1)!.registerToggles * cycles)).toBe(toggles)
  })

  it('counts reads of memories in the cycles in which they are enabled', () => {
    const { cycles, layers } = activityOf(images, 2)
    const last = plan.latency + network.layers.length * plan.interval + cycles
    /** The share of the first layer's memories, all of one width, that is read in each cycle. */
    const enabled: number[] = []
    watch(images, last, (engine) => {
      const memories = engine
        .stored()
        .filter(({ kind, instance }) => kind === 'memoryRead' && instance.startsWith('conv0.'))
      const reads = memories.map(({ enable }) => engine.values[enable!.offset]!)
      enabled.push(reads.reduce((sum, read) => sum + read) / reads.length)
    })
    const reads = enabled.slice(last + 1 - cycles, last + 1).reduce((sum, share) => sum + share)
    expect(reads).toBeLessThan(cycles)
    expect(layers[0]!.readRate * cycles).toBeCloseTo(reads)
  })

  it('is told from layer to layer where the name of one begins that of another', () => {
    const names = network.layers.map((_, index) => `fc1${'0'.repeat(index)}`)
    const layers = network.layers.map((layer, index) => ({ ...layer, name: names[index]! }))
    const renamed = { ...network, layers }
    const other = planFor(renamed, randomFolding(network, 3))
    const activity = countActivity({ directory: 'nowhere', network: renamed, plan: other }, images, 2)
    const figures = activityOf(images, 2).layers
    expect(activity.layers).toEqual(figures.map((layer, index) => ({ ...layer, name: names[index] })))
  })

  it('is that of steady state: one frame and three of the same image nearly agree', () => {
    const same = imagesOf(randomImages(network, 4, 1))
    const [one, three] = [activityOf(same, 1), activityOf(same, 3)]
    one.layers.forEach((layer, index) => {
      const other = three.layers[index]!
      // The rows of a line buffer rotate, in step with frames only by chance.
      for (const figure of ['toggleRate', 'registerToggles', 'readRate'] as const) {
        expect(Math.abs(layer[figure] - other[figure])).toBeLessThanOrEqual(0.05 * other[figure])
      }
    })
  })

  it('is a share of the cycles everywhere', () => {
    for (const { toggleRate, readRate } of activityOf(images).layers) {
      expect(toggleRate).toBeGreaterThan(0)
      expect(toggleRate).toBeLessThanOrEqual(1)
      expect(readRate).toBeGreaterThanOrEqual(0)
      expect(readRate).toBeLessThanOrEqual(1)
    }
  })
})

describe('power', () => {
  const busy = (toggleRate: number): Activity => ({
    cycles: 100,
    layers: network.layers.map(({ name }) => ({ name, toggleRate, registerToggles: 10, readRate: 0.5 })),
  })
  const at = (clockMhz: number, activity: Activity) =>
    estimatePower(estimatePlan(network, plan, { clockMhz, device }), activity, device)

  it('adds up, and says how far it may be off', () => {
    const { layers, total, atLeast, atMost } = at(200, busy(0.25))
    const parts = layers.flatMap(({ clock, registers, logic, memory }) => [clock, registers, logic, memory])
    expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(total, 12)
    expect([2 * atLeast, atMost / 2]).toEqual([total, total])
  })

  it('grows with the clock; its logic with the activity, its clock tree not', () => {
    const [slow, fast, busier] = [at(100, busy(0.25)), at(200, busy(0.25)), at(100, busy(0.5))]
    expect(fast.total).toBeCloseTo(2 * slow.total, 12)
    expect(busier.layers[0]!.logic).toBeCloseTo(2 * slow.layers[0]!.logic, 12)
    expect(busier.layers[0]!.clock).toBe(slow.layers[0]!.clock)
  })

  it('is C V^2 / 2 a change: 1,000 LUTs, each changing at 200 MHz on 20 nm, take 81 mW', () => {
    const estimate = estimatePlan(network, plan, { clockMhz: 200, device })
    const thousand = { ...estimate, layers: estimate.layers.map((layer) => ({ ...layer, lut: 1000 })) }
    const { layers } = estimatePower(thousand, busy(1), device)
    expect(layers[0]!.logic).toBeCloseTo(0.0812, 4)
  })

  it('is that of the clock tree twice a cycle, of registers that change, of memories when they are read', () => {
    const estimate = estimatePlan(network, plan, { clockMhz: 200, device })
    const known = estimate.layers.map((layer) => ({ ...layer, ff: 1000, memory: 10 }))
    const [first] = estimatePower({ ...estimate, layers: known }, busy(1), device).layers
    expect(first!.clock).toBeCloseTo(0.003_61, 6)
    expect(first!.registers).toBeCloseTo(0.000_090_25, 8)
    expect(first!.memory).toBeCloseTo(0.014_89, 5)
  })

  it.each([
    ['xc7z020', '28 nm'],
    ['xcku115', '20 nm'],
    ['xcvu9p', '16 nm'],
    ['ecp5-85', '40 nm'],
    ['ice40-hx8k', '40 nm LP'],
  ])('knows the technology of %s', (name, technology) => {
    expect(capacitancesOf(findDevice(name)).name).toBe(technology)
  })
})
