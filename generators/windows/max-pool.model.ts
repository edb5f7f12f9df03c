/** Plain-number model of maximum pooling, written from the ONNX definition of MaxPool. */

/** A pool; pairs are (vertical, horizontal). */
export interface PoolModel {
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  /** Rows above and columns left of the image. */
  readonly before: readonly [number, number]
  /** Height and width of the result. */
  readonly output: readonly [number, number]
}

/**
 * The maximum of each channel in each window, top to bottom and left to right, of an image of bits
 * (`image[row][column][channel]`); 0 where a window holds no pixel.
 *
 * @example
 * maxPoolModel([[[0], [1]], [[0], [0]]], { kernel: [2, 2], stride: [2, 2], before: [0, 0], output: [1, 1] }) // [[1]]
 */
export function maxPoolModel(
  image: readonly (readonly (readonly number[])[])[],
  { kernel, stride, before, output }: PoolModel,
): number[][] {
  const pixels: number[][] = []
  for (let y = 0; y < output[0]; y++) {
    for (let x = 0; x < output[1]; x++) {
      const most = image[0]![0]!.map(() => 0)
      for (let row = y * stride[0] - before[0]; row < y * stride[0] - before[0] + kernel[0]; row++) {
        for (
          let column = x * stride[1] - before[1];
          column < x * stride[1] - before[1] + kernel[1];
          column++
        ) {
          for (const [channel, bit] of (image[row]?.[column] ?? []).entries()) {
            most[channel] = Math.max(most[channel]!, bit)
          }
        }
      }
      pixels.push(most)
    }
  }
  return pixels
}
