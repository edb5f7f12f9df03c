/** The parts of one layer, whatever stands in front of it. */

import {
  type ConvolutionFolding,
  convolutionParts,
  pixelGearbox,
  windowFolding,
} from '../generators/layers/convolution-layer.timing.ts'
import { fullyConnectedParts, vectorGearbox } from '../generators/layers/fully-connected-layer.timing.ts'
import { type GearboxPart, gearboxParts, type LayerPart } from '../generators/layers/layer.timing.ts'
import { windowMatrix } from '../generators/layers/spare-lanes.timing.ts'
import {
  type MatrixVectorUnit,
  matrixVectorUnit,
} from '../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { activationBits } from '../generators/matrix-vector/raw-sum.timing.ts'
import { hasGaps, type MapBeats } from '../generators/streams/gearbox.timing.ts'
import type { Fold } from '../lowering/fold.ts'
import type { LoweredConvolution, LoweredNeurons } from '../lowering/lower.ts'
import type { LayerChoice } from './part.ts'

/** What of a choice decides how a layer with neurons is made. */
export type NeuronChoice = Omit<LayerChoice, 'fifoDepth'>

/** A convolution with a fold. */
export function convolutionFolding(
  { windows, inputShape, rows }: LoweredConvolution,
  { pe, simd }: Fold,
): ConvolutionFolding {
  return { ...windows, channels: inputShape[2], rows, pe, simd }
}

/** Bits of the beats that a layer takes: SIMD activations, for a convolution at most those of a pixel. */
export function wordOf(layer: LoweredNeurons, { simd }: Pick<Fold, 'simd'>): number {
  const bits = activationBits(layer.activation)
  switch (layer.kind) {
    case 'fullyConnected':
      return simd * bits
    case 'convolution':
      return windowFolding({ ...layer.windows, channels: layer.inputShape[2], simd }).channelsAtOnce * bits
  }
}

/** The parts within a layer's module, whose source has beats of `sourceWidth` bits. */
export function layerParts(
  layer: LoweredNeurons,
  choice: NeuronChoice,
  sourceWidth: number = wordOf(layer, choice),
): LayerPart[] {
  return unitParts(layer, choice, layerUnit(layer, choice), sourceWidth)
}

/** The same parts around a unit. */
export function unitParts(
  layer: LoweredNeurons,
  fold: Fold,
  unit: MatrixVectorUnit,
  sourceWidth: number = wordOf(layer, fold),
): LayerPart[] {
  switch (layer.kind) {
    case 'fullyConnected':
      return fullyConnectedParts(unit, sourceWidth)
    case 'convolution': {
      const { outside } = layer
      return convolutionParts(unit, { ...convolutionFolding(layer, fold), sourceWidth, outside })
    }
  }
}

/** The matrix-vector unit of a layer. A convolution's matrix has a column for each lane of each beat of its windows. */
export function layerUnit(layer: LoweredNeurons, choice: NeuronChoice): MatrixVectorUnit {
  const { rows, activation } = layer
  const { pe, simd, weightStyle, stationary, popcount } = choice
  if (weightStyle === null || popcount === null)
    throw new Error('internal: a layer with neurons was planned without weights')
  const common = { rows, pe, activation, weightStyle, popcount, stationary: stationary ?? 'output' } as const
  switch (layer.kind) {
    case 'fullyConnected':
      return matrixVectorUnit({ ...common, columns: layer.columns, simd, output: layer.result })
    case 'convolution': {
      const matrix = windowMatrix(convolutionFolding(layer, choice), activation, layer.result)
      return matrixVectorUnit({ ...common, ...matrix })
    }
  }
}

/**
 * What brings a map to a pixel a beat in front of a layer which flattens it and whose pixels do not fill their beats, so that they can follow
 * one another without gaps; nothing elsewhere.
 */
export function flatteningParts(layer: LoweredNeurons, { width, pixel }: MapBeats): GearboxPart[] {
  if (layer.kind === 'convolution') return []
  const frame = layer.columns * activationBits(layer.activation)
  if (!hasGaps({ width, pixel }, frame)) return []
  return gearboxParts(`${layer.name}_pixels`, { from: width, to: pixel, frame: pixel })
}

/** All gearboxes between the beats of a map and a layer with so many lanes. */
export function regroupingParts(
  layer: LoweredNeurons,
  map: MapBeats,
  { simd }: Pick<Fold, 'simd'>,
): GearboxPart[] {
  const flattening = flatteningParts(layer, map)
  const width = flattening.at(-1)?.to ?? map.width
  const planes = activationBits(layer.activation)
  switch (layer.kind) {
    case 'fullyConnected':
      return [...flattening, ...vectorGearbox({ columns: layer.columns, simd, planes }, width)]
    case 'convolution': {
      const folding = { ...layer.windows, channels: layer.inputShape[2], simd }
      return [...flattening, ...pixelGearbox(folding, planes, width)]
    }
  }
}
