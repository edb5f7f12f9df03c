/** The cost model: shapes of memories, curves, and that every part of a layer counts. */

import { describe, expect, it } from 'vitest'
import { mlp } from '../../bench/experiments/families.ts'
import { leastSquares } from '../../bench/least-squares.ts'
import { weightGroups, weightsJoinDotProducts } from '../../generators/matrix-vector/weight-memory.timing.ts'
import { lower, neuronLayers } from '../../lowering/lower.ts'
import { layerUnit } from '../../pipeline/layer-parts.ts'
import { costModels } from '../../plan/cost/coefficients/index.ts'
import { fifoCost, gearboxCost, totalCost, unitCost } from '../../plan/cost/cost.ts'
import { valueAt } from '../../plan/cost/cost-model.ts'
import {
  blockMemories,
  blockRom,
  lookupMemory,
  memoryEfficiency,
  readWriteMemory,
} from '../../plan/cost/memory-shapes.ts'
import type { Choice } from '../../plan/search/candidates.ts'

const model = costModels.xilinx

describe('block memories', () => {
  it.each([
    ['xilinx', 512, 72, 1],
    ['xilinx', 512, 36, 0.5],
    ['xilinx', 1024, 36, 1],
    ['xilinx', 700, 40, 1.5],
    ['xilinx', 9918, 36, 10],
    ['xilinx', 2048, 9, 0.5],
    ['xilinx', 32_768, 1, 1],
    ['ecp5', 512, 37, 2],
    ['ice40', 256, 17, 2],
    ['ice40', 2048, 2, 1],
  ] as const)('of %s for %i words of %i bits: %d', (family, depth, width, blocks) => {
    expect(blockMemories(family, depth, width)).toBe(blocks)
  })

  it('take LUTs that choose between them once a ROM has more words than they are deep', () => {
    expect(blockRom('xilinx', 16_384, 32).lut).toBe(0)
    // As Yosys maps layers of CNV: nine rows of 32 bits, sixteen of 8, and whole columns where these need less.
    expect(blockRom('xilinx', 18_432, 32)).toMatchObject({ lut: 96, ff: 4 })
    expect(blockRom('xilinx', 32_768, 8).lut).toBe(40)
    expect(blockRom('xilinx', 32_768, 4)).toEqual({ lut: 0, ff: 0, memory: 4 })
  })

  it('are full when every bit is a weight', () => {
    expect(memoryEfficiency('xilinx', 1, 36_864)).toBe(1)
    expect(memoryEfficiency('xilinx', 0, 0)).toBe(0)
  })
})

describe('memories that are written and read', () => {
  it.each([
    ['xilinx', 32, 14, 8],
    ['xilinx', 33, 14, 16],
    // Two rows, and half a LUT a bit to choose between them.
    ['xilinx', 128, 7, 19.5],
    ['ecp5', 16, 4, 6],
  ] as const)('of %s take for %i words of %i bits %d LUTs', (family, depth, width, lut) => {
    expect(lookupMemory(family, depth, width).lut).toBe(lut)
  })

  it('go to block memories where LUTs, with two a bit for what is read, cost more', () => {
    expect(readWriteMemory('xilinx', 128, 28)).toEqual({ lut: 78, ff: 28, memory: 0 })
    expect(readWriteMemory('xilinx', 128, 29)).toEqual({ lut: 0, ff: 0, memory: 0.5 })
  })

  it.each([
    // As Yosys maps replay buffers of these sizes.
    ['ecp5', 48, 32, 0],
    ['ecp5', 48, 36, 1],
    ['ecp5', 96, 16, 0],
    ['ecp5', 192, 8, 1],
    ['ecp5', 256, 4, 0],
    ['ice40', 4, 64, 0],
    ['ice40', 8, 8, 0],
    ['ice40', 8, 16, 1],
    ['ice40', 64, 2, 1],
  ] as const)('of %s for %i words of %i bits go to %i block memories', (family, depth, width, memory) => {
    const found = readWriteMemory(family, depth, width)
    expect(found.memory).toBe(memory)
    // A bypass beside the block memory gives the word that was there.
    if (memory > 0) expect(found).toMatchObject({ lut: width, ff: 2 * width })
  })
})

