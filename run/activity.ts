/** Switching activity: how often the bits of a network's hardware change while frames pass at the full rate. */

import { networkDesign } from '../accelerator/design.ts'
import { acceleratorInterface } from '../accelerator/interface.ts'
import { lower } from '../lowering/lower.ts'
import { type ImageSet, imageAt } from '../network/images.ts'
import { pipelineParts } from '../pipeline/pipeline-parts.ts'
import type { Activity, LayerActivity } from '../plan/power.ts'
import { compileEngine, type Engine, type Slot } from '../sim/engine.ts'
import { conclude } from '../sim/harness/conclude.ts'
import { runEngine } from '../sim/run-engine.ts'
import { prepareStimulus } from '../sim/stimulus.ts'
import { targetOf } from '../sim/target.ts'
import type { ElaboratedFolder } from './elaborated-folder.ts'
import { imageWords } from './image-words.ts'

/**
 * Counts what changes in the in-process engine during `frames` intervals in steady state, while images follow one another
 * without a pause. Images repeat when there are too few. Values between registers count once a cycle, in
 * their settled state: real hardware has glitches on top.
 *
 * @throws SimulationError when the hardware breaks a stream rule
 *
 * @example
 * const folder = { directory: 'rtl-out/lfc', network, plan } // or loadElaborated('rtl-out/lfc')
 * const { cycles, layers } = countActivity(folder, images, 1)
 * layers.map(({ name, toggleRate }) => `${name}: ${toggleRate}`)
 */
export function countActivity(
  { network, plan }: ElaboratedFolder,
  images: ImageSet,
  frames: number,
): Activity {
  const design = networkDesign(network, plan)
  const target = targetOf(design)
  const engine = compileEngine(design, { keepNames: true })
  // Until the slowest layer is held up by nothing but itself, fast ones run ahead: by a frame each at most.
  const begin = plan.latency + plan.layers.length * plan.interval
  const end = begin + frames * plan.interval
  const results = Math.ceil((end - plan.latency) / plan.interval) + 1
  const needed = results + Math.ceil(begin / plan.interval)
  const lowered = lower(network)
  const format = acceleratorInterface(pipelineParts(lowered, plan.layers))
  const prepared = prepareStimulus(target, {
    cycles: 2 * end,
    patience: end,
    inputs: { image: { beats: imageWords(cyclicImages(images, needed), lowered.input, format) } },
    outputs: { result: { expect: results } },
  })
  const counter = new ToggleCounter(engine)
  const record = runEngine(engine, prepared, false, (cycle) => {
    if (cycle === begin) counter.begin()
    else if (cycle > begin && cycle <= end) counter.count()
  })
  conclude(prepared, record, {})
  const names = network.layers.map(({ name }) => name)
  return { cycles: counter.cycles, layers: counter.layers(names) }
}

/** `count` images of a set, from its start again after the last one. */
function cyclicImages(images: ImageSet, count: number): ImageSet {
  const size = images.pixels.length / images.count
  const pixels = new Uint8Array(count * size)
  for (let i = 0; i < count; i++) pixels.set(imageAt(images, i % images.count), i * size)
  return { count, shape: images.shape, pixels, labels: null }
}

/** Counts the bits that change in each word of an engine. */
class ToggleCounter {
  cycles = 0
  readonly #engine: Engine
  readonly #before: Int32Array
  readonly #toggles: Float64Array
  /** First words of the enables of memories, and in how many cycles each was high. */
  readonly #enables = new Map<number, number>()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#before = new Int32Array(engine.values.length)
    this.#toggles = new Float64Array(engine.values.length)
    for (const { enable } of engine.stored()) if (enable !== null) this.#enables.set(enable.offset, 0)
  }

  begin(): void {
    this.#before.set(this.#engine.values)
  }

  count(): void {
    const { values } = this.#engine
    for (let i = 0; i < values.length; i++) {
      const changed = values[i]! ^ this.#before[i]!
      if (changed !== 0) this.#toggles[i]! += onesIn(changed)
    }
    for (const [offset, cycles] of this.#enables) this.#enables.set(offset, cycles + (values[offset]! & 1))
    this.#before.set(values)
    this.cycles++
  }

  /** The counts of each layer; what belongs to none, such as the decision, goes to the last one. */
  layers(names: readonly string[]): LayerActivity[] {
    const sums = names.map(() => ({ bits: 0, toggles: 0, registerToggles: 0, readBits: 0, read: 0 }))
    for (const { instance, kind, slot, enable } of this.#engine.stored()) {
      const sum = sums[layerOf(instance, names)]!
      const toggles = this.#togglesOf(slot)
      sum.bits += slot.width
      sum.toggles += toggles
      if (kind === 'register') sum.registerToggles += toggles
      if (kind !== 'memoryRead') continue
      sum.readBits += slot.width
      sum.read += slot.width * (enable === null ? this.cycles : this.#enables.get(enable.offset)!)
    }
    return sums.map(({ bits, toggles, registerToggles, readBits, read }, index) => ({
      name: names[index]!,
      toggleRate: bits === 0 ? 0 : toggles / bits / this.cycles,
      registerToggles: registerToggles / this.cycles,
      readRate: readBits === 0 ? 0 : read / readBits / this.cycles,
    }))
  }

  #togglesOf({ offset, words }: Slot): number {
    let sum = 0
    for (let i = offset; i < offset + words; i++) sum += this.#toggles[i]!
    return sum
  }
}

/** Instances are named after their layers: `conv0`, `conv0_fifo`, of which the longest name is meant; the rest decides. */
function layerOf(instance: string, names: readonly string[]): number {
  const [first = ''] = instance.split('.')
  const meant = names.filter((name) => first === name || first.startsWith(`${name}_`))
  const longest = meant.reduce((best, name) => (name.length > best.length ? name : best), '')
  return longest === '' ? names.length - 1 : names.indexOf(longest)
}

/** The number of 1 bits of a word. */
function onesIn(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
