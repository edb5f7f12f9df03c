/** The kernels of the reference with a memory of their own: what JavaScript sees of them. */
import { kernelModule } from './module.ts'

/** The functions of assembly/index.ts; all numbers are addresses, counts of things, or bytes. */
export interface Kernels {
  gatherWindows(
    pixels: number,
    count: number,
    windows: number,
    windowBytes: number,
    rows: number,
    rowStep: number,
    runs: number,
    runStep: number,
    bytes: number,
  ): void
  countMatches(
    windows: number,
    count: number,
    windowBytes: number,
    inside: number,
    weights: number,
    neurons: number,
    sums: number,
    sumBytes: number,
  ): void
  addSigned(
    windows: number,
    count: number,
    windowBytes: number,
    taps: number,
    signs: number,
    neurons: number,
    sums: number,
    sumBytes: number,
  ): void
  compareSums(
    pixels: number,
    count: number,
    sums: number,
    sumBytes: number,
    neurons: number,
    thresholds: number,
  ): number
  orWindows(
    pixels: number,
    count: number,
    rows: number,
    rowStep: number,
    columns: number,
    bytes: number,
  ): number
}

/** As much of the WebAssembly interface as is used here; Node's types leave it out. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (description: { readonly initial: number }) => WebAssemblyMemory
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}
interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
declare const WebAssembly: WebAssemblyInterface

const pageBytes = 65_536

/** The kernels load and store 16 bytes at a time, and a window is ended by 16 more. */
const slackBytes = 32

let compiled: object | null = null

/**
 * Memory that is only ever added to, and the kernels that work on it. Addresses are multiples of 64 bytes.
 *
 * @example
 * const machine = new KernelMachine()
 * const address = machine.place(Int32Array.of(1, 2, 3))
 * machine.int32(address, 2) // [1, 2]
 */
export class KernelMachine {
  readonly kernels: Kernels
  readonly #memory: WebAssemblyMemory
  #end = 64

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(kernelModule, 'base64'))
    this.#memory = new WebAssembly.Memory({ initial: 1 })
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } })
    this.kernels = exports as Kernels
  }

  /** The address of `bytes` zeros. */
  allocate(bytes: number): number {
    const address = this.#end
    this.#end = Math.ceil((address + bytes + slackBytes) / 64) * 64
    const missing = this.#end - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes))
    return address
  }

  /** The address of a copy. */
  place(data: Uint8Array | Int32Array): number {
    const address = this.allocate(data.byteLength)
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    new Uint8Array(this.#memory.buffer).set(bytes, address)
    return address
  }

  /** A view of memory, good until the next `allocate` or `place`. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length)
  }

  /** As `bytes`, of 32-bit integers. */
  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length)
  }
}
