/** A layer with neurons as a module: its parts, one behind the other. */

import { type Data, inputStream, module, outputStream, type Stream } from '../../dsl/index.ts'
import { MatrixVectorThreshold } from '../matrix-vector/matrix-vector-threshold.ts'
import type { RowFunction } from '../matrix-vector/threshold-unit.timing.ts'
import { Gearbox } from '../streams/gearbox.ts'
import { ReplayBuffer } from '../streams/replay-buffer.ts'
import { buffered } from '../streams/stream-fifo.ts'
import { LineBuffer } from '../windows/line-buffer.ts'
import { type FifoPart, type GearboxPart, type LayerPart, unitOf } from './layer.timing.ts'
import { layerLatency } from './layer-latency.timing.ts'

export interface StreamingLayerParameters {
  /** Module name; it also begins the names of the modules of its parts. */
  readonly name: string
  /** Bits of a beat of `source`. */
  readonly sourceWidth: number
  /** What it is made of, the matrix-vector unit last. */
  readonly parts: readonly LayerPart[]
  /** The unit's weights: one word of its `columns` for each row, first column lowest; bit 1 is +1. */
  readonly weights: Data
  /** What becomes of the sums. */
  readonly output: RowFunction
}

/**
 * Takes frames of activations and gives the results of PE rows a beat, without bubbles between frames; never loses or repeats a beat under
 * back-pressure. Its parts stand one behind the other; the slowest of them decides the cycles of a frame.
 *
 * `fullyConnectedLayer` and `convolutionLayer` make its parameters.
 *
 * @example
 * const weights = Data.of(4, [0b1010, 0b0111])
 * const matrix = { rows: 2, columns: 4, pe: 1, simd: 2, activation: { kind: 'binary' } }
 * const output = { kind: 'bits', thresholds: Int32Array.of(2, 3) }
 * const unit = matrixVectorUnit({ ...matrix, output, weightStyle: 'block' })
 * const parts = fullyConnectedParts(unit, 4)
 * elaborate(StreamingLayer, { name: 'tiny', sourceWidth: 4, parts, weights, output }).top // 'tiny'
 */
export const StreamingLayer = module(
  ({ name }: StreamingLayerParameters) => name,
  ({ sourceWidth, parts }) => {
    const { pe, resultWidth } = unitOf(parts)
    return {
      source: inputStream({ data: sourceWidth }),
      result: outputStream({ data: pe * resultWidth }),
    }
  },
  ({ source }, parameters) => ({
    result: parameters.parts.reduce((beats, part) => behindPart(beats, part, parameters), source),
  }),
  { latency: ({ parts, sourceWidth }) => layerLatency(parts, sourceWidth) },
)

/** What leaves a part that takes these beats. */
function behindPart(
  source: Beats,
  part: LayerPart,
  { name: layer, weights, output }: StreamingLayerParameters,
): Beats {
  switch (part.kind) {
    case 'gearbox':
    case 'fifo':
      return behindStreamPart(source, part)
    case 'replay': {
      const { kind, name, ...buffer } = part
      return ReplayBuffer(buffer, { name })({ source }).sink
    }
    case 'lineBuffer': {
      const { kind, name, ...windows } = part
      return LineBuffer({ ...windows, name: `${layer}_${name}` }, { name })({ source }).sink
    }
    case 'matrixVector': {
      const { name, rows, columns, pe, simd, activation, weightStyle, popcount, stationary } = part
      const matrix = {
        rows,
        columns,
        pe,
        simd,
        activation,
        weights,
        output,
        weightStyle,
        popcount,
        stationary,
      }
      return MatrixVectorThreshold({ ...matrix, name: `${layer}_${name}` }, { name })({ activation: source })
        .result
    }
  }
}

/** Beats of some bits. */
export type Beats = Stream<{ data: number }>

/** What leaves a gearbox or a FIFO, which may stand inside of layers and between them. */
export function behindStreamPart(source: Beats, part: GearboxPart | FifoPart): Beats {
  switch (part.kind) {
    case 'gearbox': {
      const { from, to, frame, name } = part
      return Gearbox({ from, to, frame }, { name })({ source }).sink
    }
    case 'fifo':
      return part.depth === 0 ? source : buffered(source, part.depth, part.name)
  }
}
