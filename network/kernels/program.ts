/** A network laid out for the kernels: maps, weights and tables in memory, and the calls that compute it. */
import type { Network, NeuronLayer } from '../network.ts'
import { countsMatches, eatsIntegers } from '../ranges.ts'
import { lastLayer } from '../shapes.ts'
import { KernelMachine } from './instance.ts'
import { addingNeurons, matchingNeurons, type Neurons, sumBytes } from './neurons.ts'
import { entryBytes, type Group, groupsOf, type Sliding, slidingLayer } from './sliding.ts'
import { pixelAddress, type StoredMap } from './stored-map.ts'

/** What one image gives. */
export interface Outcome {
  /** Of the last layer, one a class. */
  readonly accumulators: Int32Array
  /** The number of 1 bits that each layer but the last gives. */
  readonly ones: readonly number[]
}

/** Runs one image: bits (0 or 1) or integers, in the order of its bytes. */
export type Program = (values: Int32Array) => Outcome

/** Memory for what does not outlast a call: gathered windows, and their sums. */
interface Scratch {
  readonly windows: number
  readonly sums: number
}

/** What the caches hold beside a few rows of weights. */
const cached = { windows: 16_384, sums: 65_536 } as const

/** What brings the values of an image into memory. */
const loads = { bits: loadBits, integers: loadIntegers } as const

/** Lays out a valid network. */
export function layOut(network: Network): Program {
  const machine = new KernelMachine()
  const slidings = network.layers.map((_, index) => slidingLayer(machine, network, index))
  const scratch = allocateScratch(machine, network, slidings)
  const steps = network.layers.slice(0, -1).map((layer, index) => {
    const sliding = slidings[index]!
    const groups = groupsOf(machine, sliding, slidings[index + 1]!.map)
    if (layer.kind === 'pool') return groups.map((group) => poolStep(machine, sliding, group))
    return groups.flatMap((group) => neuronSteps(machine, network, layer, sliding, group, scratch))
  })
  const finish = lastStep(machine, network, slidings.at(-1)!, scratch)
  const { map } = slidings[0]!
  const load = loads[network.input.kind]
  return (values) => {
    load(machine, map, values)
    const ones = steps.map((calls) => calls.reduce((total, call) => total + call(), 0))
    return { accumulators: finish(), ones }
  }
}

function allocateScratch(machine: KernelMachine, network: Network, slidings: readonly Sliding[]): Scratch {
  const windows = slidings.map(({ map, kernel }) => kernel[0] * kernel[1] * map.pixelBytes)
  const sums = network.layers.map((layer) => (layer.kind === 'pool' ? 0 : sumBytes(layer.outputs)))
  return {
    windows: machine.allocate(Math.max(cached.windows, ...windows)),
    sums: machine.allocate(Math.max(cached.sums, ...sums)),
  }
}

function poolStep(machine: KernelMachine, { map }: Sliding, group: Group): () => number {
  const { pixels, count, y, x } = group
  return () => machine.kernels.orWindows(pixels, count, y.taps, map.rowBytes, x.taps, map.pixelBytes)
}

/** Gathers, accumulates and compares, as many pixels at a time as the scratch memory holds. */
function neuronSteps(
  machine: KernelMachine,
  network: Network,
  layer: NeuronLayer,
  sliding: Sliding,
  group: Group,
  scratch: Scratch,
): (() => number)[] {
  const neurons = neuronsOf(machine, network, layer, sliding, group)
  const gather = gathering(machine, sliding, group, neurons, scratch)
  const thresholds = machine.place(leastSums(layer, neurons))
  const bytes = sumBytes(layer.outputs)
  const fitting = Math.min(
    Math.floor(cached.windows / Math.max(neurons.windowBytes, 16)),
    Math.floor(cached.sums / bytes),
  )
  const atOnce = Math.max(1, fitting)
  return Array.from({ length: Math.ceil(group.count / atOnce) }, (_, chunk) => {
    const pixels = group.pixels + chunk * atOnce * entryBytes
    const count = Math.min(atOnce, group.count - chunk * atOnce)
    return () => {
      gather(pixels, count)
      neurons.accumulate(scratch.windows, count, scratch.sums, bytes)
      return machine.kernels.compareSums(pixels, count, scratch.sums, bytes, layer.outputs, thresholds)
    }
  })
}

/** The last layer is one window, whose sums become accumulators. */
function lastStep(
  machine: KernelMachine,
  network: Network,
  sliding: Sliding,
  scratch: Scratch,
): () => Int32Array {
  const layer = lastLayer(network)
  const [group] = groupsOf(machine, sliding, null)
  const neurons = neuronsOf(machine, network, layer, sliding, group!)
  const gather = gathering(machine, sliding, group!, neurons, scratch)
  return () => {
    gather(group!.pixels, 1)
    neurons.accumulate(scratch.windows, 1, scratch.sums, sumBytes(layer.outputs))
    const sums = machine.int32(scratch.sums, layer.outputs)
    return sums.map((sum, neuron) => neurons.accumulator(neuron, sum))
  }
}

function neuronsOf(
  machine: KernelMachine,
  network: Network,
  layer: NeuronLayer,
  { kernel, map }: Sliding,
  { y, x }: Group,
): Neurons {
  const indices = Array.from({ length: y.taps }, (_, ky) =>
    Array.from({ length: x.taps }, (_, kx) => (y.firstTap + ky) * kernel[1] + x.firstTap + kx),
  ).flat()
  const taps = { indices, channels: map.shape[2] }
  if (eatsIntegers(network, layer)) return addingNeurons(machine, layer.weights, taps)
  return matchingNeurons(machine, layer.weights, taps, !countsMatches(network, layer))
}

function gathering(
  machine: KernelMachine,
  { map, dilation }: Sliding,
  { y, x }: Group,
  { windowBytes }: Neurons,
  { windows }: Scratch,
): (pixels: number, count: number) => void {
  const rowStep = dilation[0] * map.rowBytes
  const runStep = dilation[1] * map.pixelBytes
  // Neighbouring taps of a row are copied together.
  const [runs, bytes] = dilation[1] === 1 ? [1, x.taps * map.pixelBytes] : [x.taps, map.pixelBytes]
  return (pixels, count) =>
    machine.kernels.gatherWindows(pixels, count, windows, windowBytes, y.taps, rowStep, runs, runStep, bytes)
}

/** Thresholds for sums; out of every sum's reach past the last neuron. */
function leastSums({ outputs, thresholds }: NeuronLayer, neurons: Neurons): Int32Array {
  const unreachable = 2 ** 31 - 1
  const sums = new Int32Array(sumBytes(outputs) / 4).fill(unreachable)
  for (let neuron = 0; neuron < outputs; neuron++) {
    const sum = neurons.leastSum(neuron, thresholds![neuron]!)
    sums[neuron] = Math.max(-(2 ** 31), Math.min(unreachable, sum))
  }
  return sums
}

function loadIntegers(machine: KernelMachine, map: StoredMap, values: Int32Array): void {
  machine.int32(map.base, values.length).set(values)
}

function loadBits(machine: KernelMachine, map: StoredMap, values: Int32Array): void {
  const [height, width, channels] = map.shape
  let i = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = machine.bytes(pixelAddress(map, y, x), map.pixelBytes).fill(0)
      for (let c = 0; c < channels; c++, i++) pixel[c >> 3]! |= values[i]! << (c & 7)
    }
  }
}
