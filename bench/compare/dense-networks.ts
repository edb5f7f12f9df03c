/** Seeded random networks of fully connected layers alone, with input encodings of every kind. */

import type { DecisionRule, ImageShape, InputEncoding, ScoreRule } from '../../network/network.ts'
import { type Draw, drawer, pick } from './draw.ts'
import type { DenseLayer, DenseNetwork } from './protocol.ts'

/** Kinds of encodings; networks of seeds in a row go through them. */
const encodings: readonly ((draw: Draw, shape: ImageShape) => InputEncoding)[] = [
  (draw, shape) => ({ kind: 'bits', shape, threshold: draw(257) }),
  (_, shape) => affine(shape, 1, 0, false),
  (_, shape) => affine(shape, 2, -255, true),
  (draw, shape) => affine(shape, 1 + draw(5), draw(100), false),
  (draw, shape) => affine(shape, draw(21) - 10, draw(2001) - 1000, true),
  (draw, shape) => ({
    kind: 'integers',
    shape,
    bits: pick(draw, [1, 2, 3, 8, 16]),
    signed: true,
    mapping: { kind: 'fixedPoint' },
  }),
]

/** An affine mapping in the fewest bits that hold its integers. */
function affine(shape: ImageShape, scale: number, offset: number, signed: boolean): InputEncoding {
  const ends = [offset, 255 * scale + offset]
  const least = Math.min(...ends)
  const most = Math.max(...ends)
  let bits = 1
  while (signed ? least < -(2 ** (bits - 1)) || most >= 2 ** (bits - 1) : most >= 2 ** bits) bits++
  return { kind: 'integers', shape, bits, signed, mapping: { kind: 'affine', scale, offset } }
}

/** A network of one to three layers. */
export function denseNetwork(seed: number): DenseNetwork {
  const draw = drawer(seed)
  const shape: ImageShape = [1 + draw(6), 1 + draw(6), 1 + draw(3)]
  const input = encodings[seed % encodings.length]!(draw, shape)
  const depth = 1 + draw(3)
  const layers: DenseLayer[] = []
  let width = shape[0] * shape[1] * shape[2]
  for (let index = 0; index < depth; index++) {
    const isLast = index === depth - 1
    const outputs = isLast ? 2 + draw(9) : 1 + draw(40)
    layers.push(denseLayer(draw, { index, width, outputs, isLast, input }))
    width = outputs
  }
  const classes = Array.from({ length: width }, (_, k) => `class ${k}`)
  const addsIntegers = depth === 1 && input.kind === 'integers'
  return {
    name: `dense${seed}`,
    input,
    layers,
    scores: randomScores(draw, width, addsIntegers),
    decision: randomDecision(draw, width),
    classes,
  }
}

interface LayerRequest {
  readonly index: number
  readonly width: number
  readonly outputs: number
  readonly isLast: boolean
  readonly input: InputEncoding
}

function denseLayer(draw: Draw, { index, width, outputs, isLast, input }: LayerRequest): DenseLayer {
  const rows = Array.from({ length: outputs }, () =>
    Array.from({ length: width }, () => String(draw(2))).join(''),
  )
  const reach = index === 0 && input.kind === 'integers' ? width * 2 ** (input.bits - 1) : null
  const threshold = () => (reach === null ? draw(width + 3) - 1 : draw(reach + 1) - (reach >> 1))
  return {
    name: `fc${index}`,
    rows,
    thresholds: isLast ? null : Array.from({ length: outputs }, threshold),
  }
}

/** Sums of integers have no popcount. */
function randomScores(draw: Draw, classes: number, addsIntegers: boolean): ScoreRule {
  if (!addsIntegers && draw(2) === 0) return { kind: 'popcount' }
  const each = (value: () => number) => Array.from({ length: classes }, value)
  return { kind: 'affine', scale: each(() => draw(9) - 4), offset: each(() => draw(99) - 49) }
}

function randomDecision(draw: Draw, classes: number): DecisionRule {
  if (draw(4) > 0) return { rule: 'argmax' }
  return { rule: 'highest-set-bit', thresholds: Array.from({ length: classes }, () => draw(41) - 20) }
}
