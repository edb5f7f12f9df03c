/** The convolutional network that ships with Bitloom does on the whole MNIST test set exactly what its README says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { INPUT_THRESHOLD, loadMnistImages } from '../../examples/training/data.ts'
import { byteWeights, layerValues } from '../../examples/training/integers.ts'
import { countCorrect, PREFIXES, prefixTable, vectorTable } from '../../examples/training/report.ts'
import { loadNetwork } from '../../network/files.ts'
import { imageAt } from '../../network/images.ts'
import { referenceBatch } from '../../network/reference.ts'
import { fanIn, outputPixels, outputShape } from '../../network/shapes.ts'

const folder = fileURLToPath(new URL('../../examples/cnn-mnist', import.meta.url))

describe('examples/cnn-mnist', () => {
  const network = loadNetwork(folder)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const test = loadMnistImages('t10k')
  const results = referenceBatch(
    network,
    Array.from({ length: test.count }, (_, index) => imageAt(test, index)),
  )

  it('has two convolutions padded with -1, each with its pool, and two fully connected layers', () => {
    expect(network.name).toBe('cnn_mnist')
    expect(network.layers.map((layer) => [layer.name, ...outputShape(layer)])).toEqual([
      ['conv0', 28, 28, 16],
      ['pool0', 14, 14, 16],
      ['conv1', 14, 14, 32],
      ['pool1', 7, 7, 32],
      ['fc0', 1, 1, 128],
      ['fc1', 1, 1, 10],
    ])
    for (const layer of network.layers) {
      if (layer.kind === 'convolution') expect(layer.paddingMode).toBe('negative')
    }
  })

  it('takes as many multiplications as its README says', () => {
    const work = network.layers.map((layer) =>
      layer.kind === 'pool' ? 0 : outputPixels(layer) * fanIn(layer) * layer.outputs,
    )
    const total = work.reduce((sum, count) => sum + count)
    expect(total).toBe(1_218_048)
    expect(readme).toContain(total.toLocaleString('en-US'))
  })

  it('answers exactly as many of the 10,000 test images correctly as when it was committed', () => {
    const correct = PREFIXES.map((length) => countCorrect(results.slice(0, length), test))
    expect(correct).toEqual([98, 198, 492, 982, 1960, 4893, 9833])
    expect(correct.at(-1)).toBeGreaterThanOrEqual(9800)
  })

  it('gives the scores of the first five images that its README lists', () => {
    expect(readme).toContain(vectorTable(results, test))
    expect(readme).toContain(prefixTable(results, test))
  })

  it('gives the same bits in the plain loops that the trained network was compared with', () => {
    const weights = byteWeights(network)
    for (let index = 0; index < 200; index++) {
      const bits = imageAt(test, index).map((pixel) => Number(pixel >= INPUT_THRESHOLD))
      const plain = layerValues(network, weights, bits)
      expect(results[index]!.scores).toEqual(plain.popcounts)
      expect(results[index]!.ones).toEqual(
        plain.bits.map((layer) => layer.reduce((sum, bit) => sum + bit, 0)),
      )
    }
  })
})
