/** Flows: which Yosys commands turn RTL into the cells of a family, and which family a device belongs to. */

import { devices, type Family, findDevice, type Technology } from '../plan/devices.ts'

/** Families of devices as Yosys knows them. */
export const flows = ['xcup', 'xcu', 'xc7', 'ecp5', 'ice40'] as const
export type Flow = (typeof flows)[number]

const familyOfFlow: Readonly<Record<Flow, Family>> = {
  xcup: 'xilinx',
  xcu: 'xilinx',
  xc7: 'xilinx',
  ecp5: 'ecp5',
  ice40: 'ice40',
}

const flowOfTechnology: Readonly<Record<Technology, Flow>> = {
  series7: 'xc7',
  ultrascale: 'xcu',
  ultrascalePlus: 'xcup',
  ecp5: 'ecp5',
  ice40: 'ice40',
}

/** What can be named as a device: the devices, and the flows themselves. */
export const synthesisDevices: readonly string[] = [...devices.map(({ name }) => name), ...flows]

/**
 * The flow for a device, or the one of that name.
 *
 * @throws InputError when there is no such device.
 *
 * @example
 * flowFor('xcku115') // 'xcu'
 */
export function flowFor(device: string): Flow {
  return flows.find((name) => name === device) ?? flowOfTechnology[findDevice(device).technology]
}

/** What the devices of a flow are made of. */
export function familyOf(flow: Flow): Family {
  return familyOfFlow[flow]
}

/** Whether two small functions can share one LUT, and memories count in 36 Kbit and halves of them. */
export function isXilinx(flow: Flow): boolean {
  return familyOf(flow) === 'xilinx'
}

/**
 * The commands that synthesise module `top`, after its text has been read. Submodules that were read as black boxes stay
 * cells. For Xilinx these are the steps of `synth_xilinx`; in place of its first one, which takes seconds to read all cells there
 * are, only those that can be inferred are read, the large ones from `largeCells`.
 */
export function synthesisCommands(flow: Flow, top: string): readonly string[] {
  switch (familyOf(flow)) {
    case 'ice40':
      return [`synth_ice40 -top ${top}`]
    case 'ecp5':
      return [`synth_ecp5 -top ${top}`]
    case 'xilinx':
      return [
        'read_verilog -lib -specify +/xilinx/cells_sim.v',
        `read_rtlil ${largeCellsName}`,
        `hierarchy -check -top ${top}`,
        `synth_xilinx -family ${flow} -nowidelut -noiopad -noclkbuf -top ${top} -run prepare:`,
      ]
  }
}

/** The file from which the commands of a Xilinx flow read the declarations of large cells. */
export const largeCellsName = 'large-cells.il'

/** The commands that write this file. */
export const largeCellsCommands: readonly string[] = [
  'read_verilog -lib +/xilinx/cells_xtra.v',
  'select =RAMB18E1 =RAMB18E2 =RAMB36E1 =RAMB36E2 =DSP48E2',
  `write_rtlil -selected ${largeCellsName}`,
]
