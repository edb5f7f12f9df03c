/** Usage: what the cells of a netlist take of a device. */

import { cellKind } from './cells.ts'
import { type Flow, isXilinx } from './flow.ts'
import { inputNets, type Netlist, type NetlistCell, netsOf } from './netlist.ts'
import { type LutFunction, packedSites } from './packing.ts'

/** Counts of one module, without the modules that it uses, or of many of them together. */
export interface Usage {
  /** Functions of LUTs, memories and shift registers in LUTs included. */
  readonly lut: number
  /** Places of LUTs that they take: for Xilinx, two small functions share one; elsewhere one each. */
  readonly lutSites: number
  /**
   * The same where, besides, every bit of a carry chain has a site to itself, whose LUT leads into the chain: what a placement
   * can reach. A smaller function may still stand beside that LUT.
   */
  readonly placedSites: number
  readonly ff: number
  /** Cells of carry chains: four bits each for Xilinx, two for ECP5, one for iCE40. */
  readonly carry: number
  /** Block memories: of 36 Kbit, halves counting 0.5, for Xilinx; of 18 Kbit for ECP5, of 4 Kbit for iCE40. */
  readonly bram36: number
  readonly dsp: number
}

export const nothing: Usage = { lut: 0, lutSites: 0, placedSites: 0, ff: 0, carry: 0, bram36: 0, dsp: 0 }

/** The sum of two usages, the second one `times` over. */
export function addUsage(a: Usage, b: Usage, times = 1): Usage {
  return mapUsage((field) => a[field] + times * b[field])
}

/** A usage field by field. */
export function mapUsage(value: (field: keyof Usage) => number): Usage {
  return {
    lut: value('lut'),
    lutSites: value('lutSites'),
    placedSites: value('placedSites'),
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
  const total = { ...nothing } as { -readonly [Field in keyof Usage]: number }
  const functions: LutFunction[] = []
  const carryFunctions = carrySelects(netlist)
  let alone = 0
  for (const cell of netlist.cells) {
    if (isModule(cell.type)) continue
    const kind = cellKind(cell.type)
    if (kind === null) throw new Error(`internal: ${netlist.name} has a cell of unknown type ${cell.type}`)
    switch (kind.kind) {
      case 'lut':
        total.lut += kind.functions ?? 1
        if (kind.sites === undefined)
          functions.push({ inputs: inputNets(cell), exclusive: carryFunctions.takes(cell) })
        else alone += kind.sites
        break
      case 'carry':
        total.carry += kind.units
        total.lut += kind.luts ?? 0
        alone += kind.luts ?? 0
        break
      case 'register':
        total.ff++
        break
      case 'lut-memory':
        total.lut += kind.sites
        alone += kind.sites
        break
      case 'shift-register':
        total.lut++
        alone += kind.sites
        break
      case 'block-memory':
        total.bram36 += kind.blocks
        break
      case 'multiplier':
        total.dsp++
        break
      case 'wide-mux':
        break
    }
  }
  alone = Math.ceil(alone)
  if (!isXilinx(flow))
    return { ...total, lutSites: alone + functions.length, placedSites: alone + functions.length }
  return {
    ...total,
    lutSites: alone + packedSites(functions.map(({ inputs }) => ({ inputs }))),
    placedSites: alone + packedSites([...functions, ...carryFunctions.left()]),
  }
}

/** The functions that lead into carry chains: LUTs of the netlist, and wires where there is none or it is taken. */
function carrySelects({ cells }: Netlist) {
  const bits = new Map<number, number>()
  for (const { type, inputs } of cells) {
    if (cellKind(type)?.kind !== 'carry') continue
    for (const net of netsOf(inputs.S ?? [])) bits.set(net, (bits.get(net) ?? 0) + 1)
  }
  return {
    /** Whether a LUT leads into a chain that has none at this bit yet. */
    takes({ outputs }: NetlistCell): boolean {
      const [net] = netsOf(outputs.O ?? [])
      const open = net === undefined ? 0 : (bits.get(net) ?? 0)
      if (open > 0) bits.set(net!, open - 1)
      return open > 0
    },
    /** A wire for each bit that no LUT has taken. */
    left(): LutFunction[] {
      return [...bits].flatMap(([net, open]) =>
        Array.from({ length: open }, () => ({ inputs: [net], exclusive: true })),
      )
    },
  }
}
