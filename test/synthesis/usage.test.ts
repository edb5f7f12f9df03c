/** Counting cells: what each kind adds, and the sites that carry chains keep to themselves. */

import { describe, expect, it } from 'vitest'
import type { Bit, Netlist, NetlistCell } from '../../synthesis/netlist.ts'
import { usageOf } from '../../synthesis/usage.ts'

type Pins = Record<string, readonly Bit[]>

function cell(type: string, inputs: Pins = {}, outputs: Pins = {}): NetlistCell {
  return { type, inputs, outputs }
}

function usage(cells: readonly NetlistCell[], flow: 'xcup' | 'ecp5' | 'ice40' = 'xcup') {
  const netlist: Netlist = { name: 'unit', ports: [], cells }
  return usageOf(netlist, flow, (type) => type === 'part')
}

const lut = (output: number, ...inputs: number[]) =>
  cell(`LUT${inputs.length}`, { I: inputs }, { O: [output] })

describe('a netlist', () => {
  it('counts its own cells and leaves those of its parts to them', () => {
    const cells = [
      cell('part'),
      lut(3, 1, 2),
      cell('FDRE'),
      cell('CARRY4'),
      cell('RAMB18E2'),
      cell('RAMB36E2'),
    ]
    expect(usage(cells)).toEqual({
      ...{ lut: 1, lutSites: 1, placedSites: 1, ff: 1, carry: 1, bram36: 1.5, dsp: 0 },
    })
  })

  it('counts memories and shift registers in LUTs as the sites they take', () => {
    expect(usage([cell('RAM32M16')])).toMatchObject({ lut: 8, lutSites: 8 })
    expect(usage([cell('RAM32M')])).toMatchObject({ lut: 4, lutSites: 4 })
    expect(usage([cell('SRL16E'), cell('SRL16E'), cell('SRL16E')])).toMatchObject({ lut: 3, lutSites: 2 })
  })

  it('gives each function of ECP5 and iCE40 a place of its own', () => {
    expect(usage([lut(3, 1, 2), lut(4, 1, 2)], 'ecp5').lutSites).toBe(2)
    expect(usage([cell('CCU2C')], 'ecp5')).toMatchObject({ lut: 2, lutSites: 2, carry: 1 })
    const icy = ['SB_LUT4', 'SB_DFFESR', 'SB_CARRY', 'SB_RAM40_4K'].map((type) => cell(type))
    expect(usage(icy, 'ice40')).toMatchObject({ lut: 1, lutSites: 1, ff: 1, carry: 1, bram36: 1 })
  })

  it('with a cell that nobody knows is a mistake of ours', () => {
    expect(() => usage([cell('LUT9')])).toThrow('internal: unit has a cell of unknown type LUT9')
  })
})

describe('a carry chain', () => {
  const chain = (...select: Bit[]) => cell('CARRY4', { S: select }, { O: [90, 91, 92, 93] })

  it('keeps a site for each LUT that leads into it, whatever the packing says', () => {
    const cells = [lut(10, 1, 2), lut(11, 2, 3), chain(10, 11, '0', '0')]
    expect(usage(cells)).toMatchObject({ lut: 2, lutSites: 1, placedSites: 2 })
  })

  it('leaves room beside it for functions that lead elsewhere', () => {
    const cells = [lut(10, 1, 2), lut(11, 2, 3), lut(12, 1), lut(13, 2, 3), chain(10, 11, '0', '0')]
    expect(usage(cells)).toMatchObject({ lut: 4, lutSites: 2, placedSites: 2 })
  })

  it('takes a site for a bit that comes from elsewhere', () => {
    expect(usage([chain(7, '0', '0', '0')])).toMatchObject({ lut: 0, lutSites: 0, placedSites: 1 })
  })

  it('takes a second site where one LUT leads into two bits', () => {
    const cells = [lut(10, 1, 2), chain(10, 10, '0', '0')]
    expect(usage(cells)).toMatchObject({ lut: 1, lutSites: 1, placedSites: 2 })
  })
})