describe('elements share block memories', () => {
  it.each([
    ['none, where each fills its own', { elements: 32, depth: 14, width: 36 }, Array<number>(32).fill(1)],
    ['two, where 512 words leave half a column', { elements: 2, depth: 512, width: 18 }, [2]],
    ['none, where 513 words make columns half as wide', { elements: 2, depth: 513, width: 18 }, [1, 1]],
    ['as wide words as simulators like', { elements: 9, depth: 14, width: 128 }, [9]],
  ])('%s', (_, shape, groups) => {
    expect(weightGroups(shape)).toEqual(groups)
  })

  it('unless their weights are in the dot products: those of one fold, and dissolved ones of up to four', () => {
    const joins = (style: 'block' | 'dissolved', folds: number) =>
      weightsJoinDotProducts(style, folds, 'compressor')
    expect([1, 2].map((folds) => joins('block', folds))).toEqual([true, false])
    expect([1, 4, 5].map((folds) => joins('dissolved', folds))).toEqual([true, true, false])
    expect(weightsJoinDotProducts('dissolved', 1, 'behavioural')).toBe(false)
  })
})

describe('a curve', () => {
  it('goes through its points, straight between them and in proportion outside', () => {
    const curve = [
      [2, 10],
      [4, 30],
    ] as const
    expect([1, 2, 3, 4, 8].map((x) => valueAt(curve, x))).toEqual([5, 10, 20, 30, 60])
  })
})

describe('fitting', () => {
  it('finds what made the numbers, and nothing below zero', () => {
    const rows = [
      [1, 0, 1],
      [2, 3, 1],
      [5, 1, 1],
      [0, 7, 1],
    ]
    const equations = rows.map((amounts) => {
      const measured = 3 * amounts[0]! + 0.5 * amounts[1]! + 4
      return { amounts, measured, size: measured }
    })
    const found = leastSquares(equations, 10)
    for (const [index, value] of [3, 0.5, 4].entries()) expect(found[index]).toBeCloseTo(value, 3)
    expect(leastSquares([{ amounts: [1], measured: -5, size: 5 }], 10)).toEqual([0])
  })

  it('minds an error less where it is a small part of the whole', () => {
    const large = { amounts: [1], measured: 0, size: 1000 }
    const small = { amounts: [1], measured: 20, size: 20 }
    expect(leastSquares([large, small], 10)[0]).toBeCloseTo(20, 1)
  })
})

describe('layers', () => {
  const network = mlp(256)
  const [first] = neuronLayers(lower(network))
  const cost = (choice: Partial<Choice>) =>
    totalCost(
      unitCost(
        model,
        layerUnit(first!, {
          pe: 16,
          simd: 49,
          weightStyle: 'block',
          stationary: 'output',
          popcount: 'behavioural',
          ...choice,
        }),
      ),
    )

  it('take memories for weights in blocks and LUTs for weights in logic', () => {
    expect(cost({}).memory).toBeGreaterThanOrEqual((784 * 256) / 36_864)
    expect(cost({ weightStyle: 'logic' }).memory).toBe(0)
    expect(cost({ weightStyle: 'logic' }).lut).toBeGreaterThan(cost({}).lut + 16 * 49)
  })

  it('take more with more elements, more lanes, and more to hold', () => {
    expect(cost({ pe: 32 }).lut).toBeGreaterThan(1.8 * cost({}).lut)
    expect(cost({ simd: 98 }).lut).toBeGreaterThan(1.6 * cost({}).lut)
    expect(cost({ stationary: 'input' }).lut).not.toBe(cost({}).lut)
  })

  it('take gearboxes and FIFOs where there are any', () => {
    expect(gearboxCost(model, 8, 8, 64).lut).toBe(0)
    expect(gearboxCost(model, 8, 12, 96).lut).toBeGreaterThan(10)
    // Whole beats are collected without a LUT for any bit; beats that are cut pass a shifter.
    expect(gearboxCost(model, 55, 110, 110).lut).toBeLessThan(0.1 * gearboxCost(model, 55, 108, 216).lut)
    expect(fifoCost(model, 0, 64).ff).toBe(0)
    expect(fifoCost(model, 1024, 36).memory).toBe(1)
    expect(fifoCost(model, 16, 36).memory).toBe(0)
  })
})
