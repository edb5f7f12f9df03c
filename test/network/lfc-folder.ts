/** BNN-PYNQ folders of the fully connected networks for tests: any width, weights of something like noise. */
import { type PackedLayer, packFolder } from './bnn-pynq.ts'

/** PE and SIMD of every layer in the published set. */
const cuts = [
  [32, 64],
  [64, 32],
  [32, 64],
  [16, 8],
] as const

/** Writes LFC (or, with 256 neurons a layer, SFC) into `folder`; about every other neuron gives a 1. */
export function packLfc(folder: string, width = 1024): string {
  const sizes = [784, width, width, width, 10]
  const layers = cuts.map(([pe, simd], index): PackedLayer => {
    const columns = sizes[index]!
    return {
      rows: sizes[index + 1]!,
      columns,
      pe,
      simd,
      weight: (row, column) =>
        Math.imul((row * 1000003) ^ (column * 7919) ^ (index * 104729), 2654435761) >>> 31,
      threshold: (row) => BigInt(columns / 2 + ((row * 13) % 30) - 15),
      storedRows: index === 3 ? 64 : sizes[index + 1]!,
      paddingThreshold: 32767n,
    }
  })
  packFolder(folder, layers, Array.from({ length: 10 }, (_, digit) => `${digit}`).join('\r\n'))
  return folder
}
