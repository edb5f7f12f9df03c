/** Small networks with convolutions and pools, drawn at random over every kernel, stride, dilation, padding and mode. */
import fc from 'fast-check'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  ImageShape,
  InputEncoding,
  Layer,
  Network,
  Padding,
  PaddingMode,
  PoolLayer,
} from '../../network/network.ts'
import { modesOfPadded } from '../../network/padding.ts'
import { outputShape, volume } from '../../network/shapes.ts'
import { generatorOf, type RandomSource } from '../support/random.ts'

const channelCounts = [1, 2, 3, 7, 8, 9, 16, 64, 65] as const

/** Any network; every seed gives another one. */
export const convolutionalNetworks: fc.Arbitrary<Network> = fc.integer().map((seed) => {
  const random = generatorOf(seed)
  const input = randomInput(random)
  const layers: Layer[] = []
  const hidden = 1 + random.below(3)
  while (layers.length < hidden) layers.push(randomLayer(random, input, layers))
  const classes = 1 + random.below(4)
  layers.push(lastLayer(random, shapeAfter(input, layers), layers.length, classes))
  const isAffine = random.oneIn(2) || (input.kind === 'integers' && layers.length === 1)
  const numbers = () => Array.from({ length: classes }, () => random.below(400) - 200)
  return {
    name: 'random',
    input,
    layers,
    scores: isAffine ? { kind: 'affine', scale: numbers(), offset: numbers() } : { kind: 'popcount' },
    decision: { kind: 'argmax' },
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  }
})

/** A convolution of 3 x 3, unless it is changed; `pads` on every side. */
export function convolution(of: {
  readonly name?: string
  readonly input: ImageShape
  readonly weights: BitMatrix
  readonly thresholds: number[] | null
  readonly pads?: number
  readonly paddingMode?: PaddingMode
}): ConvolutionLayer {
  const pads = of.pads ?? 0
  return {
    kind: 'convolution',
    name: of.name ?? 'conv',
    input: of.input,
    outputs: of.weights.rows,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: pads, left: pads, bottom: pads, right: pads },
    paddingMode: of.paddingMode ?? 'none',
    weights: of.weights,
    thresholds: of.thresholds && Int32Array.from(of.thresholds),
  }
}

/** A pool of 2 x 2. */
export function pool(input: ImageShape, name = 'pool'): PoolLayer {
  const padding = { top: 0, left: 0, bottom: 0, right: 0 }
  return { kind: 'pool', name, input, kernel: [2, 2], stride: [2, 2], padding, ceilMode: false }
}

/** Random weights. */
export function randomWeights(random: RandomSource, rows: number, columns: number): BitMatrix {
  const weights = new BitMatrix(rows, columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (random.oneIn(2)) weights.set(row, column, 1)
  }
  return weights
}

function shapeAfter(input: InputEncoding, layers: readonly Layer[]): ImageShape {
  const last = layers.at(-1)
  return last ? outputShape(last) : input.shape
}

function randomInput(random: RandomSource): InputEncoding {
  const shape = [1 + random.below(9), 1 + random.below(9), random.pick(channelCounts)] as const
  switch (random.below(4)) {
    case 0:
      return {
        kind: 'integers',
        shape,
        bits: 9,
        signed: true,
        mapping: { kind: 'affine', scale: 2, offset: -255 },
      }
    case 1:
      return {
        kind: 'integers',
        shape,
        bits: 16,
        signed: false,
        mapping: { kind: 'affine', scale: 257, offset: 0 },
      }
    default:
      return { kind: 'bits', shape, threshold: 128 }
  }
}

function randomLayer(random: RandomSource, input: InputEncoding, layers: readonly Layer[]): Layer {
  const shape = shapeAfter(input, layers)
  const addsIntegers = input.kind === 'integers' && layers.length === 0
  if (!addsIntegers && random.oneIn(3)) return randomPool(random, shape, layers.length)
  return randomConvolution(random, shape, layers.length, addsIntegers)
}

