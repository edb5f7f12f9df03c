/** BinaryNet files for tests: arrays of noise in any width, and what they compute, from the format's definition alone. */
import type { NpyArray } from '../../tools/files/npy.ts'
import { drawer } from '../support/random-network.ts'

/** Outputs of the six convolutions and the three fully connected layers of BinaryNet. */
export const binaryNetSizes = [128, 128, 256, 256, 512, 512, 1024, 1024, 10] as const

const convolutions = 6

/** What `importBinaryNet` reads, of random weights and of thresholds that are reached about every other time. */
export function binaryNetArrays(
  outputs: readonly number[] = binaryNetSizes,
  seed = 1,
): Record<string, NpyArray> {
  const draw = drawer(seed)
  const arrays: Record<string, NpyArray> = {}
  let channels = 3
  outputs.forEach((size, index) => {
    const isConvolution = index < convolutions
    const inputs = index === convolutions ? 16 * channels : channels
    const shape = isConvolution ? [size, inputs, 3, 3] : [size, inputs]
    const weights = shape.reduce((product, side) => product * side, 1)
    const bytes = Uint8Array.from({ length: Math.ceil(weights / 8) }, () => draw(256))
    const spread = Math.ceil(Math.sqrt(weights / size))
    const threshold = () => (draw(2 * spread + 1) - spread) * (index === 0 ? 128 : 1)
    arrays[`W${index}_bits`] = { shape: [bytes.length], data: bytes }
    arrays[`W${index}_shape`] = { shape: [shape.length], data: BigInt64Array.from(shape, BigInt) }
    if (index === 0) {
      arrays.t0_int = { shape: [size], data: Int32Array.from({ length: size }, threshold) }
    } else if (index < outputs.length - 1) {
      arrays[`T${index}`] = { shape: [size], data: Int16Array.from({ length: size }, threshold) }
    }
    channels = size
  })
  const classes = outputs.at(-1)!
  arrays.K_int = { shape: [classes], data: Int32Array.from({ length: classes }, () => 100 + draw(100)) }
  arrays.H_int = { shape: [classes], data: Int32Array.from({ length: classes }, () => -draw(9000)) }
  return arrays
}

/** Scores of an image of 32 x 32 x 3 bytes: the network that the arrays stand for, one product at a time. */
export function plainBinaryNet(arrays: Readonly<Record<string, NpyArray>>, pixels: Uint8Array): number[] {
  const weight = (layer: number, index: number) => {
    const bits = arrays[`W${layer}_bits`]!.data as Uint8Array
    return ((bits[index >> 3]! >> (7 - (index & 7))) & 1) === 1 ? 1 : -1
  }
  const numbers = (name: string) => Array.from(arrays[name]!.data, Number)
  const outputsOf = (layer: number) => numbers(`W${layer}_shape`)[0]!
  const thresholdsOf = (layer: number) => numbers(layer === 0 ? 't0_int' : `T${layer}`)

  // A map is a list of channels, each with its pixels row by row.
  let side = 32
  let map = [0, 1, 2].map((c) =>
    Array.from({ length: side * side }, (_, at) => 2 * pixels[3 * at + c]! - 255),
  )
  for (let layer = 0; layer < convolutions; layer++) {
    const [before, size] = [map, side]
    const sum = (o: number, y: number, x: number) => {
      let total = 0
      before.forEach((channel, i) => {
        for (let tap = 0; tap < 9; tap++) {
          const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1]
          if (row < 0 || row >= size || column < 0 || column >= size) continue
          total += weight(layer, (o * before.length + i) * 9 + tap) * channel[row * size + column]!
        }
      })
      return total
    }
    const thresholds = thresholdsOf(layer)
    map = Array.from({ length: outputsOf(layer) }, (_, o) =>
      Array.from({ length: size * size }, (_, at) =>
        sum(o, Math.floor(at / size), at % size) >= thresholds[o]! ? 1 : -1,
      ),
    )
    if (layer % 2 === 1) {
      side = size / 2
      map = map.map((channel) => pooled(channel, size))
    }
  }
  let values = map.flat()
  for (let layer = convolutions; ; layer++) {
    const inputs = values
    const dots = Array.from({ length: outputsOf(layer) }, (_, o) =>
      inputs.reduce((total, value, i) => total + weight(layer, o * inputs.length + i) * value, 0),
    )
    if (arrays[`T${layer}`] === undefined) {
      const [scale, offset] = [numbers('K_int'), numbers('H_int')]
      return dots.map((dot, k) => scale[k]! * dot + 4 * offset[k]!)
    }
    const thresholds = thresholdsOf(layer)
    values = dots.map((dot, o) => (dot >= thresholds[o]! ? 1 : -1))
  }
}

/** The greatest of every two by two pixels of a square map. */
function pooled(channel: readonly number[], side: number): number[] {
  const half = side / 2
  return Array.from({ length: half * half }, (_, at) => {
    const corner = 2 * Math.floor(at / half) * side + 2 * (at % half)
    return Math.max(...[0, 1, side, side + 1].map((step) => channel[corner + step]!))
  })
}
