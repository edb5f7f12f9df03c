/** The numbers that a network can reach, from its shapes and encodings alone. */
import { valueTable } from './encoding.ts'
import type { Layer, Network } from './network.ts'

/** An interval of integers, both ends included. */
export interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** True for the layer that adds integers; the others count matching bits. */
export function eatsIntegers(network: Network, layer: Layer): boolean {
  return network.input.kind === 'integers' && layer === network.layers[0]
}

/** The accumulators that some input and some weights reach: 0..inputs matches, or sums on both sides of 0. */
export function accumulatorRange(network: Network, layer: Layer): Range {
  if (!eatsIntegers(network, layer)) return { minimum: 0, maximum: layer.inputs }
  const largest = valueTable(network.input).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const reach = largest * layer.inputs
  return { minimum: 0 - reach, maximum: reach }
}

/** The scores that some input reaches, over all classes. */
export function scoreRange(network: Network): Range {
  const layer = network.layers.at(-1)!
  const accumulator = accumulatorRange(network, layer)
  const { scores } = network
  if (scores.kind === 'popcount') return accumulator
  // Sums and dots are symmetric about 0, so the farthest one on either side is the same.
  const farthest = eatsIntegers(network, layer) ? accumulator.maximum : layer.inputs
  const reach = scores.scale.map((scale) => Math.abs(scale) * farthest)
  return {
    minimum: Math.min(...scores.offset.map((offset, k) => offset - reach[k]!)),
    maximum: Math.max(...scores.offset.map((offset, k) => offset + reach[k]!)),
  }
}
