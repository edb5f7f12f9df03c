/** `network.json`: everything about a network but its weights and thresholds. */
import { z } from 'zod'
import { formatJson, parseJson } from '../tools/files/json.ts'
import type { Layer, Network, Padding } from './network.ts'
import { maximumLayerSize } from './validate-layer.ts'

const size = z.int().min(1).max(maximumLayerSize)
const shape = z.tuple([size, size, size]).readonly()
const pair = z.tuple([size, size]).readonly()
const side = z.int().min(0).max(maximumLayerSize)
const padding = z.strictObject({ top: side, left: side, bottom: side, right: side })
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
  z.strictObject({
    kind: z.literal('convolution'),
    name: z.string(),
    input: shape,
    outputs: size,
    kernel: pair,
    stride: pair,
    dilation: pair,
    padding,
    paddingMode: z.enum(['none', 'negative', 'positive', 'checkerboard', 'zero']),
  }),
  z.strictObject({
    kind: z.literal('pool'),
    name: z.string(),
    input: shape,
    kernel: pair,
    stride: pair,
    padding,
    ceilMode: z.boolean(),
  }),
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

/** One layer of it: everything but weights and thresholds. */
export type LayerDescription = z.infer<typeof layer>

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
    layers: network.layers.map(describeLayer),
    scores: network.scores,
    decision: network.decision,
    classes: network.classes,
    parametersSha256,
  }
  return formatJson(described)
}

/** Without weights and thresholds, and with the keys in one order, so that equal networks give equal files. */
function describeLayer(layer: Layer): LayerDescription {
  const { kind, name } = layer
  switch (kind) {
    case 'fullyConnected':
      return { kind, name, inputs: layer.inputs, outputs: layer.outputs }
    case 'convolution': {
      const { input, outputs, kernel, stride, dilation, paddingMode } = layer
      const padding = describePadding(layer.padding)
      return { kind, name, input, outputs, kernel, stride, dilation, padding, paddingMode }
    }
    case 'pool': {
      const { input, kernel, stride, ceilMode } = layer
      return { kind, name, input, kernel, stride, padding: describePadding(layer.padding), ceilMode }
    }
  }
}

function describePadding({ top, left, bottom, right }: Padding): Padding {
  return { top, left, bottom, right }
}
