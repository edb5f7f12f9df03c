/** Profiles: what differs in the text between targets, one small record of switches each. */

import type { MemoryStyle } from '../ir/design.ts'

/** An attribute that asks for a kind of storage; a style that maps to null is left to the tool. */
export interface StorageAttribute {
  readonly attribute: string
  readonly values: Readonly<Record<MemoryStyle, string | null>>
}

export const profileNames = ['portable', 'xilinx'] as const
export type ProfileName = (typeof profileNames)[number]

export interface Profile {
  readonly name: ProfileName
  readonly ram: StorageAttribute
  readonly rom: StorageAttribute
}

/**
 * `portable` is accepted by Icarus, Verilator and Yosys, and understood by most synthesis tools: Yosys 0.55 rejects
 * `"distributed"` on a ROM, where `"logic"` means the same to it. `xilinx` uses the values of Vivado's UG901.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  portable: {
    name: 'portable',
    ram: {
      attribute: 'ram_style',
      values: { auto: null, block: 'block', distributed: 'distributed', logic: 'logic' },
    },
    rom: {
      attribute: 'rom_style',
      values: { auto: null, block: 'block', distributed: 'logic', logic: 'logic' },
    },
  },
  xilinx: {
    name: 'xilinx',
    ram: {
      attribute: 'ram_style',
      values: { auto: null, block: 'block', distributed: 'distributed', logic: 'registers' },
    },
    rom: {
      attribute: 'rom_style',
      values: { auto: null, block: 'block', distributed: 'distributed', logic: 'distributed' },
    },
  },
}
