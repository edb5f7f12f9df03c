/**
 * What a network computes, one multiplication at a time: written from the definitions of ONNX's Conv and MaxPool operators on
 * numbers, without bits, packing, popcounts or border classes.
 */
import { encodeImage } from '../../network/encoding.ts'
import type { ConvolutionLayer, ImageShape, Network, NeuronLayer, PoolLayer } from '../../network/network.ts'

/** A map of numbers, row by row, channel fastest. */
export interface PlainMap {
  readonly shape: ImageShape
  readonly values: readonly number[]
}

/** What the reference gives, and the map behind every layer but the last. */
export interface PlainInference {
  readonly scores: number[]
  readonly ones: number[]
  readonly maps: PlainMap[]
}

const sign = (bit: number) => (bit === 1 ? 1 : -1)

/** A pixel's channel; `outside` decides beyond the border. */
function at({ shape, values }: PlainMap, y: number, x: number, c: number, outside: number): number {
  const [height, width, channels] = shape
  if (y < 0 || y >= height || x < 0 || x >= width) return outside
  return values[(y * width + x) * channels + c]!
}

/** Sums of products, pixel by pixel, neuron fastest; and for each pixel the number of products that took part. */
export function plainConvolution(
  layer: ConvolutionLayer,
  map: PlainMap,
): { shape: ImageShape; sums: number[]; products: number[] } {
  const { kernel, stride, dilation, padding, paddingMode, outputs, weights } = layer
  const [height, width, channels] = map.shape
  const spanY = (kernel[0] - 1) * dilation[0] + 1
  const spanX = (kernel[1] - 1) * dilation[1] + 1
  const outHeight = Math.floor((height + padding.top + padding.bottom - spanY) / stride[0]) + 1
  const outWidth = Math.floor((width + padding.left + padding.right - spanX) / stride[1]) + 1
  const border = (y: number, x: number) => {
    if (paddingMode === 'negative') return -1
    if (paddingMode === 'positive') return 1
    if (paddingMode === 'checkerboard') return Math.abs(y + x) % 2 === 0 ? 1 : -1
    return 0
  }
  const sums: number[] = []
  const products: number[] = []
  for (let oy = 0; oy < outHeight; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      for (let neuron = 0; neuron < outputs; neuron++) {
        let sum = 0
        let count = 0
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            const y = oy * stride[0] - padding.top + ky * dilation[0]
            const x = ox * stride[1] - padding.left + kx * dilation[1]
            for (let c = 0; c < channels; c++) {
              const value = at(map, y, x, c, border(y, x))
              sum += sign(weights.get(neuron, (ky * kernel[1] + kx) * channels + c)) * value
              count += Math.abs(value)
            }
          }
        }
        sums.push(sum)
        products.push(count)
      }
    }
  }
  return { shape: [outHeight, outWidth, outputs], sums, products }
}

/** The maximum of every window; what is outside the map takes no part. */
export function plainPool(layer: PoolLayer, map: PlainMap): PlainMap {
  const { kernel, stride, padding, ceilMode } = layer
  const [height, width, channels] = map.shape
  const count = (size: number, before: number, after: number, k: number, s: number) => {
    const starts: number[] = []
    for (let start = -before; ; start += s) {
      // Floor mode keeps windows that end inside the padded map; ceil mode those that begin in the map or its first padding.
      const fits = start + k <= size + after
      const reaches = starts.length === 0 || starts.at(-1)! + k < size + after
      if (!fits && !(ceilMode && reaches && start < size)) return starts
      starts.push(start)
    }
  }
  const rows = count(height, padding.top, padding.bottom, kernel[0], stride[0])
  const columns = count(width, padding.left, padding.right, kernel[1], stride[1])
  const values: number[] = []
  for (const top of rows) {
    for (const left of columns) {
      for (let c = 0; c < channels; c++) {
        let most = -Infinity
        for (let ky = 0; ky < kernel[0]; ky++) {
          for (let kx = 0; kx < kernel[1]; kx++) {
            most = Math.max(most, at(map, top + ky, left + kx, c, -Infinity))
          }
        }
        values.push(most)
      }
    }
  }
  return { shape: [rows.length, columns.length, channels], values }
}

/** Runs a whole network. */
export function plainInference(network: Network, image: Uint8Array): PlainInference {
  const isBits = network.input.kind === 'bits'
  let map: PlainMap = {
    shape: network.input.shape,
    values: Array.from(encodeImage(network.input, image), (value) => (isBits ? sign(value) : value)),
  }
  const maps: PlainMap[] = []
  for (const [index, layer] of network.layers.entries()) {
    const addsIntegers = index === 0 && !isBits
    if (layer.kind === 'pool') {
      map = plainPool(layer, map)
    } else {
      const { shape, sums, products } = plainSums(layer, map)
      if (layer.thresholds === null) {
        return { scores: plainScores(network, layer, addsIntegers, sums), ones: maps.map(countOnes), maps }
      }
      const { thresholds } = layer
      map = {
        shape,
        values: sums.map((sum, i) => {
          const accumulator = countsMatches(layer, addsIntegers) ? (sum + products[i]!) / 2 : sum
          return accumulator >= thresholds[i % layer.outputs]! ? 1 : -1
        }),
      }
    }
    maps.push(map)
  }
  throw new Error('the last layer has thresholds')
}

function plainSums(layer: NeuronLayer, map: PlainMap): ReturnType<typeof plainConvolution> {
  if (layer.kind === 'convolution') return plainConvolution(layer, map)
  const sums = Array.from({ length: layer.outputs }, (_, row) =>
    map.values.reduce((total, value, column) => total + sign(layer.weights.get(row, column)) * value, 0),
  )
  return { shape: [1, 1, layer.outputs], sums, products: sums.map(() => layer.inputs) }
}

function countsMatches(layer: NeuronLayer, addsIntegers: boolean): boolean {
  return !addsIntegers && (layer.kind === 'fullyConnected' || layer.paddingMode !== 'zero')
}

function plainScores(network: Network, layer: NeuronLayer, addsIntegers: boolean, sums: number[]): number[] {
  const { scores } = network
  if (scores.kind === 'affine') return sums.map((sum, k) => scores.scale[k]! * sum + scores.offset[k]!)
  if (!countsMatches(layer, addsIntegers)) throw new Error('no popcounts')
  return sums.map((sum) => (sum + layer.weights.columns) / 2)
}

function countOnes({ values }: PlainMap): number {
  return values.filter((value) => value === 1).length
}
