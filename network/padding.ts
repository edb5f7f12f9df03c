/** Another padding mode for the 1-bit convolutions of a network. */

import { InputError } from '../tools/files/input-error.ts'
import { clampedToInt32 } from './int32.ts'
import { type ConvolutionLayer, type Network, type PaddingMode, paddingModes } from './network.ts'
import { eatsIntegers, tapsAreBits } from './ranges.ts'
import { alternatives } from './require.ts'
import { fanIn } from './shapes.ts'

/** The modes of a layer that is padded: what can stand around its map. */
export const modesOfPadded = paddingModes.filter((mode) => mode !== 'none')

/**
 * The network with another padding mode in every 1-bit convolution that is padded; an integer first layer keeps the number
 * 0. Weights stay, and thresholds mean the same sums: `dot >= t`, where `dot` goes over all taps if the padding is a bit, and
 * over the taps inside the map if it is the number 0. As `dot = 2 * pop - fanIn` over all taps, that is
 * `pop >= ceil((t + fanIn) / 2)` for bits, and back `dot >= 2 * t - fanIn`.
 *
 * @throws InputError when the mode is none of `modesOfPadded`.
 *
 * @example
 * withPadding(network, 'checkerboard')
 */
export function withPadding(network: Network, mode: string): Network {
  const known = modesOfPadded.find((each) => each === mode)
  if (known === undefined) {
    throw new InputError(`the padding mode ${JSON.stringify(mode)} is not known`, {
      help: `use ${alternatives(modesOfPadded)}`,
    })
  }
  const layers = network.layers.map((layer) => {
    if (layer.kind !== 'convolution' || layer.paddingMode === 'none' || eatsIntegers(network, layer))
      return layer
    return { ...layer, paddingMode: known, thresholds: restatedThresholds(layer, known) }
  })
  return { ...network, layers }
}

/** Thresholds out of reach may leave 32 bits; they stay out of reach on the same side when clamped. */
function restatedThresholds(layer: ConvolutionLayer, mode: PaddingMode): Int32Array | null {
  const wasSum = !tapsAreBits(layer.paddingMode)
  const isSum = !tapsAreBits(mode)
  if (wasSum === isSum || layer.thresholds === null) return layer.thresholds
  const inputs = fanIn(layer)
  return layer.thresholds.map((threshold) => {
    const restated = isSum ? 2 * threshold - inputs : Math.ceil((threshold + inputs) / 2)
    return clampedToInt32(restated)
  })
}
