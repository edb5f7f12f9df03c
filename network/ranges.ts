/** The numbers that a network can reach, from its shapes and encodings alone. */
import { valueTable } from './encoding.ts'
import type { Layer, Network, NeuronLayer, PaddingMode } from './network.ts'
import { fanIn, lastLayer } from './shapes.ts'

/** An interval of integers, both ends included. */
export interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** True for the layer that adds integers; the others count matching bits, or add +1 and -1. */
export function eatsIntegers(network: Network, layer: Layer): boolean {
  return network.input.kind === 'integers' && layer === network.layers[0]
}

/** True when the accumulators of a layer are `pop`; false when they are signed sums (`dot` or `sum`). */
export function countsMatches(network: Network, layer: NeuronLayer): boolean {
  if (eatsIntegers(network, layer)) return false
  switch (layer.kind) {
    case 'fullyConnected':
      return true
    case 'convolution':
      return tapsAreBits(layer.paddingMode)
  }
}

/** True when every tap of a window is a bit; false when those outside the map are the number 0. */
export function tapsAreBits(mode: PaddingMode): boolean {
  switch (mode) {
    case 'none':
    case 'negative':
    case 'positive':
    case 'checkerboard':
      return true
    case 'zero':
      return false
  }
}

/** The accumulators that some input and some weights reach: 0..fanIn matches, or sums on both sides of 0. */
export function accumulatorRange(network: Network, layer: NeuronLayer): Range {
  const inputs = fanIn(layer)
  if (countsMatches(network, layer)) return { minimum: 0, maximum: inputs }
  const reach = farthestSum(network, layer)
  return { minimum: 0 - reach, maximum: reach }
}

/** The scores that some input reaches, over all classes. */
export function scoreRange(network: Network): Range {
  const layer = lastLayer(network)
  const { scores } = network
  switch (scores.kind) {
    case 'popcount':
      return accumulatorRange(network, layer)
    case 'affine': {
      const farthest = farthestSum(network, layer)
      const reach = scores.scale.map((scale) => Math.abs(scale) * farthest)
      return {
        minimum: Math.min(...scores.offset.map((offset, k) => offset - reach[k]!)),
        maximum: Math.max(...scores.offset.map((offset, k) => offset + reach[k]!)),
      }
    }
  }
}

/** The largest sum of products of a neuron; the smallest is as far on the other side of 0. */
function farthestSum(network: Network, layer: NeuronLayer): number {
  if (!eatsIntegers(network, layer)) return fanIn(layer)
  const largest = valueTable(network.input).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return largest * fanIn(layer)
}
