/** Layers as windows that slide over stored maps, and the tables of output pixels that the kernels go through. */
import type { ImageShape, Layer, Network, PaddingMode, Pair } from '../network.ts'
import { eatsIntegers, tapsAreBits } from '../ranges.ts'
import { outputShape } from '../shapes.ts'
import type { KernelMachine } from './instance.ts'
import { bitBytes, pixelAddress, type StoredMap, type Surroundings, storeMap } from './stored-map.ts'
import { type Band, bandsOf, tapPosition, type WindowAxis, wholeBand } from './windows.ts'

/** A layer as windows over its stored map; a fully connected layer is one window that covers it. */
export interface Sliding {
  readonly map: StoredMap
  readonly kernel: Pair
  readonly dilation: Pair
  readonly axes: readonly [y: WindowAxis, x: WindowAxis]
  /** Output rows and columns by their taps inside the map; one band each where the padding is stored around it. */
  readonly bands: readonly [y: readonly Band[], x: readonly Band[]]
}

/** Output pixels whose windows have the same taps. */
export interface Group {
  readonly y: Band
  readonly x: Band
  /** Where the table of the kernels begins, and its entries. */
  readonly pixels: number
  readonly count: number
}

/** Bytes of an entry: two addresses. */
export const entryBytes = 8

/**
 * Makes room for the map of a layer and finds the windows over it. Padding of +1 and -1 is stored around the map. Padding
 * with the number 0, and that of a pool, is nothing: windows at the border just have fewer taps.
 */
export function slidingLayer(machine: KernelMachine, network: Network, index: number): Sliding {
  const layer = network.layers[index]!
  const shape = storedShape(network, index)
  const { kernel, stride, dilation, top, left } = windowOf(layer, shape)
  const output = outputShape(layer)
  const axis = (i: 0 | 1, before: number): WindowAxis => ({
    size: shape[i],
    before,
    outputs: output[i],
    kernel: kernel[i],
    stride: stride[i],
    dilation: dilation[i],
  })
  const axes = [axis(0, top), axis(1, left)] as const
  const pixelBytes = eatsIntegers(network, layer) ? 4 * shape[2] : bitBytes(shape[2])
  const mode = storedPadding(layer)
  if (mode === null) {
    const map = storeMap(machine, shape, pixelBytes, null)
    return { map, kernel, dilation, axes, bands: [bandsOf(axes[0]), bandsOf(axes[1])] }
  }
  const around: Surroundings = {
    top,
    left,
    bottom: pastEnd(axes[0]),
    right: pastEnd(axes[1]),
    mode,
  }
  const map = storeMap(machine, shape, pixelBytes, around)
  return { map, kernel, dilation, axes, bands: [[wholeBand(axes[0])], [wholeBand(axes[1])]] }
}

/** The tables of a layer whose bits go to `target`; the last layer's go nowhere. */
export function groupsOf(
  machine: KernelMachine,
  { map, axes, bands }: Sliding,
  target: StoredMap | null,
): Group[] {
  return bands[0].flatMap((y) =>
    bands[1].map((x): Group => {
      const source = (row: number, column: number) => {
        // Where no tap is inside the map, there is nothing to be read.
        if (y.taps === 0 || x.taps === 0) return map.base
        return pixelAddress(
          map,
          tapPosition(axes[0], row, y.firstTap),
          tapPosition(axes[1], column, x.firstTap),
        )
      }
      const table = y.positions.flatMap((row) =>
        x.positions.flatMap((column) => [
          source(row, column),
          target === null ? 0 : pixelAddress(target, row, column),
        ]),
      )
      return {
        y,
        x,
        pixels: machine.place(Int32Array.from(table)),
        count: y.positions.length * x.positions.length,
      }
    }),
  )
}

/** What is stored around the map; null where windows at the border just have fewer taps. */
function storedPadding(layer: Layer): PaddingMode | null {
  switch (layer.kind) {
    case 'fullyConnected':
    case 'pool':
      return null
    case 'convolution':
      return tapsAreBits(layer.paddingMode) ? layer.paddingMode : null
  }
}

/** The inputs of a first, fully connected layer are stored as one pixel, whatever the shape of the image. */
function storedShape(network: Network, index: number): ImageShape {
  const layer = network.layers[index]!
  if (layer.kind !== 'fullyConnected') return layer.input
  const previous = network.layers[index - 1]
  return previous ? outputShape(previous) : [1, 1, layer.inputs]
}

function windowOf(layer: Layer, [height, width]: ImageShape) {
  const one: Pair = [1, 1]
  switch (layer.kind) {
    case 'fullyConnected':
      return { kernel: [height, width] satisfies Pair, stride: one, dilation: one, top: 0, left: 0 }
    case 'convolution':
      return { ...layer, ...layer.padding }
    case 'pool':
      return { ...layer, ...layer.padding, dilation: one }
  }
}

/** Pixels past the end of the map that the last window sees. */
function pastEnd(axis: WindowAxis): number {
  return Math.max(0, tapPosition(axis, axis.outputs - 1, axis.kernel - 1) + 1 - axis.size)
}
