/** The network that ships with Bitloom does on the whole MNIST test set exactly what its README says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadMnistImages } from '../../examples/training/data.ts'
import { countCorrect, PREFIXES, prefixTable, vectorTable } from '../../examples/training/report.ts'
import { loadNetwork } from '../../network/files.ts'
import { imageAt } from '../../network/images.ts'
import { referenceBatch } from '../../network/reference.ts'
import { layerInputs, layerOutputs } from '../../network/shapes.ts'

const folder = fileURLToPath(new URL('../../examples/sfc-mnist', import.meta.url))

describe('examples/sfc-mnist', () => {
  const network = loadNetwork(folder)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const test = loadMnistImages('t10k')
  const results = referenceBatch(
    network,
    Array.from({ length: test.count }, (_, index) => imageAt(test, index)),
  )

  it("is FINN's SFC: 1-bit inputs, three hidden layers of 256, ten popcounts", () => {
    expect(network.input).toEqual({ kind: 'bits', shape: [28, 28, 1], threshold: 128 })
    expect(network.layers.map((layer) => [layerInputs(layer), layerOutputs(layer)])).toEqual([
      [784, 256],
      [256, 256],
      [256, 256],
      [256, 10],
    ])
    expect(network.scores).toEqual({ kind: 'popcount' })
    expect(network.decision).toEqual({ kind: 'argmax' })
  })

  it('answers exactly as many of the 10,000 test images correctly as when it was committed', () => {
    const correct = PREFIXES.map((length) => countCorrect(results.slice(0, length), test))
    expect(correct).toEqual([100, 199, 491, 980, 1942, 4848, 9779])
    expect(correct.at(-1)).toBeGreaterThanOrEqual(9700)
  })

  it('gives the scores of the first five images that its README lists', () => {
    expect(readme).toContain(vectorTable(results, test))
    expect(readme).toContain(prefixTable(results, test))
  })
})
