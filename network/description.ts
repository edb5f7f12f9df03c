/** `network.json`: everything about a network but its weights and thresholds. */
import { z } from 'zod'
import { formatJson, parseJson } from '../tools/files/json.ts'
import {
  type Layer,
  type LayerDescription,
  layerDescription,
  type Network,
  networkFrame,
  type Padding,
} from './network.ts'

const format = z.literal('bitloom-network')

const description = networkFrame.extend({
  format,
  version: z.literal(2),
  layers: z.array(layerDescription).min(1).readonly(),
  /** Of `parameters.npz`; who writes the files by hand may leave it out. */
  parametersSha256: z.string().optional(),
})

/** The content of `network.json`. */
export type NetworkDescription = z.infer<typeof description>

/** Version 1 told decisions apart by `rule` and is otherwise the same. */
const version1 = description
  .extend({
    version: z.literal(1),
    decision: z.discriminatedUnion('rule', [
      z.strictObject({ rule: z.literal('argmax') }).transform(({ rule }) => ({ kind: rule })),
      z
        .strictObject({ rule: z.literal('highest-set-bit'), thresholds: z.array(z.int()) })
        .transform(({ rule, thresholds }) => ({ kind: rule, thresholds })),
    ]),
  })
  .transform((described) => ({ ...described, version: 2 as const }))

/** A file of any version, as the latest one would say it; the format and the version are looked at before anything else. */
const anyVersion = z
  .looseObject({ format, version: z.literal([1, 2]) })
  .pipe(z.discriminatedUnion('version', [version1, description]))

/** @throws InputError with the path of the first value that does not fit. */
export function parseDescription(text: string, place: string): NetworkDescription {
  return parseJson(anyVersion, text, place, 'docs/network-format.md says what the file holds')
}

/** The text of `network.json`. */
export function formatDescription(network: Network, parametersSha256: string): string {
  const described: NetworkDescription = {
    format: 'bitloom-network',
    version: 2,
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
