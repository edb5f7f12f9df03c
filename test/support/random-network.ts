/** Seeded random networks of convolutions, pools and fully connected layers, and random images for them. */

import type { Fold } from '../../lowering/fold.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { ImageSet } from '../../network/images.ts'
import type {
  ImageShape,
  InputEncoding,
  Layer,
  Network,
  Padding,
  PaddingMode,
} from '../../network/network.ts'
import { modesOfPadded } from '../../network/padding.ts'
import { fanIn, outputShape } from '../../network/shapes.ts'

/** Whole numbers 0 .. below, always the same for a seed. */
export type Draw = (below: number) => number

export function drawer(seed: number): Draw {
  let state = seed * 2654435761 + 1
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function pick<T>(draw: Draw, choices: readonly T[]): T {
  return choices[draw(choices.length)]!
}

const inputs = [
  { kind: 'bits', threshold: 128 } as const,
  { kind: 'integers', bits: 8, signed: true, mapping: { kind: 'fixedPoint' } } as const,
  { kind: 'integers', bits: 9, signed: true, mapping: { kind: 'affine', scale: 2, offset: -255 } } as const,
  { kind: 'integers', bits: 8, signed: false, mapping: { kind: 'affine', scale: 1, offset: 0 } } as const,
]

/** A network of one or two convolutions, perhaps a pool, and a last fully connected layer. */
export function randomNetwork(seed: number): Network {
  const draw = drawer(seed)
  const shape: ImageShape = [3 + draw(5), 3 + draw(5), 1 + draw(3)]
  const input = { ...pick(draw, inputs), shape } as InputEncoding
  const layers: Layer[] = []
  let map = shape
  const add = (layer: Layer) => {
    layers.push(layer)
    map = outputShape(layer)
  }
  add(randomConvolution(draw, 'conv0', map, input.kind === 'integers'))
  if (draw(2) === 1 && map[0] > 1 && map[1] > 1) {
    const overlap = draw(2)
    const padding = { top: overlap, left: overlap, bottom: 0, right: 0 }
    const sides = [2, 2] as const
    const stride = [2 - draw(2), 2 - draw(2)] as const
    add({ kind: 'pool', name: 'pool0', input: map, kernel: sides, stride, padding, ceilMode: draw(2) === 1 })
  }
  if (draw(2) === 1) add(randomConvolution(draw, 'conv1', map, false))
  const outputs = 2 + draw(4)
  const values = map[0] * map[1] * map[2]
  const weights = randomMatrix(draw, outputs, values)
  layers.push({ kind: 'fullyConnected', name: 'fc0', inputs: values, outputs, weights, thresholds: null })
  const classes = Array.from({ length: outputs }, (_, k) => `class ${k}`)
  const scores =
    draw(2) === 0
      ? ({ kind: 'popcount' } as const)
      : ({
          kind: 'affine',
          scale: classes.map(() => draw(9) - 4),
          offset: classes.map(() => draw(99) - 49),
        } as const)
  return { name: `random${seed}`, input, layers, scores, decision: { kind: 'argmax' }, classes }
}

function randomConvolution(draw: Draw, name: string, input: ImageShape, integers: boolean): Layer {
  const padding: Padding = pick(draw, [
    { top: 0, left: 0, bottom: 0, right: 0 },
    { top: 1, left: 1, bottom: 1, right: 1 },
    { top: 2, left: 0, bottom: 1, right: 1 },
  ])
  const fits = (axis: 0 | 1, reach: number) =>
    reach <= input[axis] + (axis === 0 ? padding.top + padding.bottom : padding.left + padding.right)
  const kernel = [1 + draw(3), 1 + draw(3)].map((size, axis) => (fits(axis as 0 | 1, size) ? size : 1)) as [
    number,
    number,
  ]
  const dilation = kernel.map((size, axis) => (fits(axis as 0 | 1, 2 * size - 1) ? 1 + draw(2) : 1)) as [
    number,
    number,
  ]
  const stride = [1 + draw(2), 1 + draw(2)] as const
  const modes: readonly PaddingMode[] = integers ? ['zero'] : modesOfPadded
  const isPadded = Object.values(padding).some((side) => side > 0)
  const paddingMode = isPadded ? pick(draw, modes) : 'none'
  const outputs = 1 + draw(6)
  const columns = kernel[0] * kernel[1] * input[2]
  const weights = randomMatrix(draw, outputs, columns)
  const reach = integers ? columns * 128 : columns
  const signed = integers || paddingMode === 'zero'
  const thresholds = Int32Array.from({ length: outputs }, () =>
    signed ? draw(reach + 1) - (reach >> 1) : draw(columns + 3) - 1,
  )
  return {
    kind: 'convolution',
    name,
    input,
    outputs,
    kernel,
    stride,
    dilation,
    padding,
    paddingMode,
    weights,
    thresholds,
  }
}

function randomMatrix(draw: Draw, rows: number, columns: number): BitMatrix {
  const matrix = new BitMatrix(rows, columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) matrix.set(row, column, draw(2) as 0 | 1)
  }
  return matrix
}

/** Folds that need not divide anything. */
export function randomFolding(network: Network, seed: number): { readonly layers: readonly Fold[] } {
  const draw = drawer(seed + 77)
  const neurons = network.layers.filter((layer) => layer.kind !== 'pool')
  return { layers: neurons.map((layer) => ({ pe: 1 + draw(layer.outputs), simd: 1 + draw(fanIn(layer)) })) }
}

/** Images of random bytes. */
export function randomImages(network: Network, seed: number, count: number): Uint8Array[] {
  const draw = drawer(seed + 123)
  const [height, width, channels] = network.input.shape
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: height * width * channels }, () => draw(256)),
  )
}

/** The same as an image set, as it is read from a file. */
export function imageSet(network: Network, seed: number, count: number): ImageSet {
  const pixels = Buffer.concat(randomImages(network, seed, count))
  return { count, shape: network.input.shape, pixels: new Uint8Array(pixels), labels: null }
}
