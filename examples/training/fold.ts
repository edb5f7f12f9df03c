/** From latent weights and batch normalisation to the integer network that is shipped, exactly. */
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { FullyConnectedLayer, FullyConnectedNetwork } from '../../network/network.ts'
import { reference } from '../../network/reference.ts'
import { INPUT_THRESHOLD, orderedBatches, PIXELS, type Samples, SIDE } from './data.ts'
import { forward, type Statistics } from './inference.ts'
import type { Model, TrainableLayer } from './model.ts'

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** The whole network in integers: weight bits, thresholds on popcounts, popcounts as scores. */
export function toNetwork(
  model: Model,
  statistics: readonly Statistics[],
  name: string,
): FullyConnectedNetwork {
  return {
    name,
    input: { kind: 'bits', shape: [SIDE, SIDE, 1], threshold: INPUT_THRESHOLD },
    layers: model.map((layer, index) => foldLayer(layer, statistics[index], `fc${index}`)),
    scores: { kind: 'popcount' },
    decision: { rule: 'argmax' },
    classes: DIGITS,
  }
}

/**
 * Weights become bits and normalisation, scale, shift and sign become one comparison. A neuron with a negative scale
 * has its weights inverted: then its bit, too, is 1 from some popcount upwards (BNN-PYNQ does the same).
 */
function foldLayer(
  layer: TrainableLayer,
  statistics: Statistics | undefined,
  name: string,
): FullyConnectedLayer {
  const { inputs, outputs, latent, gamma } = layer
  const weights = new BitMatrix(outputs, inputs)
  for (let neuron = 0; neuron < outputs; neuron++) {
    const inverted = statistics !== undefined && gamma[neuron]! < 0
    for (let input = 0; input < inputs; input++) {
      const positive = latent[input * outputs + neuron]! >= 0
      weights.set(neuron, input, positive === inverted ? 0 : 1)
    }
  }
  const thresholds = statistics
    ? Int32Array.from({ length: outputs }, (_, neuron) => threshold(layer, statistics, neuron))
    : null
  return { kind: 'fullyConnected', name, inputs, outputs, weights, thresholds }
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
 * Compares every hidden bit and every score of the floating-point network with the integer reference.
 *
 * @returns the number of differences: 0, or the folding is wrong.
 */
export function countDifferences(
  model: Model,
  statistics: readonly Statistics[],
  network: FullyConnectedNetwork,
  samples: Samples,
): number {
  // The network cut off after each layer, whose accumulators are then its scores.
  const cuts = network.layers.map((layer, index) => {
    const layers = [...network.layers.slice(0, index), { ...layer, thresholds: null }]
    return { ...layer, run: reference({ ...network, layers }).run }
  })
  let differences = 0
  let start = 0
  for (const batch of orderedBatches(samples, 1000)) {
    const { hidden, dots } = forward(model, statistics, batch)
    for (let image = 0; image < batch.labels.length; image++) {
      const from = (start + image) * PIXELS
      const pixels = samples.bits.subarray(from, from + PIXELS).map((bit) => 255 * bit)
      cuts.forEach(({ run, inputs, outputs, thresholds }, index) => {
        run(pixels).scores.forEach((popcount, neuron) => {
          const place = image * outputs + neuron
          const same = thresholds
            ? popcount >= thresholds[neuron]! === hidden[index]![place]! > 0
            : 2 * popcount - inputs === dots[place]
          if (!same) differences++
        })
      })
    }
    start += batch.labels.length
  }
  return differences
}
