/** From the bytes of an image to the bits or integers that the first layer eats. */
import type { InputEncoding, IntegerInput } from './network.ts'

/** The number of bytes in an image, which is the number of inputs of the first layer. */
export function inputSize(input: InputEncoding): number {
  const [height, width, channels] = input.shape
  return height * width * channels
}

/**
 * What each of the 256 bytes becomes: 0 or 1 for a `bits` input (they stand for -1 and +1), the integer otherwise.
 *
 * @example
 * valueTable(network.input)[255]
 */
export function valueTable(input: InputEncoding): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => encodedByte(input, byte))
}

/**
 * Encodes one image: `inputSize(input)` bytes in, as many bits or integers out, in the same order.
 *
 * @example
 * encodeImage({ kind: 'bits', shape: [1, 3, 1], threshold: 128 }, Uint8Array.of(0, 128, 255)) // [0, 1, 1]
 */
export function encodeImage(input: InputEncoding, image: Uint8Array): Int32Array {
  const table = valueTable(input)
  return Int32Array.from(image, (byte) => table[byte]!)
}

function encodedByte(input: InputEncoding, byte: number): number {
  switch (input.kind) {
    case 'bits':
      return byte >= input.threshold ? 1 : 0
    case 'integers':
      return mappedByte(input, byte)
  }
}

function mappedByte({ mapping, bits }: IntegerInput, byte: number): number {
  switch (mapping.kind) {
    case 'affine':
      return mapping.scale * byte + mapping.offset
    case 'fixedPoint': {
      // floor(one * (2 * byte / 255 - 1) + 1/2), in integers: no rounding can creep in.
      const one = 2 ** (bits - 1)
      return Math.min(one - 1, Math.floor((2 * one * (2 * byte - 255) + 255) / 510))
    }
  }
}
