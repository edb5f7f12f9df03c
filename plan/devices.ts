/** The devices that plans are made for: what they hold, and how fast designs of ours run in them. */

import { InputError } from '../tools/files/input-error.ts'

/**
 * What a device is made of. `xilinx`: LUT6 and memories of 36 Kbit that split into halves; `ecp5`: LUT4 and memories of 18 Kbit;
 * `ice40`: LUT4 and memories of 4 Kbit.
 */
export const families = ['xilinx', 'ecp5', 'ice40'] as const
export type Family = (typeof families)[number]

/** How devices are made: which cells synthesis takes, and what a change of a net costs. */
export const technologies = ['series7', 'ultrascale', 'ultrascalePlus', 'ecp5', 'ice40'] as const
export type Technology = (typeof technologies)[number]

/** A device, in the units of its family. */
export interface Device {
  readonly name: string
  readonly family: Family
  readonly technology: Technology
  readonly lut: number
  readonly ff: number
  /** Block memories. */
  readonly memory: number
  /** The clock that is assumed where none is given: what pipelined designs usually reach. */
  readonly clockMhz: number
}

/** Counts from the data sheets: Xilinx DS190, DS890, DS891; Lattice FPGA-DS-02012, FPGA-DS-02029. */
export const devices: readonly Device[] = [
  {
    name: 'xc7z020',
    family: 'xilinx',
    technology: 'series7',
    lut: 53_200,
    ff: 106_400,
    memory: 140,
    clockMhz: 125,
  },
  {
    name: 'xczu3eg',
    family: 'xilinx',
    technology: 'ultrascalePlus',
    lut: 70_560,
    ff: 141_120,
    memory: 216,
    clockMhz: 200,
  },
  {
    name: 'xczu7ev',
    family: 'xilinx',
    technology: 'ultrascalePlus',
    lut: 230_400,
    ff: 460_800,
    memory: 312,
    clockMhz: 200,
  },
  {
    name: 'xcku115',
    family: 'xilinx',
    technology: 'ultrascale',
    lut: 663_360,
    ff: 1_326_720,
    memory: 2160,
    clockMhz: 200,
  },
  {
    name: 'xcvu9p',
    family: 'xilinx',
    technology: 'ultrascalePlus',
    lut: 1_182_240,
    ff: 2_364_480,
    memory: 2160,
    clockMhz: 200,
  },
  { name: 'ice40-hx8k', family: 'ice40', technology: 'ice40', lut: 7680, ff: 7680, memory: 32, clockMhz: 50 },
  {
    name: 'ecp5-85',
    family: 'ecp5',
    technology: 'ecp5',
    lut: 83_640,
    ff: 83_640,
    memory: 208,
    clockMhz: 100,
  },
]

/** What plans are made for when no device is named: costs count in LUT6 and memories of 36 Kbit. */
export const defaultFamily: Family = 'xilinx'
export const defaultClockMhz = 200

/** What a block memory of the family is called. */
export const memoryNames: Readonly<Record<Family, string>> = {
  xilinx: 'BRAM36',
  ecp5: 'EBR of 18 Kbit',
  ice40: 'EBR of 4 Kbit',
}

/**
 * The device of that name.
 *
 * @throws InputError that lists the known ones.
 *
 * @example
 * findDevice('xcku115').memory // 2160
 */
export function findDevice(name: string): Device {
  const known = devices.find((device) => device.name === name.toLowerCase())
  if (known !== undefined) return known
  throw new InputError(`device "${name}" is not known`, {
    help: `use one of ${devices.map((device) => device.name).join(', ')}`,
  })
}
