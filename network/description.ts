/** `network.json`: everything about a network but its weights and thresholds. */
import { z } from 'zod'
import { formatJson, parseJson } from './json.ts'
import type { Network } from './network.ts'
import { maximumLayerSize } from './validate.ts'

const size = z.int().min(1).max(maximumLayerSize)
const shape = z.tuple([size, size, size]).readonly()
const integers = z.array(z.int()).readonly()

const input = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bits'), shape, threshold: z.int() }),
  z.strictObject({
    kind: z.literal('integers'),
    shape,
    bits: z.int(),
    signed: z.boolean(),
    mapping: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('affine'), scale: z.int(), offset: z.int() }),
      z.strictObject({ kind: z.literal('fixedPoint') }),
    ]),
  }),
])

const layer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fullyConnected'), name: z.string(), inputs: size, outputs: size }),
])

const scores = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('popcount') }),
  z.strictObject({ kind: z.literal('affine'), scale: integers, offset: integers }),
])

const decision = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('argmax') }),
  z.strictObject({ rule: z.literal('highest-set-bit'), thresholds: integers }),
])

const description = z.strictObject({
  format: z.literal('bitloom-network'),
  version: z.literal(1),
  name: z.string(),
  input,
  layers: z.array(layer).min(1).readonly(),
  scores,
  decision,
  classes: z.array(z.string()).readonly(),
  /** Of `parameters.npz`; who writes the files by hand may leave it out. */
  parametersSha256: z.string().optional(),
})

/** The content of `network.json`. */
export type NetworkDescription = z.infer<typeof description>

/** @throws InputError with the path of the first value that does not fit. */
export function parseDescription(text: string, place: string): NetworkDescription {
  return parseJson(description, text, place, 'docs/network-format.md says what the file holds')
}

/** The text of `network.json`. */
export function formatDescription(network: Network, parametersSha256: string): string {
  const described: NetworkDescription = {
    format: 'bitloom-network',
    version: 1,
    name: network.name,
    input: network.input,
    layers: network.layers.map(({ kind, name, inputs, outputs }) => ({ kind, name, inputs, outputs })),
    scores: network.scores,
    decision: network.decision,
    classes: network.classes,
    parametersSha256,
  }
  return formatJson(described)
}
