/** A network as the arrays that our own trainers of larger convolutional networks write: cnn-half-negative's file again. */
import type { Network, NeuronLayer } from '../../network/network.ts'
import { outputShape } from '../../network/shapes.ts'
import type { NpyArray } from '../../tools/files/npy.ts'

/** `w0`, `t0`, `s0`, `w1`, ... of a network of 3 x 3 convolutions, pools behind some of them, and fully connected layers. */
export function bitloomArrays({ input, layers }: Network): Record<string, NpyArray> {
  const arrays: Record<string, NpyArray> = {}
  const neurons = layers.filter((layer): layer is NeuronLayer => layer.kind !== 'pool')
  let map = input.shape
  neurons.forEach((layer, index) => {
    const next = layers[layers.indexOf(layer) + 1]
    const isPooled = next?.kind === 'pool'
    const isConvolution = layer.kind === 'convolution'
    const after = outputShape(isPooled ? next : layer)
    const { rows, columns } = layer.weights
    const kind = index === 0 ? 0 : index === neurons.length - 1 ? 3 : isConvolution ? 1 : 2
    const inputs = isConvolution ? map[2] : columns
    const sides = isConvolution ? [map[0], map[1], after[0], after[1]] : [1, 1, 1, 1]
    const shape = [kind, inputs, rows, ...sides, isPooled ? 1 : 0, isConvolution ? 1 : 0, 0]
    arrays[`w${index}`] = { shape: [rows, Math.ceil(columns / 8)], data: layer.weights.toBytes() }
    arrays[`s${index}`] = { shape: [10], data: Int32Array.from(shape) }
    if (layer.thresholds !== null) arrays[`t${index}`] = { shape: [rows], data: layer.thresholds }
    map = after
  })
  return arrays
}
