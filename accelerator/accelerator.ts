/** A whole network as one streaming pipeline: images in, scores and answers out. */

import { indexWidth, inputStream, module, outputStream, type Stream } from '../dsl/index.ts'
import { Argmax, type DecisionRule } from '../generators/argmax.ts'
import { FullyConnectedLayer } from '../generators/fully-connected-layer.ts'
import type { MatrixVectorThresholdParameters } from '../generators/matrix-vector-threshold.ts'
import { activationBits, rawSum } from '../generators/raw-sum.ts'
import { rowWidth } from '../generators/row-function.ts'
import { WidthConverter } from '../generators/width-converter.ts'

export interface AcceleratorParameters {
  readonly name: string
  readonly layers: readonly MatrixVectorThresholdParameters[]
  readonly decision: DecisionRule
}

/** Widths of the accelerator's streams. */
export interface AcceleratorInterface {
  /** Bits of a beat of `image`: SIMD activations of the first layer. */
  readonly imageWidth: number
  readonly classes: number
  /** Bits of a score, and whether it is two's complement. */
  readonly scoreWidth: number
  readonly scoresAreSigned: boolean
}

/**
 * What an accelerator's streams carry.
 *
 * @example
 * // acceleratorInterface(acceleratorParameters(network, plan)).scoreWidth
 */
export function acceleratorInterface({ layers }: AcceleratorParameters): AcceleratorInterface {
  const first = layers[0]!
  const last = layers.at(-1)!
  return {
    imageWidth: first.simd * activationBits(first.activation),
    classes: last.rows,
    scoreWidth: rowWidth(last, rawSum(last.activation, last.columns, last.simd)),
    scoresAreSigned: last.output.kind === 'affine' || last.activation.kind === 'integer',
  }
}

/**
 * A chain of layers, each with its own hardware, that work on different frames at the same time.
 *
 * `image` carries each image as beats of SIMD activations of the first layer, lanes past the last one 0; `result` one beat an
 * image: all scores (class 0 in the low bits) and the answer. Cycles between frames: the largest of the layers'.
 * Source: Fraser et al., Scaling Binarized Neural Networks on Reconfigurable Logic, PARMA-DITAM 2017, section 3.
 */
export const Accelerator = module(
  ({ name }: AcceleratorParameters) => name,
  (parameters) => {
    const { imageWidth, classes, scoreWidth } = acceleratorInterface(parameters)
    return {
      image: inputStream({ data: imageWidth }),
      result: outputStream({ scores: classes * scoreWidth, answer: indexWidth(classes) }),
    }
  },
  ({ image }, parameters) => {
    const { imageWidth, classes, scoreWidth, scoresAreSigned } = acceleratorInterface(parameters)
    const layers = parameters.layers.map((layer, index) => {
      const sourceWidth = index === 0 ? imageWidth : parameters.layers[index - 1]!.pe
      const name = layer.name.slice(parameters.name.length + 1)
      return FullyConnectedLayer({ ...layer, sourceWidth }, { name })
    })
    const raw = layers.reduce((source, layer) => layer({ source }).result, image)
    const gathered = gather(raw, parameters.layers.at(-1)!.pe * scoreWidth, classes * scoreWidth)
    const decision = Argmax(
      {
        name: `${parameters.name}_decision`,
        classes,
        width: scoreWidth,
        signed: scoresAreSigned,
        rule: parameters.decision,
      },
      { name: 'decision' },
    )
    const scores = gathered.map(({ data }) => ({ scores: data }))
    return { result: decision({ source: scores }).sink }
  },
)

/** All scores of an image in one beat. */
function gather(source: Stream<{ data: number }>, from: number, to: number): Stream<{ data: number }> {
  if (from === to) return source
  return WidthConverter({ from, to, frame: to }, { name: 'gather' })({ source }).sink
}
