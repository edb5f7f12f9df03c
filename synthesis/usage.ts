/** Usage: what the cells of a netlist take of a device. */

import { cellKind } from './cells.ts'
import { type Flow, isXilinx } from './flow.ts'
import { inputNets, type Netlist } from './netlist.ts'
import { packedSites } from './packing.ts'

/** Counts of one module, without the modules that it uses, or of many of them together. */
export interface Usage {
  /** Functions of LUTs, memories and shift registers in LUTs included. */
  readonly lut: number
  /** Places of LUTs that they take: for Xilinx, two small functions share one; elsewhere one each. */
  readonly lutSites: number
  readonly ff: number
  /** Cells of carry chains: four bits each for Xilinx, two for ECP5, one for iCE40. */
  readonly carry: number
  /** Block memories: of 36 Kbit, halves counting 0.5, for Xilinx; of 18 Kbit for ECP5, of 4 Kbit for iCE40. */
  readonly bram36: number
  readonly dsp: number
}

export const nothing: Usage = { lut: 0, lutSites: 0, ff: 0, carry: 0, bram36: 0, dsp: 0 }

/** The sum of two usages, the second one `times` over. */
export function addUsage(a: Usage, b: Usage, times = 1): Usage {
  return mapUsage((field) => a[field] + times * b[field])
}

/** A usage field by field. */
export function mapUsage(value: (field: keyof Usage) => number): Usage {
  return {
    lut: value('lut'),
    lutSites: value('lutSites'),
    ff: value('ff'),
    carry: value('carry'),
    bram36: value('bram36'),
    dsp: value('dsp'),
  }
}

/**
 * Counts the cells of a netlist.
 *
 * @param isModule whether a cell's type is a module of the design, which is counted elsewhere
 * @throws Error for a cell that is neither a module nor known.
 */
export function usageOf(netlist: Netlist, flow: Flow, isModule: (type: string) => boolean): Usage {
  const functions: number[][] = []
  const total = { ...nothing } as { -readonly [Field in keyof Usage]: number }
  let shiftRegisters = 0
  for (const cell of netlist.cells) {
    if (isModule(cell.type)) continue
    const kind = cellKind(cell.type)
    if (kind === null) throw new Error(`internal: ${netlist.name} has a cell of unknown type ${cell.type}`)
    switch (kind.kind) {
      case 'lut':
        total.lut += kind.functions ?? 1
        if (kind.sites === undefined) functions.push(inputNets(cell))
        else total.lutSites += kind.sites
        break
      case 'carry':
        total.carry += kind.units
        total.lut += kind.luts ?? 0
        total.lutSites += kind.luts ?? 0
        break
      case 'register':
        total.ff++
        break
      case 'lut-memory':
        total.lut += kind.sites
        total.lutSites += kind.sites
        break
      case 'shift-register':
        total.lut++
        shiftRegisters += kind.sites
        break
      case 'block-memory':
        total.bram36 += kind.blocks
        break
      case 'multiplier':
        total.dsp++
    }
  }
  total.lutSites += Math.ceil(shiftRegisters) + (isXilinx(flow) ? packedSites(functions) : functions.length)
  return total
}
