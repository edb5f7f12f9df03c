/** A fully connected layer: regroups its input, replays it for each neuron fold, and feeds the MVTU. */

import { inputStream, module, outputStream, type Stream } from '../dsl/index.ts'
import { foldsOf, matrixVectorLatency, neuronFolds, synapseFolds } from './matrix-vector-threshold.timing.ts'
import { MatrixVectorThreshold, type MatrixVectorThresholdParameters } from './matrix-vector-threshold.ts'
import { activationBits, rawSum } from './raw-sum.ts'
import { replayLatency } from './replay-buffer.timing.ts'
import { ReplayBuffer } from './replay-buffer.ts'
import { rowWidth } from './row-function.ts'
import { converterGeometry } from './width-converter.timing.ts'
import { regrouped } from './width-converter.ts'

export interface FullyConnectedLayerParameters extends MatrixVectorThresholdParameters {
  /** Bits of a beat of `source`. */
  readonly sourceWidth: number
}

/**
 * Takes a vector of activations in beats of any width (first column lowest) and gives the results of PE rows a beat. Takes
 * max(input beats, ceil(rows / PE) x ceil(columns / SIMD)) cycles a vector, without bubbles between vectors.
 *
 * With `sourceWidth` equal to SIMD activations the lanes past the last column must be 0; otherwise they mean nothing.
 *
 * Latency: see `fullyConnectedTiming`.
 *
 * @example
 * const layer = {
 *   name: 'tiny',
 *   rows: 2,
 *   columns: 4,
 *   pe: 1,
 *   simd: 2,
 *   activation: { kind: 'binary' },
 *   weights: Data.of(4, [0b1010, 0b0111]),
 *   output: { kind: 'bits', thresholds: signedData([2, 3]) },
 *   sourceWidth: 4,
 *   weightStyle: 'block',
 * }
 * elaborate(FullyConnectedLayer, layer).top // 'tiny'
 */
export const FullyConnectedLayer = module(
  ({ name }: FullyConnectedLayerParameters) => name,
  (parameters) => {
    const { sourceWidth, pe, simd, columns, activation } = parameters
    return {
      source: inputStream({ data: sourceWidth }),
      result: outputStream({ data: pe * rowWidth(parameters, rawSum(activation, columns, simd)) }),
    }
  },
  ({ source }, { sourceWidth, ...mvtu }) => {
    const frame = mvtu.columns * activationBits(mvtu.activation)
    const beats = regrouped(source, { from: sourceWidth, to: beatWidth(mvtu), frame })
    const replayed = replay(beats, mvtu)
    const unit = MatrixVectorThreshold({ ...mvtu, name: `${mvtu.name}_mvtu` }, { name: 'mvtu' })
    return { result: unit({ activation: replayed }).result }
  },
  {
    latency: (parameters) =>
      `${fullyConnectedTiming(parameters).firstResult} cycles from the first beat of a vector to its first result`,
  },
)

function beatWidth({ simd, activation }: MatrixVectorThresholdParameters): number {
  return simd * activationBits(activation)
}

function replay(
  source: Stream<{ data: number }>,
  mvtu: MatrixVectorThresholdParameters,
): Stream<{ data: number }> {
  const replays = neuronFolds(mvtu)
  if (replays === 1) return source
  const buffer = ReplayBuffer(
    { width: beatWidth(mvtu), beats: synapseFolds(mvtu), replays },
    { name: 'replay' },
  )
  return buffer({ source }).sink
}

/** Cycles of a layer whose neighbours never make it wait. */
export interface FullyConnectedTiming {
  /** Between vectors. */
  readonly interval: number
  /** From the first beat of a vector entering the idle layer to its first result. */
  readonly firstResult: number
  /** From the first beat of a vector entering the idle layer to its last result. */
  readonly lastResult: number
}

/**
 * The timing of a layer.
 *
 * @example
 * const layer = {
 *   name: 'tiny',
 *   rows: 2,
 *   columns: 4,
 *   pe: 1,
 *   simd: 2,
 *   activation: { kind: 'binary' },
 *   weights: Data.of(4, [0b1010, 0b0111]),
 *   output: { kind: 'sums' },
 *   sourceWidth: 1,
 *   weightStyle: 'block',
 * }
 * fullyConnectedTiming(layer).interval // 4
 */
export function fullyConnectedTiming(parameters: FullyConnectedLayerParameters): FullyConnectedTiming {
  const { columns, activation, sourceWidth, output } = parameters
  const frame = columns * activationBits(activation)
  const { beatsIn, span } = converterGeometry(sourceWidth, beatWidth(parameters), frame)
  const lastBeatOfPass = sourceWidth === beatWidth(parameters) ? beatsIn - 1 : span
  const buffer = neuronFolds(parameters) === 1 ? 0 : replayLatency
  const firstResult = lastBeatOfPass + buffer + matrixVectorLatency(parameters, output.kind === 'affine')
  return {
    interval: Math.max(beatsIn, foldsOf(parameters)),
    firstResult,
    lastResult: firstResult + (neuronFolds(parameters) - 1) * synapseFolds(parameters),
  }
}
