/** A fully connected layer: regroups its input, replays it for each neuron fold where sums are held still, and feeds the MVTU. */

import { inputStream, module, outputStream, type Stream } from '../../dsl/index.ts'
import { neuronFolds, synapseFolds } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import {
  MatrixVectorThreshold,
  type MatrixVectorThresholdParameters,
  matrixVectorTiming,
} from '../matrix-vector/matrix-vector-threshold.ts'
import { activationBits, rawSum } from '../matrix-vector/raw-sum.ts'
import { rowWidth } from '../matrix-vector/row-function.ts'
import { regrouped } from '../streams/gearbox.ts'
import { ReplayBuffer } from '../streams/replay-buffer.ts'
import { buffered } from '../streams/stream-fifo.ts'
import {
  type FullyConnectedFolding,
  fullyConnectedTiming,
  keepsBeatsReady,
  replaysInput,
  waitingBeats,
} from './fully-connected-layer.timing.ts'

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
    const replayed = inUnitOrder(beats, { ...mvtu, sourceWidth })
    const unit = MatrixVectorThreshold({ ...mvtu, name: `${mvtu.name}_mvtu` }, { name: 'mvtu' })
    return { result: unit({ activation: replayed }).result }
  },
  {
    latency: (parameters) =>
      `${fullyConnectedTiming(timingOf(parameters)).firstResult} cycles from the first beat of a vector to its first result`,
  },
)

function beatWidth({ simd, activation }: MatrixVectorThresholdParameters): number {
  return simd * activationBits(activation)
}

/** The beats as the unit takes them: each vector once for every neuron fold, or once in all. */
function inUnitOrder(
  source: Stream<{ data: number }>,
  parameters: FullyConnectedLayerParameters,
): Stream<{ data: number }> {
  const timing = timingOf(parameters)
  if (keepsBeatsReady(timing)) return buffered(source, waitingBeats, 'waiting')
  if (!replaysInput(timing)) return source
  const size = { beats: synapseFolds(parameters), replays: neuronFolds(parameters) }
  const buffer = ReplayBuffer({ width: beatWidth(parameters), ...size }, { name: 'replay' })
  return buffer({ source }).sink
}

function timingOf(parameters: FullyConnectedLayerParameters): FullyConnectedFolding {
  return { ...matrixVectorTiming(parameters), sourceWidth: parameters.sourceWidth }
}
