/** Layers as the generators see them: the plain numbers that decide folds and cycles. */

import type { ConvolutionFolding } from '../generators/layers/convolution-layer.timing.ts'
import type { WindowGeometry } from '../generators/windows/line-buffer.timing.ts'
import type { ConvolutionLayer, Network, NeuronLayer, PoolLayer } from '../network/network.ts'
import { outputShape } from '../network/shapes.ts'
import type { Fold } from './fold.ts'

/** The layers that have neurons, and so a fold, in their order. */
export function neuronLayers(network: Network): NeuronLayer[] {
  return network.layers.filter((layer) => layer.kind !== 'pool')
}

/** A convolution with a fold, as its generator sees it. */
export function convolutionFolding(layer: ConvolutionLayer, { pe, simd }: Fold): ConvolutionFolding {
  const { stride, dilation, kernel, padding, input, outputs } = layer
  const [height, width, channels] = input
  const [down, across] = outputShape(layer)
  const geometry = {
    image: [height, width],
    windows: [down, across],
    kernel,
    stride,
    dilation,
    padding,
  } as const
  return { ...geometry, channels, rows: outputs, pe, simd }
}

/** The windows of a pool. */
export function poolGeometry(layer: PoolLayer): WindowGeometry {
  const { input, kernel, stride, padding } = layer
  const [down, across] = outputShape(layer)
  return { image: [input[0], input[1]], windows: [down, across], kernel, stride, dilation: [1, 1], padding }
}
