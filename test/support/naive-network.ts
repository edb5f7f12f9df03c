/** A network computed as its definition reads: nested loops over ±1 numbers, nothing packed, nothing shared with what is tested. */

import { encodeImage } from '../../network/encoding.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  Layer,
  Network,
  PoolLayer,
} from '../../network/network.ts'
import { outputShape } from '../../network/shapes.ts'

/** The value of a channel of a pixel; undefined outside of the map. */
type FeatureMap = (y: number, x: number, channel: number) => number | undefined

/** The scores of an image. */
export function naiveScores(network: Network, image: Uint8Array): number[] {
  const integers = network.input.kind === 'integers'
  const values = Array.from(encodeImage(network.input, image), (value) => (integers ? value : 2 * value - 1))
  let flat = values
  let shape: readonly number[] = network.input.shape
  for (const [index, layer] of network.layers.entries()) {
    const map = mapOf(flat, shape)
    const isFirstInteger = index === 0 && integers
    const accumulators = accumulate(layer, flat, map, isFirstInteger)
    shape = outputShape(layer)
    if (layer.kind === 'pool') flat = accumulators
    else if (layer.thresholds) {
      flat = accumulators.map((sum, i) => (sum >= layer.thresholds![i % layer.outputs]! ? 1 : -1))
    } else flat = scoresOf(network, layer, accumulators, isFirstInteger)
  }
  return flat
}

function mapOf(flat: readonly number[], [height, width, channels]: readonly number[]): FeatureMap {
  return (y, x, channel) =>
    y >= 0 && y < height! && x >= 0 && x < width! ? flat[(y * width! + x) * channels! + channel] : undefined
}

function accumulate(layer: Layer, flat: readonly number[], map: FeatureMap, integers: boolean): number[] {
  switch (layer.kind) {
    case 'fullyConnected':
      return fullyConnected(layer, flat, integers)
    case 'convolution':
      return convolution(layer, map, integers)
    case 'pool':
      return pool(layer, map)
  }
}

/** Matches of ±1 numbers, sums of integers. */
function sumOf(products: readonly number[], integers: boolean): number {
  return integers ? products.reduce((a, b) => a + b, 0) : products.filter((product) => product === 1).length
}

function fullyConnected(
  { weights, inputs, outputs }: FullyConnectedLayer,
  flat: readonly number[],
  integers: boolean,
): number[] {
  return Array.from({ length: outputs }, (_, row) => {
    const products = Array.from(
      { length: inputs },
      (_, column) => (2 * weights.get(row, column) - 1) * flat[column]!,
    )
    return sumOf(products, integers)
  })
}

function convolution(layer: ConvolutionLayer, map: FeatureMap, integers: boolean): number[] {
  const { kernel, stride, dilation, padding, paddingMode, input, weights, outputs } = layer
  const [height, width] = outputShape(layer)
  const accumulators: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let row = 0; row < outputs; row++) {
        const products: number[] = []
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            const at = [
              y * stride[0] - padding.top + ky * dilation[0],
              x * stride[1] - padding.left + kx * dilation[1],
            ] as const
            for (let channel = 0; channel < input[2]; channel++) {
              const weight = 2 * weights.get(row, (ky * kernel[1] + kx) * input[2] + channel) - 1
              products.push(weight * (map(...at, channel) ?? outside(paddingMode, ...at)))
            }
          }
        }
        const signed = integers || paddingMode === 'zero'
        accumulators.push(sumOf(products, signed))
      }
    }
  }
  return accumulators
}

function outside(mode: ConvolutionLayer['paddingMode'], y: number, x: number): number {
  switch (mode) {
    case 'negative':
      return -1
    case 'positive':
      return 1
    case 'checkerboard':
      return (y + x) % 2 === 0 ? 1 : -1
    default:
      return 0
  }
}

function pool({ kernel, stride, padding, input, ...layer }: PoolLayer, map: FeatureMap): number[] {
  const [height, width] = outputShape({ kernel, stride, padding, input, ...layer })
  const pixels: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < input[2]; channel++) {
        let most = -1
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            const value = map(y * stride[0] - padding.top + ky, x * stride[1] - padding.left + kx, channel)
            most = Math.max(most, value ?? -1)
          }
        }
        pixels.push(most)
      }
    }
  }
  return pixels
}

function scoresOf(
  { scores }: Network,
  layer: FullyConnectedLayer | ConvolutionLayer,
  accumulators: readonly number[],
  integers: boolean,
): number[] {
  if (scores.kind === 'popcount') return [...accumulators]
  const signed = integers || (layer.kind === 'convolution' && layer.paddingMode === 'zero')
  const fanIn = layer.weights.columns
  return accumulators.map((sum, k) => scores.scale[k]! * (signed ? sum : 2 * sum - fanIn) + scores.offset[k]!)
}
