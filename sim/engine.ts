/** The cycle engine inside this process: a checked design becomes JavaScript functions over 32-bit words, 2-state. */

import type { Design, MemoryContents, Module } from '../dsl/ir/design.ts'
import type { NodeId } from '../dsl/ir/node.ts'
import { InputError } from '../tools/files/input-error.ts'
import { type FlatDesign, type FlatMemory, flatten } from './engine/flatten.ts'
import { generate } from './engine/generate.ts'
import { type Layout, layOut } from './engine/layout.ts'
import { type Schedule, schedule } from './engine/order.ts'
import * as runtime from './engine/runtime.ts'
import { randomWords } from './random.ts'
import { getWords, putWords, topMask, wordsOf } from './words.ts'

/** An access past the end of a memory: the design is wrong, the hardware's answer is unknown. */
export interface AddressFault {
  /** Instance path and name of the memory. */
  readonly memory: string
  readonly depth: number
  readonly address: number
}

/** Where a port lives in `Engine.values`. */
export interface Slot {
  readonly offset: number
  readonly words: number
  readonly width: number
}

/** A value that the engine keeps in `Engine.values` from cycle to cycle. */
export interface StoredValue {
  /** Path of the instance whose value it is, with a dot at the end; '' for the top module. */
  readonly instance: string
  readonly kind: 'register' | 'memoryRead' | 'signal'
  readonly slot: Slot
  /** What lets a clocked read of a memory take a new word; null for all others, and where every cycle does. */
  readonly enable: Slot | null
}

/**
 * A design that runs. Inputs keep their value until they are set again; outputs and signals show the settled values of
 * the present cycle. Registers and memories without an initial value start as seeded noise, so that a missing reset shows.
 */
export interface Engine {
  readonly module: Module
  /** Back to the state right after construction: noise in registers, inputs 0, memories as loaded. */
  powerUp(): void
  /** Takes one clock edge with `rst` active: registers with `init` take it, all others clock as usual. */
  reset(): void
  /** Takes one clock edge. */
  step(): void
  /** Computes the combinational values anew; needed only after writing to `values` directly. */
  settle(): void
  /** @throws InputError for an unknown port or a value that does not fit */
  setInput(port: string, value: bigint): void
  /** @throws InputError for an unknown port */
  getOutput(port: string): bigint
  /**
   * The value of a port, register or named signal by instance path, such as `layer1.pe3.sum`.
   *
   * @throws InputError for a name that the design does not have, or that was not kept (see `EngineOptions`)
   */
  peek(path: string): bigint
  /** Accesses past the end of a memory since the last `powerUp`, the first 16 of them. */
  readonly faults: AddressFault[]
  /** All values; fast drivers write input slots here and call `settle`. */
  readonly values: Int32Array
  slotOf(port: string): Slot
  /** Everything that is kept, for those who watch it all: registers, memory reads, and other signals but constants and inputs. */
  stored(): readonly StoredValue[]
}

export interface EngineOptions {
  /** Decides the noise in registers without `init`. */
  readonly seed?: number
  /** Keep every named signal for `peek`, at some cost in speed; otherwise those that happen to be stored. */
  readonly keepNames?: boolean
}

/**
 * Compiles a checked design.
 *
 * @param design a design that has passed the check passes (no loops, every width right)
 * @returns an engine in the state of `powerUp`
 *
 * @example
 * const engine = compileEngine(design)
 * engine.reset()
 * engine.setInput('a', 5n)
 * engine.step()
 * engine.getOutput('y')
 */
export function compileEngine(design: Design, options: EngineOptions = {}): Engine {
  return new CompiledEngine(flatten(design), options)
}

class CompiledEngine implements Engine {
  readonly module: Module
  readonly faults: AddressFault[] = []
  readonly values: Int32Array
  readonly #design: FlatDesign
  readonly #schedule: Schedule
  readonly #layout: Layout
  readonly #seed: number
  readonly #memories = new Map<number, Int32Array>()
  readonly #functions: { evaluate(): void; edge(): void }
  readonly #ports = new Map<string, Slot>()
  #settled = false

