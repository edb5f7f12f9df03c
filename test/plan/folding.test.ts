/** Foldings: read, checked, planned; and the cycles that they promise. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Folding } from '../../lowering/fold.ts'
import { lower, neuronLayers } from '../../lowering/lower.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { FullyConnectedNetwork } from '../../network/network.ts'
import { planCycles } from '../../plan/cycles.ts'
import {
  checkFolding,
  cyclesPerFrame,
  defaultFolding,
  loadFolding,
  parseFolding,
} from '../../plan/folding.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { layer, small } from '../network/networks.ts'

/** A network of which only the sizes matter. */
function sized(...sizes: number[]): FullyConnectedNetwork {
  const layers = sizes.slice(1).map((outputs, index) => {
    const isLast = index === sizes.length - 2
    return layer(`fc${index}`, new BitMatrix(outputs, sizes[index]!), isLast ? null : Array(outputs).fill(0))
  })
  return { ...small, layers, input: { kind: 'bits', shape: [1, sizes[0]!, 1], threshold: 128 } }
}

const fold = (...folds: (readonly [pe: number, simd: number])[]): Folding => ({
  layers: folds.map(([pe, simd]) => ({ pe, simd })),
})

const lfc = sized(784, 1024, 1024, 1024, 10)
const finn = fold([32, 49], [64, 32], [32, 64], [10, 8])

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError && error.help !== null) return `${error.place}: ${error.message}`
    throw error
  }
  return 'accepted'
}

describe('parseFolding', () => {
  it('reads one fold a layer', () => {
    expect(parseFolding('{"layers":[{"pe":32,"simd":49},{"pe":10,"simd":8}]}', 'f')).toEqual(
      fold([32, 49], [10, 8]),
    )
  })

  it.each([
    ['{"layers":[{"pe":0,"simd":49}]}', 'f.json: layers[0].pe: too small: expected number to be >=1'],
    [
      '{"layers":[{"pe":1,"simd":1},{"pe":1.5,"simd":1}]}',
      'f.json: layers[1].pe: invalid input: expected int',
    ],
    [
      '{"layers":[{"pe":1,"simd":"8"}]}',
      'f.json: layers[0].simd: invalid input: expected number, received string',
    ],
    ['{"layers":[{"pe":1}]}', 'f.json: layers[0].simd: invalid input'],
    ['{"layers":[{"pe":1,"simd":1,"smid":2}]}', 'f.json: layers[0]: unrecognized key: "smid"'],
    ['{"layers":[]}', 'f.json: layers: too small'],
    ['[{"pe":1,"simd":1}]', 'f.json: invalid input: expected object, received array'],
    ['pe=1', 'f.json: this is not JSON'],
  ])('refuses %s', (text, message) => {
    expect(refusal(() => parseFolding(text, 'f.json'))).toContain(message)
  })

  it('reads a file, and names it when it is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bitloom-folding-'))
    const path = join(folder, 'folding.json')
    expect(refusal(() => loadFolding(path))).toBe(`${path}: there is no such file or folder`)
    writeFileSync(path, JSON.stringify(finn))
    expect(loadFolding(path)).toEqual(finn)
    rmSync(folder, { recursive: true })
  })
})

describe('checkFolding', () => {
  it('accepts folds up to the size of the layer, dividing it or not', () => {
    expect(() => checkFolding(finn, lfc)).not.toThrow()
    expect(() => checkFolding(fold([3, 4], [2, 2]), small)).not.toThrow()
  })

  it.each([
    [fold([1, 1]), 'folding: the folding is for 1 layers, but network small has 2'],
    [fold([4, 1], [1, 1]), 'folding: layers[0]: pe is 4, but layer hidden has 3 outputs'],
    [fold([1, 1], [1, 4]), 'folding: layers[1]: simd is 4, but layer last has 3 inputs'],
    [fold([0, 1], [1, 1]), 'folding: layers[0]: pe is 0, but layer hidden has 3 outputs'],
    [fold([1, Number.NaN], [1, 1]), 'folding: layers[0]: simd is NaN, but layer hidden has 4 inputs'],
  ])('refuses %j', (folding, message) => {
    expect(refusal(() => checkFolding(folding, small))).toBe(message)
  })
})

describe('cycles', () => {
  it('are neuron folds times synapse folds, rounded up', () => {
    const [first] = neuronLayers(lower(sized(10, 7)))
    expect(cyclesPerFrame(first!, { pe: 1, simd: 1 })).toBe(70)
    expect(cyclesPerFrame(first!, { pe: 7, simd: 10 })).toBe(1)
    expect(cyclesPerFrame(first!, { pe: 3, simd: 4 })).toBe(9)
  })

  it('of LFC with the folding of FINN are 512 a frame', () => {
    const { layers, interval } = planCycles(lfc, finn)
    expect(interval).toBe(512)
    expect(layers).toEqual([
      { name: 'fc0', inputBeats: 16, folds: 512, cycles: 512 },
      { name: 'fc1', inputBeats: 32, folds: 512, cycles: 512 },
      { name: 'fc2', inputBeats: 16, folds: 512, cycles: 512 },
      { name: 'fc3', inputBeats: 128, folds: 128, cycles: 128 },
    ])
  })

  it('of TFC with the folding of FINN are 64 a frame', () => {
    expect(planCycles(sized(784, 64, 64, 64, 10), fold([16, 49], [8, 8], [8, 8], [10, 8])).interval).toBe(64)
  })

  it('are not planned for a folding of another network', () => {
    expect(refusal(() => planCycles(small, finn))).toContain('the folding is for 4 layers')
  })
})

describe('defaultFolding', () => {
  it('gives LFC an interval of at most 32,768 with 89 lanes', () => {
    const folding = defaultFolding(lfc)
    expect(folding).toEqual(fold([1, 25], [1, 32], [1, 32], [1, 1]))
    expect(planCycles(lfc, folding).interval).toBe(32_768)
  })

  it('meets every target down to one cycle, with no cheaper fold left', () => {
    const sizes = fc.record({
      inputs: fc.integer({ min: 1, max: 40 }),
      outputs: fc.integer({ min: 1, max: 40 }),
      target: fc.integer({ min: 1, max: 2000 }),
    })
    fc.assert(
      fc.property(sizes, ({ inputs, outputs, target }) => {
        const network = sized(inputs, outputs)
        const [only] = neuronLayers(lower(network))
        const [chosen] = defaultFolding(network, target).layers
        checkFolding({ layers: [chosen!] }, network)
        expect(cyclesPerFrame(only!, chosen!)).toBeLessThanOrEqual(target)
        for (let pe = 1; pe <= outputs; pe++) {
          for (let simd = 1; simd <= inputs; simd++) {
            if (cyclesPerFrame(only!, { pe, simd }) > target) continue
            const difference = pe * simd - chosen!.pe * chosen!.simd
            expect(difference > 0 || (difference === 0 && pe >= chosen!.pe), `pe ${pe}, simd ${simd}`).toBe(
              true,
            )
          }
        }
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('computes everything at once for an interval of one cycle', () => {
    expect(defaultFolding(small, 1)).toEqual(fold([3, 4], [2, 3]))
  })

  it.each([0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a target of %d cycles', (target) => {
    expect(refusal(() => defaultFolding(small, target))).toContain('cannot be planned for')
  })
})
