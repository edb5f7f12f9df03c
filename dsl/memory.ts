/** Memories: ROMs with contents in sidecar files and RAMs with explicit style and read-during-write behaviour. */

import { currentContext, type ModuleContext } from './context.ts'
import type { Data } from './data.ts'
import type { MemoryStyle } from './ir/design.ts'
import { currentPlace, currentScope, fail, takeName, tick } from './scope.ts'
import { mux } from './select.ts'
import { requireValue, Signal } from './signal.ts'
import { delayed } from './state.ts'
import { checkWidth, indexWidth } from './width.ts'

/** What a read gives in the cycle of a write to the same address: the word before, or the word being written. */
export const readsDuringWrite = ['old', 'new'] as const
export type ReadDuringWrite = (typeof readsDuringWrite)[number]

class Storage<W extends number> {
  /** Words. */
  readonly depth: number
  /** Bits of a word. */
  readonly width: W
  /** Bits of an address. */
  readonly addressWidth: number
  protected readonly context: ModuleContext
  protected readonly index: number
  readonly #madeAt = tick()
  #named = false

  protected constructor(depth: number, width: W, style: MemoryStyle, contents: Data | null) {
    if (!Number.isSafeInteger(depth) || depth < 1) {
      fail({
        code: 'BL0502',
        message: `a memory has ${depth} words`,
        help: 'the depth is a whole number of at least 1',
      })
    }
    checkWidth(width, 'a memory')
    this.context = currentContext('a memory')
    this.depth = depth
    this.width = width
    this.addressWidth = indexWidth(depth)
    const name = [...currentScope(), 'memory'].join('_')
    this.index = this.context.builder.memory({ name, depth, width, style, contents, place: currentPlace() })
  }

  /** Gives the memory a name that no variable overrides. */
  named(name: string): this {
    this.context.builder.memories[this.index]!.name = name
    this.#named = true
    return this
  }

  [takeName](name: string, since: number): void {
    if (this.#named || this.#madeAt < since) return
    this.context.builder.memories[this.index]!.name = [...currentScope(), name].join('_')
  }

  get #name(): string {
    return this.context.builder.memories[this.index]!.name
  }

  protected address(address: Signal): number {
    const what = `an address of \`${this.#name}\`, a memory of ${this.depth} words,`
    return requireValue(this.context, address, this.addressWidth, what)
  }

  protected readPort(address: Signal, synchronous: boolean, enable?: Signal<1>): Signal<W> {
    const id = this.context.add({
      kind: 'memoryRead',
      width: this.width,
      memory: this.index,
      address: this.address(address),
      synchronous,
      enable: enable === undefined ? null : requireValue(this.context, enable, 1, 'a read enable'),
    })
    return new Signal<W>(this.context, id)
  }
}

/** A memory of constants. */
export class Rom<W extends number = number> extends Storage<W> {
  /** @internal Users call `rom`. */
  constructor(contents: Data<W>, style: MemoryStyle) {
    super(contents.depth, contents.width, style, contents)
  }

  /** The word at `address`, one cycle later; holds while `enable` is 0. Latency: 1 cycle. */
  read(address: Signal, enable?: Signal<1>): Signal<W> {
    return this.readPort(address, true, enable)
  }

  /** The word at `address`, at once. Latency: 0 cycles. */
  lookup(address: Signal): Signal<W> {
    return this.readPort(address, false)
  }
}

/** A memory with write and read ports. */
export class Ram<W extends number = number> extends Storage<W> {
  readonly #readDuringWrite: ReadDuringWrite
  readonly #writes: { address: Signal; data: Signal<W>; enable: Signal<1> }[] = []
  #wasRead = false

  /** @internal Users call `ram`. */
  constructor(depth: number, width: W, style: MemoryStyle, readDuringWrite: ReadDuringWrite) {
    super(depth, width, style, null)
    this.#readDuringWrite = readDuringWrite
  }

  /** Writes `data` at the end of cycles where `enable` is 1. */
  write(address: Signal, data: Signal<W>, enable: Signal<1>): void {
    if (this.#wasRead && this.#readDuringWrite === 'new') {
      fail({
        code: 'BL0503',
        message: "a memory with readDuringWrite 'new' is written after a read port was made",
        help: 'make all write ports before the first read port',
      })
    }
    this.context.builder.write(this.index, {
      address: this.address(address),
      data: requireValue(this.context, data, this.width, 'the written word'),
      enable: requireValue(this.context, enable, 1, 'a write enable'),
    })
    this.#writes.push({ address, data, enable })
  }

  /** The word at `address`, one cycle later; holds while `enable` is 0. Latency: 1 cycle. */
  read(address: Signal, enable?: Signal<1>): Signal<W> {
    this.#wasRead = true
    const stored = this.readPort(address, true, enable)
    if (this.#readDuringWrite === 'old') return stored
    const hold = enable === undefined ? {} : { en: enable }
    return this.#writes.reduce<Signal<W>>((word, write) => {
      const hit = delayed(write.enable.and(write.address.eq(address)), hold)
      return mux(hit, delayed(write.data, hold), word)
    }, stored)
  }

  /** The word at `address`, at once, before a write of this cycle. Latency: 0 cycles. */
  lookup(address: Signal): Signal<W> {
    return this.readPort(address, false)
  }
}

/**
 * A ROM with `contents`, printed with a sidecar `.mem` file.
 *
 * @throws DiagnosticError BL0201 outside of a module.
 *
 * @example
 * const Squares = module(
 *   () => 'squares',
 *   () => ({ a: input(2), y: output(4) }),
 *   ({ a }) => {
 *     const squares = rom(Data.of(4, [0, 1, 4, 9]), { style: 'logic' })
 *     return { y: squares.lookup(a) }
 *   },
 * )
 * topModule(elaborate(Squares, {})).memories[0].name // 'squares'
 */
export function rom<W extends number>(contents: Data<W>, options: { readonly style: MemoryStyle }): Rom<W> {
  return new Rom(contents, options.style)
}

/**
 * A RAM of `depth` words of `width` bits; its contents are undefined until written. `readDuringWrite` says what a read gives in
 * the cycle of a write to the same address.
 *
 * @throws DiagnosticError BL0101 or BL0502 when a size is not a whole number of at least 1.
 *
 * @example
 * const Scratch = module(
 *   () => 'scratch',
 *   () => ({ address: input(4), data: input(8), write: input(1), word: output(8) }),
 *   ({ address, data, write }) => {
 *     const words = ram({ depth: 16, width: 8, style: 'distributed', readDuringWrite: 'old' })
 *     words.write(address, data, write)
 *     return { word: words.read(address) }
 *   },
 * )
 * topModule(elaborate(Scratch, {})).memories[0].depth // 16
 */
export function ram<W extends number>(options: {
  readonly depth: number
  readonly width: W
  readonly style: MemoryStyle
  readonly readDuringWrite: ReadDuringWrite
}): Ram<W> {
  return new Ram(options.depth, options.width, options.style, options.readDuringWrite)
}
