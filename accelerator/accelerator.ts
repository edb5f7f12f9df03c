/** A whole network as one streaming pipeline: images in, scores and answers out. */

import { indexWidth, inputStream, module, outputStream } from '../dsl/index.ts'
import { Argmax } from '../generators/layers/argmax.ts'
import type { LayerPart } from '../generators/layers/layer.timing.ts'
import { type Beats, behindStreamPart, StreamingLayer } from '../generators/layers/streaming-layer.ts'
import { MaxPool } from '../generators/windows/max-pool.ts'
import type { Part, PlacedPart } from '../pipeline/part.ts'
import { partBefore } from '../pipeline/part.ts'
import { acceleratorInterface, decisionOf } from './interface.ts'
import type { LayerMatrix } from './matrices.ts'

export interface AcceleratorParameters {
  /** Module name; it also begins the names of the layers' modules. */
  readonly name: string
  /** What it is made of: the source, the parts between layers and within them, and the decision. */
  readonly parts: readonly PlacedPart[]
  /** Weights, and what becomes of sums, by the names of the layers. */
  readonly matrices: Readonly<Record<string, LayerMatrix>>
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
  ({ parts }) => {
    const { imageWidth, classes, scoreWidth } = acceleratorInterface(parts)
    return {
      image: inputStream({ data: imageWidth }),
      result: outputStream({ scores: classes * scoreWidth, answer: indexWidth(classes) }),
    }
  },
  ({ image }, parameters) => {
    const { name, parts } = parameters
    const gathered = stepsOf(parts).reduce((beats, step) => behindStep(beats, step, parameters), image)
    const scores = gathered.map(({ data }) => ({ scores: data }))
    const { classes, width, signed, thresholds } = decisionOf(parts)
    const rule = { classes, width, signed, ...(thresholds && { thresholds }) }
    const decision = Argmax({ name: `${name}_decision`, ...rule }, { name: 'decision' })
    return { result: decision({ source: scores }).sink }
  },
)

/** A part between layers, or all parts of a layer's module. */
type Step = Part | { readonly kind: 'layer'; readonly name: string; readonly parts: readonly LayerPart[] }

function stepsOf(parts: readonly PlacedPart[]): readonly Step[] {
  return parts.flatMap((placed): Step[] => {
    const { part, within } = placed
    if (within === null) return [part]
    if (partBefore(placed, parts).within === within) return []
    const own = parts.filter((other) => other.within === within)
    return [{ kind: 'layer', name: within, parts: own.map((other) => layerPart(other.part)) }]
  })
}

function layerPart(part: Part): LayerPart {
  switch (part.kind) {
    case 'gearbox':
    case 'fifo':
    case 'replay':
    case 'lineBuffer':
    case 'matrixVector':
      return part
    case 'source':
    case 'pool':
    case 'decision':
      throw new Error(`internal: a ${part.kind} does not stand within a layer`)
  }
}

/** What leaves a step that takes these beats; the source and the decision are the ends, which the accelerator itself has. */
function behindStep(source: Beats, step: Step, parameters: AcceleratorParameters): Beats {
  const network = parameters.name
  switch (step.kind) {
    case 'source':
    case 'decision':
      return source
    case 'gearbox':
    case 'fifo':
      return behindStreamPart(source, step)
    case 'pool': {
      const { kind, name, ...pool } = step
      return MaxPool({ ...pool, name: `${network}_${name}` }, { name })({ source }).sink
    }
    case 'layer': {
      const { name, parts } = step
      const layer = { name: `${network}_${name}`, sourceWidth: source.payload.data.width, parts }
      return StreamingLayer({ ...layer, ...parameters.matrices[name]! }, { name })({ source }).result
    }
    case 'replay':
    case 'lineBuffer':
    case 'matrixVector':
      throw new Error(`internal: a ${step.kind} stands within a layer`)
  }
}
