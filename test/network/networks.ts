/** Small networks for tests: made from bits that are written out, or drawn at random. */
import fc from 'fast-check'
import { BitMatrix } from '../../network/bit-matrix.ts'
import { inputSize } from '../../network/encoding.ts'
import type { FullyConnectedLayer, InputEncoding, Layer, Network, ScoreRule } from '../../network/network.ts'

/** A matrix from rows of '0' and '1', the first column first. */
export function matrix(...rows: string[]): BitMatrix {
  const result = new BitMatrix(rows.length, rows[0]!.length)
  rows.forEach((row, r) => {
    for (const [c, bit] of Array.from(row).entries()) result.set(r, c, bit === '1' ? 1 : 0)
  })
  return result
}

/** A layer from its weights. */
export function layer(name: string, weights: BitMatrix, thresholds: number[] | null): FullyConnectedLayer {
  return {
    kind: 'fullyConnected',
    name,
    inputs: weights.columns,
    outputs: weights.rows,
    weights,
    thresholds: thresholds === null ? null : Int32Array.from(thresholds),
  }
}

/** A layer that must be fully connected. */
export function fullyConnected(layer: Layer | undefined): FullyConnectedLayer {
  if (layer?.kind !== 'fullyConnected') throw new Error(`${layer?.name} is no fully connected layer`)
  return layer
}

/** Four pixels, three hidden neurons, two classes. */
export const small: Network = {
  name: 'small',
  input: { kind: 'bits', shape: [2, 2, 1], threshold: 128 },
  layers: [
    layer('hidden', matrix('1010', '0011', '1111'), [2, 3, 4]),
    layer('last', matrix('110', '001'), null),
  ],
  scores: { kind: 'popcount' },
  decision: { kind: 'argmax' },
  classes: ['cat', 'dog'],
}

/** Encodings of every kind, for images of one row. */
const encodings = (width: number): fc.Arbitrary<InputEncoding> => {
  const shape = [1, width, 1] as const
  return fc.oneof(
    fc.record({
      kind: fc.constant('bits' as const),
      shape: fc.constant(shape),
      threshold: fc.integer({ min: 0, max: 256 }),
    }),
    fc.constantFrom<InputEncoding>(
      { kind: 'integers', shape, bits: 8, signed: false, mapping: { kind: 'affine', scale: 1, offset: 0 } },
      { kind: 'integers', shape, bits: 9, signed: true, mapping: { kind: 'affine', scale: 2, offset: -255 } },
      { kind: 'integers', shape, bits: 8, signed: true, mapping: { kind: 'fixedPoint' } },
      { kind: 'integers', shape, bits: 2, signed: true, mapping: { kind: 'fixedPoint' } },
    ),
  )
}

const weights = (rows: number, columns: number): fc.Arbitrary<BitMatrix> =>
  fc.uint8Array({ minLength: rows * columns, maxLength: rows * columns, max: 1 }).map((bits) => {
    const result = new BitMatrix(rows, columns)
    bits.forEach((bit, i) => {
      result.set(Math.floor(i / columns), i % columns, bit as 0 | 1)
    })
    return result
  })

/** Thresholds within reach, at both ends and beyond them. */
const thresholds = (outputs: number, least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.oneof(
      fc.integer({ min: least, max: most }),
      fc.constantFrom(least - 1, least, least + 1, most, most + 1, -(2 ** 31), 2 ** 31 - 1),
    ),
    { minLength: outputs, maxLength: outputs },
  )

const scoreRules = (classes: number, popcounts: boolean): fc.Arbitrary<ScoreRule> => {
  const integers = fc.array(fc.integer({ min: -200, max: 200 }), { minLength: classes, maxLength: classes })
  const affine = fc.record({ kind: fc.constant('affine' as const), scale: integers, offset: integers })
  return popcounts ? fc.oneof(fc.constant<ScoreRule>({ kind: 'popcount' }), affine) : affine
}

/** Valid networks of one to three layers, up to 70 wide, of every encoding, score rule and decision rule. */
export const networks: fc.Arbitrary<Network> = fc
  .array(fc.integer({ min: 1, max: 70 }), { minLength: 2, maxLength: 4 })
  .chain((sizes) => fc.tuple(fc.constant(sizes), encodings(sizes[0]!)))
  .chain(([sizes, input]) => {
    const outputs = sizes.slice(1)
    const classes = outputs.at(-1)!
    const layers = outputs.map((rows, index) => {
      const columns = sizes[index]!
      const reach = index === 0 && input.kind === 'integers' ? 255 * columns : columns
      return fc
        .tuple(weights(rows, columns), thresholds(rows, reach === columns ? 0 : -reach, reach))
        .map(([matrix, limits]) =>
          layer(`layer${index}`, matrix, index === outputs.length - 1 ? null : limits),
        )
    })
    return fc.record<Network>({
      name: fc.constant('random'),
      input: fc.constant(input),
      layers: fc.tuple(...layers),
      scores: scoreRules(classes, input.kind === 'bits' || outputs.length > 1),
      decision: fc.oneof(
        fc.constant({ kind: 'argmax' as const }),
        fc.record({
          kind: fc.constant('highest-set-bit' as const),
          thresholds: fc.array(fc.integer({ min: -100, max: 100 }), {
            minLength: classes,
            maxLength: classes,
          }),
        }),
      ),
      classes: fc.constant(Array.from({ length: classes }, (_, k) => `class ${k}`)),
    })
  })

/** Images for a network. */
export function imagesFor(network: Network): fc.Arbitrary<Uint8Array> {
  const size = inputSize(network.input)
  return fc.uint8Array({ minLength: size, maxLength: size })
}
