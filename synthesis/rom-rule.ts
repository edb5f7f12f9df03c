/** ROMs by rules: synthesis takes minutes for the large ones, and finds what their shapes and contents say. */

import { blockMemories } from '../plan/cost/memory-shapes.ts'
import type { Family } from '../plan/devices.ts'
import { type Flow, familyOf } from './flow.ts'
import { type Rom, romsOf } from './roms.ts'
import type { Rtl, RtlModule } from './rtl.ts'
import { nothing, type Usage } from './usage.ts'

/** Deeper ones in block memory stand behind each other, which takes logic that no rule knows. */
const deepestBlock: Readonly<Record<Family, number>> = { xilinx: 16_384, ecp5: 8192, ice40: 2048 }

/** A LUT6 holds so many words of a bit, and two bits of half as many. */
const lutWords = 64

/** Narrow ROMs of fewer words are left to Yosys: many of their few different columns are functions of each other. */
const leastLutWords = 9
const narrow = 1000

/**
 * What a module takes that is nothing but ROMs, each read once, at an edge or at once; null for any other module, and for ROMs that no rule knows.
 *
 * Block memories follow from depth and width. In LUTs, each column of bits that is no constant and unlike the others is a function of
 * the address, with a flip-flop behind it when it is read at an edge: for Xilinx, two share a site up to 32 words, one fills it up to 64. Columns that are
 * complements of each other may share a LUT, too, so that this is a seventh too much where the columns are nearly all there can be.
 */
export function romUsage(module: RtlModule, rtl: Rtl, flow: Flow): Usage | null {
  const roms = romsOf(module, rtl)
  if (roms === null) return null
  const family = familyOf(flow)
  if (
    roms.every(
      ({ style, depth, registered }) => style === 'block' && registered && depth <= deepestBlock[family],
    )
  ) {
    const memories = roms.map(({ depth, width }) => blockMemories(family, depth, width))
    return { ...nothing, bram36: memories.reduce((sum, count) => sum + count, 0) }
  }
  const width = roms.reduce((sum, rom) => sum + rom.width, 0)
  const least = width > narrow ? 1 : leastLutWords
  const fitsLuts = ({ style, depth }: Rom) => style === 'logic' && depth >= least && depth <= lutWords
  if (family !== 'xilinx' || !roms.every(fitsLuts)) return null
  return lutRomUsage(roms)
}

function lutRomUsage(roms: readonly Rom[]): Usage {
  const columns = new Set<string>()
  let [sites, ff] = [0, 0]
  for (const rom of roms) {
    const before = columns.size
    for (const column of columnsOf(rom)) {
      if (/0/.test(column) && /1/.test(column)) columns.add(`${rom.address} ${column}`)
    }
    sites += (columns.size - before) / (rom.depth > lutWords / 2 ? 1 : 2)
    if (rom.registered) ff += columns.size - before
  }
  const lutSites = Math.ceil(sites)
  return { ...nothing, lut: columns.size, lutSites, placedSites: lutSites, ff }
}

/** The bits of all words at each position. */
function columnsOf({ words, width }: Rom): string[] {
  const rows = words().map((word) => word.toString(2).padStart(width, '0'))
  return Array.from({ length: width }, (_, bit) => rows.map((row) => row[bit]!).join(''))
}
