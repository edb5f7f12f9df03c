/** A run in the in-process engine; harness/main.cpp and harness/testbench.sv do the same cycle for cycle. */

import type { AddressFault, Engine, Slot } from './engine.ts'
import { connections, type Vector, vectors, vectorWords } from './harness/layout.ts'
import { type Ending, type RunRecord, resetCycles, rowWords, tailCycles } from './harness/record.ts'
import type { PreparedStimulus } from './stimulus.ts'
import { InputDriver, OutputDriver } from './stream-drivers.ts'

/**
 * Runs a stimulus in an engine, from power-up on.
 *
 * @param record whether to record every port in every cycle
 * @param watch called in every cycle from 0 on, when all values have settled
 */
export function runEngine(
  engine: Engine,
  prepared: PreparedStimulus,
  record: boolean,
  watch: (cycle: number) => void = () => {},
): RunRecord {
  engine.powerUp()
  return new EngineRun(engine, prepared, record).run(watch)
}

class EngineRun {
  readonly #engine: Engine
  readonly #prepared: PreparedStimulus
  readonly #inputs: readonly InputDriver[]
  readonly #outputs: readonly OutputDriver[]
  /** The slots of the plain inputs, in the order of the layout. */
  readonly #values: readonly Slot[]
  readonly #recorder: PortRecorder | null
  readonly #faults: (AddressFault & { cycle: number })[] = []
  #resets = 0
  #tail = -1
  #idle = 0
  #ending: Ending = 'limit'
  #culprit = 0

  constructor(engine: Engine, prepared: PreparedStimulus, record: boolean) {
    this.#engine = engine
    this.#prepared = prepared
    this.#inputs = prepared.inputs.map((input) => new InputDriver(engine, input))
    this.#outputs = prepared.outputs.map((output) => new OutputDriver(engine, output))
    this.#values = prepared.layout.values.map(({ port }) => engine.slotOf(port.name))
    this.#recorder = record ? new PortRecorder(engine, prepared) : null
  }

  run(watch: (cycle: number) => void): RunRecord {
    const engine = this.#engine
    const { cycles, resetAt } = this.#prepared
    let cycle = engine.module.resettable ? -resetCycles : 0
    for (; ; cycle++) {
      const again = cycle === resetAt[this.#resets]
      if (again) this.#resets++
      const reset = cycle < 0 || again
      this.#drive(cycle, reset)
      engine.settle()
      if (cycle >= 0) {
        watch(cycle)
        this.#look(cycle, reset)
      }
      if (this.#tail === 0 || this.#ending !== 'limit' || cycle + 1 === cycles) break
      if (reset) engine.reset()
      else engine.step()
      const faults = engine.faults.splice(0)
      if (cycle >= 0 && !reset) this.#faults.push(...faults.map((fault) => ({ ...fault, cycle })))
    }
    const expectsNothing = this.#outputs.every(({ expect }) => expect === 0)
    if (this.#ending === 'limit' && (this.#tail >= 0 || expectsNothing)) this.#ending = 'done'
    return this.#record(cycle + 1)
  }

  #drive(cycle: number, reset: boolean): void {
    const { layout, values } = this.#prepared
    const rows = values.length / layout.valueWords
    const row = Math.max(0, Math.min(cycle, rows - 1)) * layout.valueWords
    this.#values.forEach(({ offset, words }, index) => {
      const from = row + layout.values[index]!.offset
      for (let i = 0; i < words; i++) this.#engine.values[offset + i] = values[from + i]!
    })
    for (const input of this.#inputs) input.drive(cycle, reset)
    for (const output of this.#outputs) output.drive(cycle, reset)
  }

  #look(cycle: number, reset: boolean): void {
    this.#recorder?.look()
    let moved = reset
    this.#outputs.forEach((output, index) => {
      if (reset) {
        output.reset()
        return
      }
      const seen = output.look(cycle)
      if (seen.moved) moved = true
      if (seen.broken && this.#ending === 'limit') {
        this.#ending = seen.broken
        this.#culprit = index
      }
    })
    for (const input of this.#inputs) if (input.look(cycle)) moved = true
    this.#idle = moved ? 0 : this.#idle + 1
    const expecting = this.#outputs.some(({ expect }) => expect > 0)
    const settled = expecting && this.#resets === this.#prepared.resetAt.length
    if (this.#tail > 0) this.#tail--
    else if (settled && this.#outputs.every(({ received, expect }) => received >= expect))
      this.#tail = tailCycles
    if (settled && this.#tail < 0 && this.#idle >= this.#prepared.patience && this.#ending === 'limit') {
      this.#ending = 'deadlock'
    }
  }

  #record(cycles: number): RunRecord {
    const bits = (list: readonly boolean[]) =>
      list.reduce((sum, bit, index) => (bit ? sum | (1n << BigInt(index)) : sum), 0n)
    return {
      ending: this.#ending,
      culprit: this.#culprit,
      cycles,
      last: {
        inputValid: bits(this.#inputs.map(({ valid }) => valid)),
        inputReady: bits(this.#inputs.map(({ ready }) => ready)),
        outputValid: bits(this.#outputs.map(({ valid }) => valid)),
        outputReady: bits(this.#outputs.map(({ ready }) => ready)),
      },
      accepted: this.#inputs.map(({ accepted }) => accepted),
      delivered: this.#outputs.map(({ cycles: at, words }) => ({ cycles: at, words })),
      rows: this.#recorder?.rows() ?? null,
      unknown: null,
      faults: this.#faults,
    }
  }
}

/** Records every port in every cycle, in the same rows as the other harnesses. */
class PortRecorder {
  readonly #engine: Engine
  readonly #columns: readonly { readonly slot: Slot; readonly word: number; readonly bit: number }[]
  readonly #words: number
  readonly #rows: Uint32Array[] = []

  constructor(engine: Engine, { layout }: PreparedStimulus) {
    const words = vectorWords(layout)
    const start = (vector: Vector) =>
      vectors.slice(0, vectors.indexOf(vector)).reduce((sum, earlier) => sum + words[earlier], 0)
    this.#engine = engine
    this.#words = rowWords(layout)
    this.#columns = connections(layout).map(({ port, vector, low }) => ({
      slot: engine.slotOf(port),
      word: start(vector) + (low >>> 5),
      bit: low & 31,
    }))
  }

  look(): void {
    const row = new Uint32Array(this.#words)
    for (const { slot, word, bit } of this.#columns) {
      for (let i = 0; i < slot.words; i++) row[word + i]! |= this.#engine.values[slot.offset + i]! << bit
    }
    this.#rows.push(row)
  }

  rows(): Uint32Array {
    const all = new Uint32Array(this.#rows.length * this.#words)
    this.#rows.forEach((row, index) => {
      all.set(row, index * this.#words)
    })
    return all
  }
}
