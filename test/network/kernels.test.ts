/** The compiled kernels are those of the source, and their memory is what it should be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KernelMachine } from '../../network/kernels/instance.ts'
import { bandsOf, tapPosition, type WindowAxis } from '../../network/kernels/windows.ts'
import { compileKernels, generatedFile } from '../../scripts/compile-kernels.mjs'

describe('the committed kernels', () => {
  it('are what the compiler makes of the source', () => {
    const root = join(import.meta.dirname, '../..')
    expect(readFileSync(join(root, generatedFile), 'utf8')).toBe(compileKernels())
  })
})

describe('KernelMachine', () => {
  it('gives room that is zero, aligned and apart, however much', () => {
    const machine = new KernelMachine()
    const sizes = [1, 0, 63, 64, 65, 70_000, 3, 200_000]
    const places = sizes.map((size) => ({ size, address: machine.allocate(size) }))
    places.forEach(({ size, address }, index) => {
      expect(address % 64).toBe(0)
      if (index > 0)
        expect(address).toBeGreaterThanOrEqual(places[index - 1]!.address + places[index - 1]!.size)
      expect(machine.bytes(address, size).every((byte) => byte === 0)).toBe(true)
    })
  })

  it('keeps what was placed when memory grows', () => {
    const machine = new KernelMachine()
    const address = machine.place(Int32Array.of(1, -2, 3))
    machine.allocate(1_000_000)
    expect(Array.from(machine.int32(address, 3))).toEqual([1, -2, 3])
  })
})

describe('bandsOf', () => {
  const axis: WindowAxis = { size: 5, before: 1, outputs: 5, kernel: 3, stride: 1, dilation: 1 }

  it('groups positions by their taps inside the map', () => {
    expect(bandsOf(axis)).toEqual([
      { firstTap: 1, taps: 2, positions: [0] },
      { firstTap: 0, taps: 3, positions: [1, 2, 3] },
      { firstTap: 0, taps: 2, positions: [4] },
    ])
  })

  it('keeps positions that see nothing of the map together', () => {
    const far: WindowAxis = { ...axis, size: 1, before: 7, outputs: 14 }
    const bands = bandsOf(far)
    expect(bands.find(({ taps }) => taps === 0)).toEqual({
      firstTap: 0,
      taps: 0,
      positions: [0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13],
    })
    expect(bands.filter(({ taps }) => taps === 1)).toHaveLength(3)
    expect(tapPosition(far, 7, 0)).toBe(0)
  })
})
