/** A whole network as one streaming pipeline: images in, scores and answers out. */

import { indexWidth, inputStream, module, outputStream, type Stream } from '../dsl/index.ts'
import { Argmax, type DecisionRule } from '../generators/layers/argmax.ts'
import { windowFolding } from '../generators/layers/convolution-layer.timing.ts'
import { ConvolutionLayer, type ConvolutionLayerParameters } from '../generators/layers/convolution-layer.ts'
import { FullyConnectedLayer } from '../generators/layers/fully-connected-layer.ts'
import type { MatrixVectorThresholdParameters } from '../generators/matrix-vector/matrix-vector-threshold.ts'
import { activationBits, rawSum } from '../generators/matrix-vector/raw-sum.ts'
import { rowWidth } from '../generators/matrix-vector/row-function.ts'
import { hasGaps, type MapBeats } from '../generators/streams/gearbox.timing.ts'
import { regrouped } from '../generators/streams/gearbox.ts'
import { buffered } from '../generators/streams/stream-fifo.ts'
import { MaxPool, type MaxPoolParameters } from '../generators/windows/max-pool.ts'

/** One layer's hardware. */
export type Stage = LayerStage & {
  /** Beats that the FIFO in front of it holds; none unless given. */
  readonly fifoDepth?: number
}

type LayerStage =
  | ({ readonly kind: 'fullyConnected' } & MatrixVectorThresholdParameters)
  | ({ readonly kind: 'convolution' } & Omit<ConvolutionLayerParameters, 'sourceWidth'>)
  | ({ readonly kind: 'pool' } & MaxPoolParameters)

export interface AcceleratorParameters {
  readonly name: string
  readonly stages: readonly Stage[]
  readonly decision: DecisionRule
}

/** Widths of the accelerator's streams. */
export interface AcceleratorInterface {
  /** Bits of an activation of the first layer. */
  readonly activationBits: number
  /** Activations of a beat of `image`. */
  readonly activationsPerBeat: number
  /** Activations that begin a beat of their own: those of a pixel, or of the whole image. */
  readonly activationsPerGroup: number
  readonly classes: number
  /** Bits of a score, and whether it is two's complement. */
  readonly scoreWidth: number
  readonly scoresAreSigned: boolean
}

/** What an accelerator's streams carry. */
export function acceleratorInterface({ stages }: AcceleratorParameters): AcceleratorInterface {
  const first = stages[0]!
  const last = stages.at(-1)!
  if (first.kind === 'pool' || last.kind === 'pool')
    throw new Error('internal: a network begins and ends with neurons')
  const isMap = first.kind === 'convolution'
  return {
    activationBits: activationBits(first.activation),
    activationsPerBeat: isMap ? windowFolding(first).channelsAtOnce : first.simd,
    activationsPerGroup: isMap ? first.channels : first.columns,
    classes: last.rows,
    scoreWidth: rowWidth(last, rawSum(last.activation, last.columns, last.simd)),
    scoresAreSigned: last.output.kind === 'affine' || last.activation.kind === 'integer',
  }
}

/**
 * A chain of layers, each with its own hardware and perhaps a FIFO in front of it, that work on different frames at the same time.
 *
 * `image` carries each image as beats of activations of the first layer, pixel by pixel where that is a convolution; `result` one
 * beat an image: all scores (class 0 in the low bits) and the answer. Cycles between frames: the largest of the layers'.
 * Source: Fraser et al., Scaling Binarized Neural Networks on Reconfigurable Logic, PARMA-DITAM 2017, section 3.
 */
export const Accelerator = module(
  ({ name }: AcceleratorParameters) => name,
  (parameters) => {
    const { activationBits: bits, activationsPerBeat, classes, scoreWidth } = acceleratorInterface(parameters)
    return {
      image: inputStream({ data: bits * activationsPerBeat }),
      result: outputStream({ scores: classes * scoreWidth, answer: indexWidth(classes) }),
    }
  },
  ({ image }, parameters) => {
    const { name, stages, decision: rule } = parameters
    const { classes, scoreWidth, scoresAreSigned, ...input } = acceleratorInterface(parameters)
    const entry: Flow = {
      beats: image,
      width: input.activationBits * input.activationsPerBeat,
      pixel: input.activationBits * input.activationsPerGroup,
    }
    const raw = stages.reduce((flow, { fifoDepth = 0, ...stage }) => {
      const layer = stage.name.slice(name.length + 1)
      const source = sourceOf(stage, flow, layer)
      const beats = fifoDepth === 0 ? source.beats : buffered(source.beats, fifoDepth, `${layer}_fifo`)
      return throughStage({ ...source, beats }, stage, layer)
    }, entry)
    const gathered = ofPixels(raw, classes * scoreWidth, 'gather')
    const decision = Argmax(
      { name: `${name}_decision`, classes, width: scoreWidth, signed: scoresAreSigned, rule },
      { name: 'decision' },
    )
    const scores = gathered.map(({ data }) => ({ scores: data }))
    return { result: decision({ source: scores }).sink }
  },
)

/** A map between two layers. */
interface Flow extends MapBeats {
  readonly beats: Stream<{ data: number }>
}

/** The beats that a layer takes: those of the map before it, without gaps where it flattens the map. */
function sourceOf(stage: LayerStage, flow: Flow, name: string): Flow {
  if (stage.kind !== 'fullyConnected') return flow
  const frame = stage.columns * activationBits(stage.activation)
  return hasGaps(flow, frame) ? wholePixels(flow, `${name}_pixels`) : flow
}

function throughStage(flow: Flow, stage: LayerStage, name: string): Flow {
  switch (stage.kind) {
    case 'pool': {
      const { kind, ...parameters } = stage
      return { ...flow, beats: MaxPool(parameters, { name })({ source: flow.beats }).sink }
    }
    case 'convolution': {
      const { kind, ...parameters } = stage
      const layer = ConvolutionLayer({ ...parameters, sourceWidth: flow.width }, { name })
      return resultOf(stage, layer({ source: flow.beats }).result)
    }
    case 'fullyConnected': {
      const { kind, ...parameters } = stage
      const layer = FullyConnectedLayer({ ...parameters, sourceWidth: flow.width }, { name })
      return resultOf(stage, layer({ source: flow.beats }).result)
    }
  }
}

function resultOf(stage: MatrixVectorThresholdParameters, beats: Stream<{ data: number }>): Flow {
  const width = rowWidth(stage, rawSum(stage.activation, stage.columns, stage.simd))
  return { beats, width: stage.pe * width, pixel: stage.rows * width }
}

/** Pixels that do not fill their beats, one a beat, so that they can follow one another without gaps. */
function wholePixels(flow: Flow, name: string): Flow {
  return { ...flow, beats: ofPixels(flow, flow.pixel, name), width: flow.pixel }
}

/** The bits of each pixel in beats of another width. */
function ofPixels({ beats, width, pixel }: Flow, to: number, name: string): Stream<{ data: number }> {
  return regrouped(beats, { from: width, to, frame: pixel }, name)
}
