/** Plain-number model of the line buffer, written from the ONNX definition of a sliding window, not from the hardware. */

/** A window operation on an image; pairs are (vertical, horizontal). */
export interface WindowModel {
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  /** Rows above and columns left of the image. */
  readonly before: readonly [number, number]
  /** Height and width of the result. */
  readonly output: readonly [number, number]
  /** What a tap at this row and column carries when it lies outside the image. */
  readonly outside: (row: number, column: number) => number
}

/**
 * For every window, top to bottom and left to right, the channels of its taps in raster order. `image[row][column]` lists the
 * channels of a pixel.
 *
 * @example
 * const model = { kernel: [1, 2], stride: [1, 1], dilation: [1, 1], before: [0, 0], output: [1, 2], outside: () => 0 } as const
 * windowsModel([[[1], [2], [3]]], model) // [[[1], [2]], [[2], [3]]]
 */
export function windowsModel(
  image: readonly (readonly (readonly number[])[])[],
  model: WindowModel,
): number[][][] {
  const channels = image[0]![0]!.length
  const windows: number[][][] = []
  for (let y = 0; y < model.output[0]; y++) {
    for (let x = 0; x < model.output[1]; x++) {
      const taps: number[][] = []
      for (let ky = 0; ky < model.kernel[0]; ky++) {
        for (let kx = 0; kx < model.kernel[1]; kx++) {
          const row = y * model.stride[0] - model.before[0] + ky * model.dilation[0]
          const column = x * model.stride[1] - model.before[1] + kx * model.dilation[1]
          const pixel = image[row]?.[column]
          taps.push(pixel ? [...pixel] : Array.from({ length: channels }, () => model.outside(row, column)))
        }
      }
      windows.push(taps)
    }
  }
  return windows
}