/** A window along one axis that fits at least once, and sees the map at least once. */
function randomAxis(
  random: RandomSource,
  size: number,
  mostPad: (kernel: number) => number,
  mayDilate: boolean,
) {
  for (;;) {
    const kernel = 1 + random.below(5)
    const dilation = mayDilate ? 1 + random.below(3) : 1
    const stride = 1 + random.below(4)
    const [before, after] = [random.below(mostPad(kernel) + 1), random.below(mostPad(kernel) + 1)]
    const span = (kernel - 1) * dilation + 1
    for (let start = -before; start + span <= size + after; start += stride) {
      const taps = Array.from({ length: kernel }, (_, tap) => start + tap * dilation)
      if (taps.some((at) => at >= 0 && at < size)) return { kernel, dilation, stride, before, after }
    }
  }
}

function randomWindow(
  random: RandomSource,
  input: ImageShape,
  mostPad: (kernel: number) => number,
  mayDilate: boolean,
) {
  const y = randomAxis(random, input[0], mostPad, mayDilate)
  const x = randomAxis(random, input[1], mostPad, mayDilate)
  const padding: Padding = { top: y.before, left: x.before, bottom: y.after, right: x.after }
  return {
    input,
    kernel: [y.kernel, x.kernel] as const,
    stride: [y.stride, x.stride] as const,
    dilation: [y.dilation, x.dilation] as const,
    padding,
  }
}

function randomPool(random: RandomSource, input: ImageShape, index: number): PoolLayer {
  const { dilation, ...window } = randomWindow(random, input, (kernel) => kernel - 1, false)
  return { kind: 'pool', name: `pool${index}`, ...window, ceilMode: random.oneIn(2) }
}

function randomConvolution(
  random: RandomSource,
  input: ImageShape,
  index: number,
  addsIntegers: boolean,
): ConvolutionLayer {
  const window = randomWindow(random, input, () => (random.oneIn(3) ? 8 : 2), true)
  const columns = window.kernel[0] * window.kernel[1] * input[2]
  const outputs = random.pick(channelCounts)
  const isPadded = Object.values(window.padding).some((pad) => pad > 0)
  const mode = random.pick(modesOfPadded)
  const paddingMode = !isPadded ? 'none' : addsIntegers ? 'zero' : mode
  const isSum = addsIntegers || paddingMode === 'zero'
  const reach = addsIntegers ? 200 * columns : columns
  // Near the middle, where sums usually are, at both ends and out of reach.
  const threshold = () => {
    if (random.oneIn(10))
      return random.pick([-(2 ** 31), -reach - 1, -reach, 0, reach, reach + 1, 2 ** 31 - 1])
    const near = Math.round((random.below(2000) / 1000 - 1) * Math.sqrt(reach) * (addsIntegers ? 10 : 1))
    return isSum ? near : Math.round((columns + near) / 2)
  }
  return {
    kind: 'convolution',
    name: `conv${index}`,
    ...window,
    outputs,
    paddingMode,
    weights: randomWeights(random, outputs, columns),
    thresholds: Int32Array.from({ length: outputs }, threshold),
  }
}

/** A fully connected layer, or a convolution that covers the map. */
function lastLayer(
  random: RandomSource,
  shape: ImageShape,
  index: number,
  outputs: number,
): FullyConnectedLayer | ConvolutionLayer {
  const weights = randomWeights(random, outputs, volume(shape))
  if (random.oneIn(2)) {
    return {
      kind: 'fullyConnected',
      name: `fc${index}`,
      inputs: volume(shape),
      outputs,
      weights,
      thresholds: null,
    }
  }
  return {
    kind: 'convolution',
    name: `conv${index}`,
    input: shape,
    outputs,
    kernel: [shape[0], shape[1]],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    paddingMode: 'none',
    weights,
    thresholds: null,
  }
}
