/** The network families of the paper's evaluation: a CNN scaled in width, and perceptrons of any width. */

import { BitMatrix } from '../../network/bit-matrix.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  ImageShape,
  InputEncoding,
  Layer,
  Network,
  PoolLayer,
} from '../../network/network.ts'

const classes = Array.from({ length: 10 }, (_, index) => `class ${index}`)

/**
 * The CNN for 32 x 32 colour images of Fraser et al. (PARMA-DITAM 2017, section 4), with `scale` times its channels: three times
 * two padded 3 x 3 convolutions and a pool, then three fully connected layers. 1 is BinaryNet, 1.2 GOP a frame. All weights
 * are -1, because a plan does not look at them.
 *
 * @example
 * cnn(1 / 4).layers.length // 12
 */
export function cnn(scale: number): Network {
  const layers: Layer[] = []
  let map: ImageShape = [32, 32, 3]
  for (const [block, width] of [128, 256, 512].entries()) {
    for (const position of [0, 1]) {
      const layer = convolution(`conv${2 * block + position}`, map, width * scale, layers.length === 0)
      layers.push(layer)
      map = [map[0], map[1], layer.outputs]
    }
    layers.push(halvingPool(`pool${block}`, map))
    map = [map[0] / 2, map[1] / 2, map[2]]
  }
  const widths = [map[0] * map[1] * map[2], 1024 * scale, 1024 * scale, classes.length]
  const input: InputEncoding = {
    kind: 'integers',
    shape: [32, 32, 3],
    bits: 9,
    signed: true,
    mapping: { kind: 'affine', scale: 2, offset: -255 },
  }
  return network(`cnn_${percent(scale)}`, input, [...layers, ...denseLayers(widths)])
}

/**
 * The perceptron for 28 x 28 images with three hidden layers of `neurons` neurons (256 is SFC, 1,024 is LFC).
 *
 * @example
 * mlp(256).layers.length // 4
 */
export function mlp(neurons: number): Network {
  const input: InputEncoding = { kind: 'bits', shape: [28, 28, 1], threshold: 128 }
  return network(`mlp_${neurons}`, input, denseLayers([784, neurons, neurons, neurons, classes.length]))
}

function network(name: string, input: InputEncoding, layers: readonly Layer[]): Network {
  return { name, input, layers, scores: { kind: 'popcount' }, decision: { kind: 'argmax' }, classes }
}

function percent(scale: number): string {
  return `${Math.round(100 * scale)}_percent`
}

function convolution(name: string, input: ImageShape, outputs: number, first: boolean): ConvolutionLayer {
  return {
    kind: 'convolution',
    name,
    input,
    outputs,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 1, left: 1, bottom: 1, right: 1 },
    paddingMode: first ? 'zero' : 'negative',
    weights: new BitMatrix(outputs, 9 * input[2]),
    thresholds: new Int32Array(outputs),
  }
}

function halvingPool(name: string, input: ImageShape): PoolLayer {
  return {
    kind: 'pool',
    name,
    input,
    kernel: [2, 2],
    stride: [2, 2],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    ceilMode: false,
  }
}

/** Fully connected layers between these widths; the last one gives scores. */
function denseLayers(widths: readonly number[]): FullyConnectedLayer[] {
  return widths.slice(1).map((outputs, index) => ({
    kind: 'fullyConnected',
    name: `fc${index}`,
    inputs: widths[index]!,
    outputs,
    weights: new BitMatrix(outputs, widths[index]!),
    thresholds: index === widths.length - 2 ? null : new Int32Array(outputs),
  }))
}
