/** Logic depth on netlists small enough to count by hand. */

import { describe, expect, it } from 'vitest'
import { timingOf, worstDepth } from '../../synthesis/depth.ts'
import { depthOf, follow, worse } from '../../synthesis/levels.ts'
import type { Bit, Netlist, NetlistCell } from '../../synthesis/netlist.ts'

type Pins = Record<string, readonly Bit[]>

function cell(type: string, inputs: Pins, outputs: Pins): NetlistCell {
  return { type, inputs, outputs }
}

function lut(output: number, ...inputs: number[]): NetlistCell {
  const pins = Object.fromEntries(inputs.map((net, i) => [`I${i}`, [net]]))
  return cell(`LUT${inputs.length}`, pins, { O: [output] })
}

function register(from: number, to: number): NetlistCell {
  return cell('FDRE', { C: [1], CE: ['1'], R: ['0'], D: [from] }, { Q: [to] })
}

function carry(output: number, carryOut: number, carryIn: Bit, select: number): NetlistCell {
  const inputs = { CI: [carryIn], CYINIT: ['0'], DI: ['0', '0', '0', '0'], S: [select, '0', '0', '0'] }
  return cell('CARRY4', inputs, { O: [output], CO: [900, 901, 902, carryOut] })
}

function netlist(
  cells: readonly NetlistCell[],
  ports: Record<string, readonly [string, number[]]> = {},
): Netlist {
  return {
    name: 'unit',
    cells,
    ports: Object.entries(ports).map(([name, [direction, bits]]) => ({
      name,
      direction: direction as 'input' | 'output',
      bits,
    })),
  }
}

function depth(cells: readonly NetlistCell[], ports?: Parameters<typeof netlist>[1]) {
  return worstDepth(timingOf(netlist(cells, ports), new Map()))
}

describe('between registers', () => {
  it('a wire has no depth', () => {
    expect(depth([register(2, 3), register(3, 4)])).toEqual({ depth: 0, carryChains: 0 })
  })

  it('the longest of several paths counts', () => {
    const cells = [
      register(9, 2),
      lut(3, 2),
      lut(4, 3, 2),
      lut(5, 4, 2),
      lut(6, 2),
      register(5, 7),
      register(6, 8),
    ]
    expect(depth(cells)).toEqual({ depth: 3, carryChains: 0 })
  })

  it('a register ends a path', () => {
    expect(depth([lut(3, 2), register(3, 4), lut(5, 4), register(5, 2)]).depth).toBe(1)
  })

  it('a carry chain is one unit, however long', () => {
    const chain = [carry(10, 11, '0', 3), carry(12, 13, 11, 20), carry(14, 15, 13, 21)]
    const cells = [register(30, 2), lut(3, 2), ...chain, lut(16, 14), register(16, 30)]
    expect(depth(cells)).toEqual({ depth: 3, carryChains: 1 })
  })

  it('a second chain behind a LUT counts again', () => {
    const cells = [
      register(30, 2),
      carry(10, 11, '0', 2),
      lut(3, 10),
      carry(12, 13, '0', 3),
      register(12, 30),
    ]
    expect(depth(cells)).toEqual({ depth: 3, carryChains: 2 })
  })

  it('a chain that a signal enters by its carry input lies behind that signal', () => {
    const cells = [register(30, 2), lut(3, 2), carry(10, 11, 3, 20), register(10, 30)]
    expect(depth(cells)).toEqual({ depth: 2, carryChains: 1 })
  })

  it('what joins the outputs of LUTs is no level', () => {
    const join = cell('MUXF7', { I0: [3], I1: [4], S: [2] }, { O: [5] })
    expect(depth([register(5, 2), lut(3, 2), lut(4, 2), join, register(5, 6)]).depth).toBe(1)
  })

  it('a memory in LUTs is read through one level and written like a register', () => {
    const memory = cell('RAM32M16', { ADDRA: [2], DIA: [9], WE: ['1'], WCLK: [1] }, { DOA: [3] })
    const cells = [register(40, 2), memory, lut(5, 3), register(5, 6), lut(8, 7), lut(9, 8)]
    expect(depth(cells).depth).toBe(2)
  })
})

describe('a module that is used', () => {
  // a -> LUT -> LUT -> y, and a register behind LUT in front of q.
  const inner = timingOf(
    netlist([lut(3, 2), lut(4, 3), lut(5, 2), register(5, 6), lut(7, 6)], {
      a: ['input', [2]],
      y: ['output', [4]],
      q: ['output', [7]],
    }),
    new Map(),
  )

  it('says what lies between its ports and its registers', () => {
    expect([...inner.toRegister]).toEqual([['a', [1]]])
    expect([...inner.fromRegister]).toEqual([['q', [1]]])
    expect(inner.through).toEqual([{ from: 'a', to: 'y', levels: [2] }])
  })

  it('lies on the paths of its user', () => {
    const instance = cell('inner', { a: [20] }, { y: [21], q: [22] })
    const cells = [register(50, 10), lut(20, 10), instance, lut(23, 21, 22), register(23, 24)]
    const outer = timingOf(netlist(cells), new Map([['inner', inner]]))
    expect(worstDepth(outer)).toEqual({ depth: 4, carryChains: 0 })
  })

  it('is passed by the latest of the signals that reach an output', () => {
    const either = timingOf(
      netlist([lut(4, 2, 3)], { a: ['input', [2]], b: ['input', [3]], y: ['output', [4]] }),
      new Map(),
    )
    const instance = cell('either', { a: [10], b: [12] }, { y: [13] })
    const cells = [instance, register(50, 10), lut(11, 10), lut(12, 11), lut(14, 13), register(14, 15)]
    expect(worstDepth(timingOf(netlist(cells), new Map([['either', either]]))).depth).toBe(4)
  })

  it('keeps the deepest path inside it', () => {
    const deep = timingOf(netlist([register(9, 2), lut(3, 2), lut(4, 3), register(4, 5)]), new Map())
    expect(worstDepth(timingOf(netlist([]), new Map([['deep', deep]]))).depth).toBe(2)
  })
})

describe('levels', () => {
  it('keep paths with and without carry chains apart, until one is no deeper than the other', () => {
    const both = worse([3], [-1, 1])
    expect(both).toEqual([3, 1])
    expect(depthOf(both)).toEqual({ depth: 3, carryChains: 0 })
    expect(depthOf(follow(both, [-1, 1]))).toEqual({ depth: 5, carryChains: 1 })
  })

  it('of two paths of one depth name that with more carry chains', () => {
    expect(depthOf([2, 1])).toEqual({ depth: 2, carryChains: 1 })
  })

  it('keep the worse of two ways with the same carry chains when one path follows the other', () => {
    expect(follow([3, 1], [0, 2])).toEqual([3, 5, 3])
  })
})
