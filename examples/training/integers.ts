/** The integer network once more, in the plainest loops: bits as bytes, one at a time, to compare every one of them. */
import type { BitMatrix } from '../../network/bit-matrix.ts'
import type { Layer, Network, PoolLayer } from '../../network/network.ts'
import { outputShape } from '../../network/shapes.ts'

/** What one image gives. */
export interface LayerValues {
  /** The bits that each layer but the last gives, pixel by pixel, channel fastest. */
  readonly bits: readonly Uint8Array[]
  /** The accumulators of the last layer. */
  readonly popcounts: Int32Array
}

/** Weights as bytes, row after row, for each layer of a network. */
export type ByteWeights = readonly Uint8Array[]

/** The weights of a network, unpacked once for all images. */
export function byteWeights(network: Network): ByteWeights {
  return network.layers.map((layer) => (layer.kind === 'pool' ? new Uint8Array(0) : unpacked(layer.weights)))
}

/** Runs a network that the trainer folded on the bits of one image, layer by layer. */
export function layerValues(network: Network, weights: ByteWeights, image: Uint8Array): LayerValues {
  const bits: Uint8Array[] = []
  let popcounts: Int32Array = new Int32Array(0)
  let map: Uint8Array = image
  network.layers.forEach((layer, index) => {
    if (layer.kind === 'pool') {
      map = or(layer, map)
    } else {
      popcounts = matches(layer, weights[index]!, map)
      const { thresholds, outputs } = layer
      if (thresholds === null) return
      map = Uint8Array.from(popcounts, (popcount, at) => Number(popcount >= thresholds[at % outputs]!))
    }
    bits.push(map)
  })
  return { bits, popcounts }
}

/** For each pixel and neuron, how many of the inputs or taps are equal to the weights; a tap outside is a 0. */
function matches(layer: Exclude<Layer, PoolLayer>, weights: Uint8Array, map: Uint8Array): Int32Array {
  const { outputs } = layer
  const seen = layer.kind === 'convolution' ? taps(layer, map) : map
  const fanIn = weights.length / outputs
  const counts = new Int32Array((seen.length / fanIn) * outputs)
  for (let at = 0; at < counts.length; at++) {
    const input = Math.floor(at / outputs) * fanIn
    const row = (at % outputs) * fanIn
    let count = 0
    for (let index = 0; index < fanIn; index++) count += 1 ^ seen[input + index]! ^ weights[row + index]!
    counts[at] = count
  }
  return counts
}

/** What the window sees at each output pixel, in the order of the weights. */
function taps(layer: Extract<Layer, { kind: 'convolution' }>, map: Uint8Array): Uint8Array {
  const { input, kernel, stride, dilation, padding } = layer
  const [height, width, channels] = input
  const [rows, columns] = outputShape(layer)
  const seen: number[] = []
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const y =
        Math.floor(pixel / columns) * stride[0] - padding.top + Math.floor(tap / kernel[1]) * dilation[0]
      const x = (pixel % columns) * stride[1] - padding.left + (tap % kernel[1]) * dilation[1]
      const inside = y >= 0 && y < height && x >= 0 && x < width
      for (let channel = 0; channel < channels; channel++) {
        seen.push(inside ? map[(y * width + x) * channels + channel]! : 0)
      }
    }
  }
  return Uint8Array.from(seen)
}

/** Each channel's OR over the windows of a pool without padding. */
function or(layer: PoolLayer, map: Uint8Array): Uint8Array {
  const [, width, channels] = layer.input
  const [rows, columns] = outputShape(layer)
  const result = new Uint8Array(rows * columns * channels)
  for (let at = 0; at < result.length; at++) {
    const pixel = Math.floor(at / channels)
    for (let tap = 0; tap < layer.kernel[0] * layer.kernel[1]; tap++) {
      const y = Math.floor(pixel / columns) * layer.stride[0] + Math.floor(tap / layer.kernel[1])
      const x = (pixel % columns) * layer.stride[1] + (tap % layer.kernel[1])
      result[at]! |= map[(y * width + x) * channels + (at % channels)]!
    }
  }
  return result
}

function unpacked(matrix: BitMatrix): Uint8Array {
  const { rows, columns } = matrix
  return Uint8Array.from({ length: rows * columns }, (_, at) =>
    matrix.get(Math.floor(at / columns), at % columns),
  )
}
