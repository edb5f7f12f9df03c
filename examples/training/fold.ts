/** From latent weights and batch normalisation to the integer network that is shipped, exactly. */
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { ConvolutionLayer, ImageShape, Layer, Network, PoolLayer } from '../../network/network.ts'
import { KERNEL, PAD, POOL } from './convolution.ts'
import { INPUT_THRESHOLD, orderedBatches, PIXELS, type Samples, SIDE } from './data.ts'
import { forward, type Statistics } from './inference.ts'
import { byteWeights, layerValues } from './integers.ts'
import type { Model, TrainableLayer } from './model.ts'

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** The whole network in integers: weight bits, thresholds on popcounts, popcounts as scores. */
export function toNetwork(model: Model, statistics: readonly Statistics[], name: string): Network {
  const convolutions = model.filter(({ map }) => map !== null).length
  return {
    name,
    input: { kind: 'bits', shape: [SIDE, SIDE, 1], threshold: INPUT_THRESHOLD },
    layers: model.flatMap((layer, index) =>
      layer.map
        ? foldConvolution(layer, layer.map, statistics[index]!, index)
        : foldFullyConnected(layer, statistics[index], `fc${index - convolutions}`),
    ),
    scores: { kind: 'popcount' },
    decision: { kind: 'argmax' },
    classes: DIGITS,
  }
}

function foldFullyConnected(layer: TrainableLayer, statistics: Statistics | undefined, name: string): Layer {
  const { inputs, outputs } = layer
  const thresholds = statistics ? foldThresholds(layer, statistics) : null
  const weights = foldWeights(layer, statistics !== undefined)
  return { kind: 'fullyConnected', name, inputs, outputs, weights, thresholds }
}

/**
 * A convolution and the pool after it. Training pooled dot products, the integer network pools bits: the greatest of
 * four numbers reaches a threshold when one of them does.
 */
function foldConvolution(
  layer: TrainableLayer,
  map: ImageShape,
  statistics: Statistics,
  index: number,
): [ConvolutionLayer, PoolLayer] {
  const { outputs } = layer
  const [height, width] = map
  return [
    {
      kind: 'convolution',
      name: `conv${index}`,
      input: map,
      outputs,
      kernel: [KERNEL, KERNEL],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: PAD, left: PAD, bottom: PAD, right: PAD },
      paddingMode: 'negative',
      weights: foldWeights(layer, true),
      thresholds: foldThresholds(layer, statistics),
    },
    {
      kind: 'pool',
      name: `pool${index}`,
      input: [height, width, outputs],
      kernel: [POOL, POOL],
      stride: [POOL, POOL],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      ceilMode: false,
    },
  ]
}

/**
 * Weights become bits and normalisation, scale, shift and sign become one comparison. A neuron with a negative scale
 * has its weights inverted: then its bit, too, is 1 from some popcount upwards (BNN-PYNQ does the same). That is exact at the
 * border of a map as well, where the padding is a real -1.
 */
function foldWeights({ inputs, outputs, latent, gamma }: TrainableLayer, isHidden: boolean): BitMatrix {
  const weights = new BitMatrix(outputs, inputs)
  for (let neuron = 0; neuron < outputs; neuron++) {
    const inverted = isHidden && gamma[neuron]! < 0
    for (let input = 0; input < inputs; input++) {
      const positive = latent[input * outputs + neuron]! >= 0
      weights.set(neuron, input, positive === inverted ? 0 : 1)
    }
  }
  return weights
}

function foldThresholds(layer: TrainableLayer, statistics: Statistics): Int32Array {
  return Int32Array.from({ length: layer.outputs }, (_, neuron) => threshold(layer, statistics, neuron))
}

/**
 * The smallest popcount 0..inputs that gives a 1, or `inputs + 1` when none does. Every popcount is tried in the very
 * arithmetic of the trained network instead of solving for the threshold, so that no rounding can move it.
 */
function threshold(layer: TrainableLayer, statistics: Statistics, neuron: number): number {
  const { inputs } = layer
  const direction = layer.gamma[neuron]! < 0 ? -1 : 1
  let popcount = 0
  while (popcount <= inputs && !isOne(layer, statistics, neuron, direction * (2 * popcount - inputs)))
    popcount++
  return popcount
}

/** The bit that the floating-point network gives for a dot product; each operation rounds to 32 bits as tensors do. */
function isOne({ gamma, beta }: TrainableLayer, known: Statistics, neuron: number, dot: number): boolean {
  const centred = Math.fround(dot - known.mean[neuron]!)
  const normalized = Math.fround(centred * known.inverseDeviation[neuron]!)
  const scaled = Math.fround(normalized * gamma[neuron]!)
  return Math.fround(scaled + beta[neuron]!) >= 0
}

/**
 * Compares every hidden bit (after the pool, where there is one) and every score of the floating-point network with the
 * integer network.
 *
 * @returns the number of differences: 0, or the folding is wrong.
 */
export function countDifferences(
  model: Model,
  statistics: readonly Statistics[],
  network: Network,
  samples: Samples,
): number {
  const weights = byteWeights(network)
  const { inputs, outputs } = model.at(-1)!
  let differences = 0
  let start = 0
  for (const batch of orderedBatches(samples, 250)) {
    const { hidden, dots } = forward(model, statistics, batch)
    for (let image = 0; image < batch.labels.length; image++) {
      const from = (start + image) * PIXELS
      const { bits, popcounts } = layerValues(network, weights, samples.bits.subarray(from, from + PIXELS))
      const kept = bits.filter((_, index) => network.layers[index + 1]!.kind !== 'pool')
      kept.forEach((layerBits, index) => {
        layerBits.forEach((bit, at) => {
          if (2 * bit - 1 !== hidden[index]![image * layerBits.length + at]) differences++
        })
      })
      popcounts.forEach((popcount, neuron) => {
        if (2 * popcount - inputs !== dots[image * outputs + neuron]) differences++
      })
    }
    start += batch.labels.length
  }
  return differences
}
