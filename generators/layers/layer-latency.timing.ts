/** The latency of a layer, as its header says it. */

import { synapseFolds } from '../matrix-vector/folding.timing.ts'
import { matrixVectorLatency } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import { gearboxGeometry } from '../streams/gearbox.timing.ts'
import { lineBufferLatency } from '../windows/line-buffer.timing.ts'
import { fullyConnectedTiming } from './fully-connected-layer.timing.ts'
import { type GearboxPart, type LayerPart, unitOf } from './layer.timing.ts'

/** When the first result of a window or a vector appears, in words. */
export function layerLatency(parts: readonly LayerPart[], sourceWidth: number): string {
  const unit = unitOf(parts)
  if (parts.some(({ kind }) => kind === 'lineBuffer')) {
    const regrouped = parts.reduce((sum, part) => sum + (part.kind === 'gearbox' ? pixelLatency(part) : 0), 0)
    const cycles = regrouped + lineBufferLatency + synapseFolds(unit) - 1 + matrixVectorLatency(unit)
    return `${cycles} cycles from the last pixel that a window needs to the first result of its window`
  }
  const { firstResult } = fullyConnectedTiming({ ...unit, sourceWidth })
  return `${firstResult} cycles from the first beat of a vector to its first result`
}

/** Cycles from the last beat of a pixel into a gearbox to the last one out. */
function pixelLatency({ from, to, frame }: GearboxPart): number {
  const { span, beatsIn } = gearboxGeometry(from, to, frame)
  return span - (beatsIn - 1)
}
