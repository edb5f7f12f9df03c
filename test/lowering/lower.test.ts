/** What lowering says of networks: inputs, thresholds for each border class, windows, decisions. */

import { describe, expect, it } from 'vitest'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { loweredInput } from '../../lowering/input.ts'
import { type LoweredNeurons, lower, neuronLayers } from '../../lowering/lower.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import { valueTable } from '../../network/encoding.ts'
import type { ConvolutionLayer, InputEncoding, Network } from '../../network/network.ts'
import { outputShape } from '../../network/shapes.ts'
import { randomNetwork } from '../support/random-network.ts'

const shape = [3, 3, 2] as const
const affine = (scale: number, offset: number): InputEncoding => ({
  ...{ kind: 'integers', shape, bits: 10, signed: true },
  mapping: { kind: 'affine', scale, offset },
})

describe('an input', () => {
  it('of bits enters as bits', () => {
    const { activation, values, sums } = loweredInput({ kind: 'bits', shape, threshold: 100 })
    expect([activation, sums]).toEqual([{ kind: 'binary' }, { kind: 'matches' }])
    expect([values[99], values[100]]).toEqual([0, 1])
  })

  it('of integers that grow with their bytes enters as those', () => {
    const { activation, values, sums } = loweredInput(affine(2, -255))
    expect(activation).toEqual({ kind: 'integer', bits: 8, signed: false })
    expect(Array.from(values)).toEqual(Array.from({ length: 256 }, (_, byte) => byte))
    expect(sums).toEqual({ kind: 'bytes', scale: 2, offset: -255 })
  })

  it.each([
    affine(-1, 3),
    affine(0, 7),
    { ...affine(1, 0), bits: 8, mapping: { kind: 'fixedPoint' } } as InputEncoding,
  ])('of any other integers enters as they are: %j', (input) => {
    const { activation, values, sums } = loweredInput(input)
    expect(sums).toEqual({ kind: 'numbers' })
    expect(values).toEqual(valueTable(input))
    expect(activationBits(activation)).toBe(input.kind === 'integers' ? input.bits : 1)
  })
})

describe('a network', () => {
  const networks = Array.from({ length: 60 }, (_, seed) => randomNetwork(seed))

  it('is lowered once', () => {
    expect(lower(networks[0]!)).toBe(lower(networks[0]!))
    expect(lower({ ...networks[0]! })).not.toBe(lower(networks[0]!))
  })

  it('has an activation type in every layer: that of its input in the first one, bits in the others', () => {
    for (const network of networks) {
      const [first, ...others] = neuronLayers(lower(network))
      expect(first!.activation).toEqual(lower(network).input.activation)
      expect(others.map(({ activation }) => activation)).toEqual(others.map(() => ({ kind: 'binary' })))
    }
  })

  it('has a threshold for each neuron and border class, and a class for each output pixel', () => {
    let bordered = 0
    for (const network of networks) {
      for (const layer of neuronLayers(lower(network))) {
        if (layer.result.kind !== 'bits') continue
        const { thresholds, borders } = layer.result
        const classes = borders ? (Math.max(...borders.lines) + 1) * (Math.max(...borders.columns) + 1) : 1
        expect(thresholds.length).toBe(classes * layer.rows)
        if (borders === undefined) continue
        bordered++
        expect([borders.lines.length, borders.columns.length]).toEqual(layer.outputShape.slice(0, 2))
      }
    }
    expect(bordered).toBeGreaterThan(3)
  })

  it('says the same of a sum as the network does, at every pixel of a zero padded map', () => {
    const layers = networks.flatMap((network) =>
      network.layers.map((layer, index) => ({ network, layer, lowered: lower(network).layers[index]! })),
    )
    const padded = layers.filter(
      ({ layer, lowered }) =>
        layer.kind === 'convolution' &&
        layer.paddingMode === 'zero' &&
        lowered.kind === 'convolution' &&
        lowered.activation.kind === 'binary',
    )
    expect(padded.length).toBeGreaterThan(3)
    for (const { layer, lowered } of padded) {
      if (layer.kind !== 'convolution' || lowered.kind !== 'convolution' || lowered.result.kind !== 'bits')
        continue
      const [height, width] = outputShape(layer)
      const { thresholds, borders } = lowered.result
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const columns = borders ? Math.max(...borders.columns) + 1 : 1
          const border = borders ? borders.lines[y]! * columns + borders.columns[x]! : 0
          for (let row = 0; row < layer.outputs; row++) {
            const { dot, matches } = sumsAt(layer, row, y, x)
            const threshold = thresholds[border * layer.outputs + row]!
            expect(matches >= threshold).toBe(dot >= layer.thresholds![row]!)
          }
        }
      }
    }
  })

  it('keeps thresholds that nothing reaches out of reach when they are restated', () => {
    const never = 2 ** 31 - 1
    const always = -(2 ** 31)
    const weights = new BitMatrix(2, 4)
    for (let column = 0; column < 4; column++) weights.set(0, column, 1)
    for (let column = 0; column < 4; column++) weights.set(1, column, 1)
    const first = { kind: 'fullyConnected', name: 'fc0', inputs: 4, outputs: 2, weights } as const
    const input = { ...affine(1, -128), shape: [1, 4, 1] } as InputEncoding
    const network: Network = {
      ...networks[0]!,
      input,
      layers: [
        { ...first, thresholds: Int32Array.of(never, always) },
        { ...first, name: 'fc1', inputs: 2, weights: new BitMatrix(2, 2), thresholds: null },
      ],
    }
    const [{ result }] = neuronLayers(lower(network)) as [LoweredNeurons]
    if (result.kind !== 'bits') throw new Error('a hidden layer gives bits')
    expect(result.thresholds[0]).toBe(never)
    expect(result.thresholds[1]).toBeLessThan(-(4 * 255))
  })

  it('decides by thresholds where it has some', () => {
    const network: Network = { ...networks[0]!, decision: { kind: 'argmax' } }
    expect(lower(network).decision.thresholds).toBeNull()
    const thresholds = network.classes.map((_, index) => index)
    const other: Network = { ...network, decision: { kind: 'highest-set-bit', thresholds } }
    expect(lower(other).decision).toEqual({ classes: thresholds.length, thresholds })
  })
})

/** The dot product over the taps inside of a map of made-up bits, and the matches over all taps, those outside carrying 0. */
function sumsAt(layer: ConvolutionLayer, row: number, y: number, x: number) {
  const { input, kernel, stride, dilation, padding, weights } = layer
  const [height, width, channels] = input
  let [dot, matches] = [0, 0]
  for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
    const line = y * stride[0] - padding.top + Math.floor(tap / kernel[1]) * dilation[0]
    const column = x * stride[1] - padding.left + (tap % kernel[1]) * dilation[1]
    const isInside = line >= 0 && line < height && column >= 0 && column < width
    for (let channel = 0; channel < channels; channel++) {
      const weight = weights.get(row, tap * channels + channel)
      const bit = isInside ? (line * 7 + column * 3 + channel * 5 + row) % 2 : 0
      if (bit === weight) matches++
      if (isInside) dot += bit === weight ? 1 : -1
    }
  }
  return { dot, matches }
}
