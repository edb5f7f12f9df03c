/** Block memories and the shapes that they can take: how many of them a memory of some depth and width needs. */

import type { Family } from './devices.ts'

/** Words of a block memory and their width; only certain pairs exist. */
interface Shape {
  readonly depth: number
  readonly width: number
}

/** The shapes of one block memory, the widest first. */
const shapes: Readonly<Record<Family, readonly Shape[]>> = {
  xilinx: shapesOf(512, [72, 36, 18, 9, 4, 2, 1]),
  ecp5: shapesOf(512, [36, 18, 9, 4, 2, 1]),
  ice40: shapesOf(256, [16, 8, 4, 2]),
}

/** Bits that a block memory holds, parity bits included. */
const capacities: Readonly<Record<Family, number>> = { xilinx: 36_864, ecp5: 18_432, ice40: 4096 }

/** A Xilinx memory splits into halves; others are used whole. */
const smallest: Readonly<Record<Family, number>> = { xilinx: 0.5, ecp5: 1, ice40: 1 }

function shapesOf(depth: number, widths: readonly number[]): readonly Shape[] {
  return widths.map((width, step) => ({ depth: depth * 2 ** step, width }))
}

/**
 * Block memories for `depth` words of `width` bits: memories beside each other for wide words, behind each other for many, all of one
 * shape, whichever needs the fewest.
 *
 * @example
 * blockMemories('xilinx', 1024, 36) // 1
 */
export function blockMemories(family: Family, depth: number, width: number): number {
  const unit = smallest[family]
  const needed = shapes[family].map((shape) => {
    const columns = Math.ceil(width / (shape.width * unit)) * unit
    return columns * Math.ceil(depth / shape.depth)
  })
  return Math.min(...needed)
}

/** The share of `memories` block memories that `bits` bits of content fill, 0..1; 0 without memories. */
export function memoryEfficiency(family: Family, memories: number, bits: number): number {
  return memories === 0 ? 0 : bits / (memories * capacities[family])
}
