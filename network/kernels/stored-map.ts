/** A map in the memory of the kernels: pixel after pixel, with whatever a sliding window sees around it. */
import type { ImageShape, PaddingMode } from '../network.ts'
import type { KernelMachine } from './instance.ts'

/** Where a map lies. */
export interface StoredMap {
  readonly shape: ImageShape
  readonly base: number
  readonly rowBytes: number
  /** Channels are packed 8 to a byte, the first in the least significant bit; or they are integers of 4 bytes each. */
  readonly pixelBytes: number
  /** Pixels stored above and to the left of the map. */
  readonly top: number
  readonly left: number
}

/** How much is stored around a map, and of what. */
export interface Surroundings {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly mode: PaddingMode
}

const noSurroundings: Surroundings = { top: 0, left: 0, bottom: 0, right: 0, mode: 'none' }

/** The bytes of a pixel whose channels are bits. */
export function bitBytes(channels: number): number {
  return Math.ceil(channels / 8)
}

/** Makes room for a map, with the bits around it in place; null for nothing around it. */
export function storeMap(
  machine: KernelMachine,
  shape: ImageShape,
  pixelBytes: number,
  around: Surroundings | null,
): StoredMap {
  const { top, left, bottom, right } = around ?? noSurroundings
  const rows = top + shape[0] + bottom
  const rowBytes = (left + shape[1] + right) * pixelBytes
  const map = { shape, base: machine.allocate(rows * rowBytes), rowBytes, pixelBytes, top, left }
  if (around) fillSurroundings(machine, map, around)
  return map
}

/** The address of pixel (y, x); coordinates of what is around the map are negative or past its size. */
export function pixelAddress(
  { base, rowBytes, pixelBytes, top, left }: StoredMap,
  y: number,
  x: number,
): number {
  return base + (y + top) * rowBytes + (x + left) * pixelBytes
}

/** The memory is all zeros before; the pixels of the map itself are overwritten by every image. */
function fillSurroundings(machine: KernelMachine, map: StoredMap, around: Surroundings): void {
  const [height, width, channels] = map.shape
  const ones = new Uint8Array(map.pixelBytes).fill(255)
  if (channels % 8 !== 0) ones[map.pixelBytes - 1] = 2 ** (channels % 8) - 1
  for (let y = -around.top; y < height + around.bottom; y++) {
    for (let x = -around.left; x < width + around.right; x++) {
      if (paddingBit(around.mode, y, x) === 1)
        machine.bytes(pixelAddress(map, y, x), map.pixelBytes).set(ones)
    }
  }
}

/** What all channels of pixel (y, x) are, if it is outside the map. */
function paddingBit(mode: PaddingMode, y: number, x: number): 0 | 1 {
  switch (mode) {
    case 'none':
    case 'negative':
    case 'zero':
      return 0
    case 'positive':
      return 1
    case 'checkerboard':
      return (y + x) % 2 === 0 ? 1 : 0
  }
}