  constructor(design: FlatDesign, { seed = 1, keepNames = false }: EngineOptions) {
    const kept = new Set(keepNames ? design.named.values() : [])
    this.module = design.top
    this.#design = design
    this.#seed = seed
    this.#schedule = schedule(design, kept)
    this.#layout = layOut(design, this.#schedule, kept)
    this.values = new Int32Array(this.#layout.size)
    for (const index of this.#schedule.memories) {
      this.#memories.set(index, wordsOfMemory(design.memories[index]!))
    }
    const { text, tables } = generate(design, this.#schedule, this.#layout)
    const fault = (memory: number, address: number) => this.#fault(memory, address)
    const build = new Function('m', 'memories', 'tables', 'runtime', 'fault', text)
    this.#functions = build(this.values, this.#memories, tables, runtime, fault)
    for (const id of design.inputs) {
      const node = design.nodes[id]!
      if (node.kind === 'input') this.#ports.set(node.port, this.#slot(id))
    }
    for (const [port, id] of Object.entries(design.outputs)) this.#ports.set(port, this.#slot(id))
    this.powerUp()
  }

  powerUp(): void {
    this.faults.length = 0
    this.values.fill(0)
    const { nodes, registers, synchronousReads } = this.#schedule
    const noise = randomWords(this.#seed)
    for (const id of [...registers, ...synchronousReads]) fillNoise(this.values, this.#slot(id), noise)
    for (const [id, offset] of this.#layout.slots) {
      const node = nodes[id]!
      if (node.kind === 'constant') putWords(this.values, offset, wordsOf(node.width), node.value)
    }
    for (const [index, words] of this.#memories) {
      const memory = this.#design.memories[index]!
      if (!isRom(memory)) fill(words, memory, noise)
    }
    this.#settled = false
  }

  settle(): void {
    this.#functions.evaluate()
    this.#settled = true
  }

  step(): void {
    this.#settleOnce()
    this.#functions.edge()
    this.#settled = false
  }

  reset(): void {
    this.step()
    for (const id of this.#schedule.registers) {
      const node = this.#schedule.nodes[id]!
      if (node.kind !== 'register' || node.init === null) continue
      putWords(this.values, this.#layout.slots.get(id)!, wordsOf(node.width), node.init)
    }
  }

  setInput(port: string, value: bigint): void {
    const slot = this.slotOf(port)
    if (this.module.outputs[port] !== undefined) throw new InputError(`port \`${port}\` is an output`)
    if (value < 0n || value >> BigInt(slot.width) !== 0n) {
      throw new InputError(`${value} does not fit the ${slot.width} bits of port \`${port}\``)
    }
    putWords(this.values, slot.offset, slot.words, value)
    this.#settled = false
  }

  getOutput(port: string): bigint {
    const slot = this.slotOf(port)
    this.#settleOnce()
    return getWords(this.values, slot.offset, slot.words)
  }

  peek(path: string): bigint {
    const id = this.#design.named.get(path)
    if (id === undefined) throw new InputError(`the design has no signal \`${path}\``)
    const node = this.#design.nodes[id]!
    if (node.kind === 'constant') return node.value
    if (!this.#layout.slots.has(id)) {
      throw new InputError(`signal \`${path}\` was not kept`, {
        help: 'compile the engine with { keepNames: true }',
      })
    }
    this.#settleOnce()
    const slot = this.#slot(id)
    return getWords(this.values, slot.offset, slot.words)
  }

  slotOf(port: string): Slot {
    const slot = this.#ports.get(port)
    if (!slot) throw new InputError(`module ${this.module.name} has no port \`${port}\``)
    return slot
  }

  stored(): readonly StoredValue[] {
    const { nodes, synchronousReads, registers, atEdge } = this.#schedule
    const [reads, states] = [new Set(synchronousReads), new Set(registers)]
    const instances = this.#design.instances
    const values: StoredValue[] = []
    let next = 0
    for (const id of [...this.#layout.slots.keys()].sort((a, b) => a - b)) {
      const node = nodes[id]!
      if (node.kind === 'constant' || node.kind === 'input' || id >= this.#design.nodes.length) continue
      while (instances[next + 1] && instances[next + 1]!.firstNode <= id) next++
      const kind = states.has(id) ? 'register' : reads.has(id) ? 'memoryRead' : 'signal'
      const gate = node.kind === 'memoryRead' && node.synchronous ? node.enable : null
      const isGated = gate !== null && nodes[atEdge(gate)]!.kind !== 'constant'
      const enable = isGated ? this.#slot(atEdge(gate)) : null
      values.push({ instance: instances[next]!.path, kind, slot: this.#slot(id), enable })
    }
    return values
  }

  #settleOnce(): void {
    if (!this.#settled) this.settle()
  }

  #slot(id: NodeId): Slot {
    const { width } = this.#schedule.nodes[id]!
    return { offset: this.#layout.slots.get(id)!, words: wordsOf(width), width }
  }

  #fault(index: number, address: number): number {
    const { path, depth } = this.#design.memories[index]!
    if (this.faults.length < 16) this.faults.push({ memory: path, depth, address })
    return 0
  }
}

function fillNoise(values: Int32Array, slot: Slot, noise: () => number): void {
  for (let i = 0; i < slot.words; i++) values[slot.offset + i] = noise()
  values[slot.offset + slot.words - 1]! &= topMask(slot.width)
}

function isRom(memory: FlatMemory): boolean {
  return memory.contents !== null && memory.writes.length === 0
}

/** Contents as words, converted once for all engines and instances that read them. */
const roms = new WeakMap<MemoryContents, Int32Array>()

/** Room for a memory; a ROM is filled and shared, anything else is filled at power-up. */
function wordsOfMemory(memory: FlatMemory): Int32Array {
  const room = () => new Int32Array(memory.depth * wordsOf(memory.width))
  if (memory.contents === null || !isRom(memory)) return room()
  const known = roms.get(memory.contents)
  if (known) return known
  const words = room()
  fill(words, memory, () => 0)
  roms.set(memory.contents, words)
  return words
}

function fill(words: Int32Array, memory: FlatMemory, noise: () => number): void {
  const { width } = memory
  const each = wordsOf(width)
  for (let address = 0; address < memory.depth; address++) {
    const word = memory.contents?.words[address]
    const offset = address * each
    if (word === undefined) fillNoise(words, { offset, words: each, width }, noise)
    else putWords(words, offset, each, word)
  }
}
