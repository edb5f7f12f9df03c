/** The convolutional network that ships with Bitloom does on the whole CIFAR-10 test set exactly what its README says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { prefixTable, vectorTable } from '../../examples/training/report.ts'
import { loadNetwork } from '../../network/files.ts'
import { eachImage, type ImageSet, loadImages } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import { type Inference, referenceBatch } from '../../network/reference.ts'
import { outputShape } from '../../network/shapes.ts'
import { describeWithData } from '../support/data.ts'
import { correctOnPrefixes } from './accuracy.ts'

const folder = fileURLToPath(new URL('../../examples/cnn-half-negative', import.meta.url))
const network = loadNetwork(folder)

describe('examples/cnn-half-negative', () => {
  it('is padded with the number zero first, with -1 after that', () => {
    const convolutions = network.layers.flatMap((layer) => (layer.kind === 'convolution' ? [layer] : []))
    expect(convolutions.map(({ paddingMode }) => paddingMode)).toEqual(['zero', ...Array(5).fill('negative')])
    expect(network.layers.map((layer) => outputShape(layer).join(' x '))).toEqual([
      ...['32 x 32 x 64', '32 x 32 x 64', '16 x 16 x 64'],
      ...['16 x 16 x 128', '16 x 16 x 128', '8 x 8 x 128'],
      ...['8 x 8 x 256', '8 x 8 x 256', '4 x 4 x 256'],
      ...['1 x 1 x 512', '1 x 1 x 512', '1 x 1 x 10'],
    ])
  })
})

const wanted = ['cifar10/test_batch.bin']

await describeWithData('examples/cnn-half-negative on CIFAR-10 (data README 8)', wanted, (data) => {
  let images: ImageSet
  let results: Inference[]
  beforeAll(() => {
    images = loadImages(data('cifar10', 'test_batch.bin'))
    results = referenceBatch(network, eachImage(images))
  })

  it.each([
    [0, '258 240 237 415 229 357 278 207 186 231', 3],
    [1, '296 298 205 179 209 185 216 199 476 257', 8],
    [2, '286 292 211 199 195 201 196 213 472 247', 8],
    [3, '413 251 252 240 220 146 225 180 341 258', 0],
    [4, '220 234 287 277 267 247 486 207 212 197', 6],
  ])('gives image %i the known scores', (index, scores, answer) => {
    expect(results[index]!.scores.join(' ')).toBe(scores)
    expect([results[index]!.answer, images.labels![index]]).toEqual([answer, answer])
  })

  it('answers 8,656 right, and as many as known of every prefix', () => {
    expect(correctOnPrefixes(results, images)).toEqual([89, 175, 435, 869, 1728, 4310, 8656])
  })

  it('does what its README says', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(readme).toContain(prefixTable(results, images))
    expect(readme).toContain(vectorTable(results, images))
  })
})

await describeWithData('what the trainer wrote', ['cnn-half-negative/params.npz'], (data) => {
  it('is the network that ships with us', () => {
    expect(loadModel(data('cnn-half-negative', 'params.npz'))).toEqual(network)
  })
})
