/** A whole network as one streaming pipeline: images in, scores and answers out. */

import { indexWidth, inputStream, module, outputStream } from '../dsl/index.ts'
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
    let beats = image
    let sourceWidth = imageWidth
    for (const layer of parameters.layers) {
      const use = FullyConnectedLayer(
        { ...layer, sourceWidth },
        { name: layer.name.slice(parameters.name.length + 1) },
      )
      beats = use({ source: beats }).result
      sourceWidth = layer.pe * (layer === parameters.layers.at(-1) ? scoreWidth : 1)
    }

    const width = classes * scoreWidth
    const gather = WidthConverter({ from: sourceWidth, to: width, frame: width }, { name: 'gather' })
    const gathered = sourceWidth === width ? beats : gather({ source: beats }).sink
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
