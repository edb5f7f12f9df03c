/** Memories and the shapes that they can take: how many block memories or LUTs a memory of some depth and width needs. */

import type { Family } from '../devices.ts'
import { type Resources, times } from './resources.ts'

/** Words of a memory and their width; only certain pairs exist. */
interface Shape {
  readonly depth: number
  readonly width: number
}

/** The shapes of one block memory, the widest first. */
const blocks: Readonly<Record<Family, readonly Shape[]>> = {
  xilinx: shapesOf(512, [72, 36, 18, 9, 4, 2, 1]),
  ecp5: shapesOf(512, [36, 18, 9, 4, 2, 1]),
  ice40: shapesOf(256, [16, 8, 4, 2]),
}

/** Bits that a block memory holds, parity bits included. */
const capacities: Readonly<Record<Family, number>> = { xilinx: 36_864, ecp5: 18_432, ice40: 4096 }

/** A Xilinx memory splits into halves; others are used whole. */
const smallest: Readonly<Record<Family, number>> = { xilinx: 0.5, ecp5: 1, ice40: 1 }

/** LUTs as memories that are written and read, with the LUTs that each takes; iCE40 has none and takes a flip-flop a bit. */
const lookups: Readonly<Record<Family, readonly (Shape & { readonly lut: number; readonly ff: number })[]>> =
  {
    xilinx: [
      { depth: 32, width: 14, lut: 8, ff: 0 },
      { depth: 64, width: 7, lut: 8, ff: 0 },
    ],
    ecp5: [{ depth: 16, width: 4, lut: 6, ff: 0 }],
    ice40: [{ depth: 1, width: 1, lut: 0, ff: 1 }],
  }

/** LUTs for each bit that choose between two of them. */
const choices: Readonly<Record<Family, number>> = { xilinx: 0.5, ecp5: 0.5, ice40: 1 }

/** What Yosys counts a block memory as when it chooses between block memories and LUTs, in LUTs, and each bit beside the LUTs. */
const blockWorth = {
  xilinx: { block: 276, bit: 2 },
  ecp5: { block: 186, bit: 0 },
} as const

/** iCE40 memories of up to so many words or bits stay in flip-flops. */
const smallestBlock = { depth: 4, bits: 64 }

/**
 * LUTs and flip-flops for each bit that give the word that was in a block memory while a new one is written, and flip-flops that all who read it
 * share: none in Xilinx devices.
 */
const bypasses: Readonly<
  Record<Family, { readonly lut: number; readonly ff: number; readonly shared: number }>
> = {
  xilinx: { lut: 0, ff: 0, shared: 0 },
  ecp5: { lut: 1, ff: 1, shared: 1 },
  ice40: { lut: 1, ff: 1, shared: 1 },
}

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
  let fewest = Number.POSITIVE_INFINITY
  for (const shape of blocks[family]) {
    const columns = Math.ceil(width / (shape.width * unit)) * unit
    fewest = Math.min(fewest, columns * Math.ceil(depth / shape.depth))
  }
  return fewest
}

/** Deeper ROMs stand behind each other in rows of 2,048 words, which LUTs choose between, unless that takes more memories. */
const deepestBlock = 16_384
const rowDepth = 2048

/** A ROM in block memory, with the LUTs and the bits of the address that choose between rows of a deep one. */
export function blockRom(family: Family, depth: number, width: number): Resources {
  const memory = blockMemories(family, depth, width)
  const rows = Math.ceil(depth / rowDepth)
  const inRows = (rows * Math.ceil(width / 9)) / 2
  if (family !== 'xilinx' || depth <= deepestBlock || inRows > memory) return { lut: 0, ff: 0, memory }
  // A LUT of six inputs chooses between four, so each takes three rows' place.
  return { lut: width * Math.ceil((rows - 1) / 3), ff: Math.ceil(Math.log2(rows)), memory }
}

/** A memory in block memories that is written, and read at `copies` places at once. */
export function blockMemory(family: Family, depth: number, width: number, copies = 1): Resources {
  const { lut, ff, shared } = bypasses[family]
  return {
    lut: copies * lut * width,
    ff: (copies * ff + shared) * width,
    memory: copies * blockMemories(family, depth, width),
  }
}

/** A memory that is written, and read at once: LUTs, and what chooses between them; iCE40 looks ahead and takes block memories, too. */
export function lookupMemory(family: Family, depth: number, width: number): Resources {
  if (family === 'ice40' && !staysInFlipFlops(depth, width)) {
    return { lut: width, ff: width, memory: blockMemories(family, depth, width) }
  }
  const shapes = lookups[family]
  const shape = shapes.find((other) => depth <= other.depth) ?? shapes.at(-1)!
  const rows = Math.ceil(depth / shape.depth)
  const cells = rows * Math.ceil(width / shape.width)
  return { lut: cells * shape.lut + (rows - 1) * width * choices[family], ff: cells * shape.ff, memory: 0 }
}

/**
 * A memory that is written, and read at `copies` places at once with a register behind each, where synthesis puts it: in LUTs while that is
 * small.
 */
export function readWriteMemory(family: Family, depth: number, width: number, copies = 1): Resources {
  const inLookups = lookupMemory(family, depth, width)
  const inBlocks = blockMemories(family, depth, width)
  const isSmall =
    family === 'ice40'
      ? staysInFlipFlops(depth, width)
      : inLookups.lut + blockWorth[family].bit * width <= inBlocks * blockWorth[family].block
  if (!isSmall) return blockMemory(family, depth, width, copies)
  return times(copies, { ...inLookups, ff: inLookups.ff + width })
}

function staysInFlipFlops(depth: number, width: number): boolean {
  return depth <= smallestBlock.depth || depth * width <= smallestBlock.bits
}

/** The share of `memories` block memories that `bits` bits of content fill, 0..1; 0 without memories. */
export function memoryEfficiency(family: Family, memories: number, bits: number): number {
  return memories === 0 ? 0 : bits / (memories * capacities[family])
}
