/** The cells that Yosys maps to: what each costs and how signals pass through it. */

/** What a cell is. `sites` are places for a LUT; a block memory counts in units of its family. */
export type CellKind =
  /** A function of its inputs; `sites` when it cannot share a site with another one. */
  | { readonly kind: 'lut'; readonly sites?: number; readonly functions?: number }
  | { readonly kind: 'carry'; readonly units: number; readonly luts?: number }
  /** Joins the outputs of LUTs beside it: no cost, no level. */
  | { readonly kind: 'wide-mux' }
  | { readonly kind: 'register' }
  | { readonly kind: 'lut-memory'; readonly sites: number }
  | { readonly kind: 'shift-register'; readonly sites: number }
  | { readonly kind: 'block-memory'; readonly blocks: number }
  | { readonly kind: 'multiplier' }

const lut = { kind: 'lut' } as const
const register = { kind: 'register' } as const
const wideMux = { kind: 'wide-mux' } as const
const multiplier = { kind: 'multiplier' } as const
const lutMemory = (sites: number) => ({ kind: 'lut-memory', sites }) as const
const blockMemory = (blocks: number) => ({ kind: 'block-memory', blocks }) as const

/** Sources: Xilinx UG953, UG974 (7 series and UltraScale libraries), Lattice FPGA-TN-02032 and the iCE technology library. */
const cells: Readonly<Record<string, CellKind>> = {
  // Xilinx
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((inputs) => [`LUT${inputs}`, lut])),
  INV: lut,
  LUT6_2: { kind: 'lut', sites: 1, functions: 2 },
  CARRY4: { kind: 'carry', units: 1 },
  CARRY8: { kind: 'carry', units: 2 },
  ...Object.fromEntries(['MUXF5', 'MUXF6', 'MUXF7', 'MUXF8', 'MUXF9'].map((name) => [name, wideMux])),
  ...Object.fromEntries(['FDRE', 'FDSE', 'FDCE', 'FDPE'].map((name) => [name, register])),
  SRL16E: { kind: 'shift-register', sites: 0.5 },
  SRLC32E: { kind: 'shift-register', sites: 1 },
  RAM32X1S: lutMemory(1),
  RAM64X1S: lutMemory(1),
  RAM128X1S: lutMemory(2),
  RAM256X1S: lutMemory(4),
  RAM32X1D: lutMemory(2),
  RAM64X1D: lutMemory(2),
  RAM128X1D: lutMemory(4),
  RAM256X1D: lutMemory(8),
  RAM32M: lutMemory(4),
  RAM64M: lutMemory(4),
  RAM32M16: lutMemory(8),
  RAM64M8: lutMemory(8),
  RAM512X1S: lutMemory(8),
  RAMB18E1: blockMemory(0.5),
  RAMB18E2: blockMemory(0.5),
  RAMB36E1: blockMemory(1),
  RAMB36E2: blockMemory(1),
  DSP48E1: multiplier,
  DSP48E2: multiplier,
  // ECP5
  LUT4: lut,
  CCU2C: { kind: 'carry', units: 1, luts: 2 },
  PFUMX: wideMux,
  L6MUX21: wideMux,
  TRELLIS_FF: register,
  TRELLIS_DPR16X4: lutMemory(6),
  DP16KD: blockMemory(1),
  PDPW16KD: blockMemory(1),
  MULT18X18D: multiplier,
  ALU54B: multiplier,
  // iCE40
  SB_LUT4: lut,
  SB_CARRY: { kind: 'carry', units: 1 },
  SB_RAM40_4K: blockMemory(1),
  SB_MAC16: multiplier,
}

/** The kind of a cell type, or null when it is none of the target's. */
export function cellKind(type: string): CellKind | null {
  if (/^SB_DFF/.test(type)) return register
  // Memories whose clocks are inverted have names of their own, and so have constants.
  if (/^SB_RAM40_4K/.test(type)) return blockMemory(1)
  return Object.hasOwn(cells, type) ? cells[type]! : null
}
