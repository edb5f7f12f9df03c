/**
 * Seeded random networks of fully connected layers alone, with input encodings of every kind; written in the first version of our format,
 * which every checkout reads.
 */

import { join } from 'node:path'
import { formatJson } from '../../tools/files/json.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'
import { type Draw, drawer, pick } from './draw.ts'

/** How the bytes of an image become what the first layer eats, as version 1 of `network.json` says it. */
type Input =
  | { readonly kind: 'bits'; readonly threshold: number }
  | {
      readonly kind: 'integers'
      readonly bits: number
      readonly signed: boolean
      readonly mapping:
        | { readonly kind: 'affine'; readonly scale: number; readonly offset: number }
        | { readonly kind: 'fixedPoint' }
    }

/** Kinds of encodings; networks of seeds in a row go through them. */
const encodings: readonly ((draw: Draw) => Input)[] = [
  (draw) => ({ kind: 'bits', threshold: draw(257) }),
  () => affine(1, 0, false),
  () => affine(2, -255, true),
  (draw) => affine(1 + draw(5), draw(100), false),
  (draw) => affine(draw(21) - 10, draw(2001) - 1000, true),
  (draw) => ({
    kind: 'integers',
    bits: pick(draw, [1, 2, 3, 8, 16]),
    signed: true,
    mapping: { kind: 'fixedPoint' },
  }),
]

/** An affine mapping in the fewest bits that hold its integers. */
function affine(scale: number, offset: number, signed: boolean): Input {
  const ends = [offset, 255 * scale + offset]
  const least = Math.min(...ends)
  const most = Math.max(...ends)
  let bits = 1
  while (signed ? least < -(2 ** (bits - 1)) || most >= 2 ** (bits - 1) : most >= 2 ** bits) bits++
  return { kind: 'integers', bits, signed, mapping: { kind: 'affine', scale, offset } }
}

/** Writes the network of a seed, one to three layers, into a folder. */
export function writeDenseNetwork(seed: number, folder: string): void {
  const draw = drawer(seed)
  const shape = [1 + draw(6), 1 + draw(6), 1 + draw(3)] as const
  const input = encodings[seed % encodings.length]!(draw)
  const depth = 1 + draw(3)
  const layers: { kind: 'fullyConnected'; name: string; inputs: number; outputs: number }[] = []
  const arrays: Record<string, NpyArray> = {}
  let inputs = shape[0] * shape[1] * shape[2]
  for (let index = 0; index < depth; index++) {
    const isLast = index === depth - 1
    const outputs = isLast ? 2 + draw(9) : 1 + draw(40)
    const name = `fc${index}`
    layers.push({ kind: 'fullyConnected', name, inputs, outputs })
    arrays[`${name}.weights`] = randomWeights(draw, outputs, inputs)
    const reach = index === 0 && input.kind === 'integers' ? inputs * 2 ** (input.bits - 1) : null
    if (!isLast) arrays[`${name}.thresholds`] = randomThresholds(draw, outputs, inputs, reach)
    inputs = outputs
  }
  const description = {
    format: 'bitloom-network',
    version: 1,
    name: `dense${seed}`,
    input: { ...input, shape },
    layers,
    scores: randomScores(draw, inputs, depth === 1 && input.kind === 'integers'),
    decision: randomDecision(draw, inputs),
    classes: Array.from({ length: inputs }, (_, k) => `class ${k}`),
  }
  writeFileWhole(join(folder, 'parameters.npz'), writeNpz(arrays))
  writeFileWhole(join(folder, 'network.json'), formatJson(description))
}

/** Rows of bits, each from a byte of its own, the first in its least significant bit. */
function randomWeights(draw: Draw, rows: number, columns: number): NpyArray {
  const bytes = Math.ceil(columns / 8)
  const data = new Uint8Array(rows * bytes).map((_, at) => {
    const used = Math.min(8, columns - 8 * (at % bytes))
    return draw(2 ** used)
  })
  return { shape: [rows, bytes], data }
}

/** Of matches, some of them out of reach; or of sums up to `reach` on both sides of 0. */
function randomThresholds(draw: Draw, count: number, inputs: number, reach: number | null): NpyArray {
  const data = Int32Array.from({ length: count }, () =>
    reach === null ? draw(inputs + 3) - 1 : draw(reach + 1) - (reach >> 1),
  )
  return { shape: [count], data }
}

/** Sums of integers have no popcount. */
function randomScores(draw: Draw, classes: number, addsIntegers: boolean): object {
  if (!addsIntegers && draw(2) === 0) return { kind: 'popcount' }
  const each = (value: () => number) => Array.from({ length: classes }, value)
  return { kind: 'affine', scale: each(() => draw(9) - 4), offset: each(() => draw(99) - 49) }
}

function randomDecision(draw: Draw, classes: number): object {
  if (draw(4) > 0) return { rule: 'argmax' }
  return { rule: 'highest-set-bit', thresholds: Array.from({ length: classes }, () => draw(41) - 20) }
}
