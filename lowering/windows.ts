/** The windows of convolutions and pools as a line buffer sees them. */

import type { WindowGeometry } from '../generators/windows/line-buffer.timing.ts'
import type { ConvolutionLayer, PoolLayer } from '../network/network.ts'
import { outputShape } from '../network/shapes.ts'

/** How the windows of a layer slide over its map. */
export function windowGeometry(layer: ConvolutionLayer | PoolLayer): WindowGeometry {
  const { input, kernel, stride, padding } = layer
  const [down, across] = outputShape(layer)
  const dilation = layer.kind === 'convolution' ? layer.dilation : ([1, 1] as const)
  return { image: [input[0], input[1]], windows: [down, across], kernel, stride, dilation, padding }
}
