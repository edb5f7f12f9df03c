/** The shapes of layers: what goes in, what comes out, and how many windows fit a map. */
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  ImageShape,
  Layer,
  Network,
  NeuronLayer,
} from './network.ts'

/** The map that a layer takes; the inputs of a fully connected layer count as the channels of one pixel. */
export function inputShape(layer: Layer): ImageShape {
  switch (layer.kind) {
    case 'fullyConnected':
      return [1, 1, layer.inputs]
    case 'convolution':
    case 'pool':
      return layer.input
  }
}

/**
 * The map that a layer gives; the outputs of a fully connected layer count as the channels of one pixel.
 *
 * Along each axis a convolution has `floor((size + pads - dilation * (kernel - 1) - 1) / stride) + 1` output pixels, as in
 * ONNX's Conv. A pool has as many with dilation 1; in ceil mode the quotient is rounded up, and a last window that would begin
 * past the map and its top or left padding is left out, as in ONNX's MaxPool and in PyTorch.
 *
 * @example
 * outputShape(network.layers[0]) // [1, 1, 16]
 */
export function outputShape(layer: Layer): ImageShape {
  switch (layer.kind) {
    case 'fullyConnected':
      return [1, 1, layer.outputs]
    case 'convolution':
      return [...windowCounts(layer, layer.dilation, false), layer.outputs]
    case 'pool':
      return [...windowCounts(layer, [1, 1], layer.ceilMode), layer.input[2]]
  }
}

/** Pixels of the output map. */
export function outputPixels(layer: Layer): number {
  const [height, width] = outputShape(layer)
  return height * width
}

/** Values that a layer takes: bits, or integers for a first layer of an integer input. */
export function layerInputs(layer: Layer): number {
  return volume(inputShape(layer))
}

/** Bits (or accumulators, for the last layer) that a layer gives. */
export function layerOutputs(layer: Layer): number {
  return volume(outputShape(layer))
}

/** As much of a layer with neurons as says how many weights they have. */
type NeuronGeometry =
  | Pick<FullyConnectedLayer, 'kind' | 'inputs'>
  | Pick<ConvolutionLayer, 'kind' | 'input' | 'kernel'>

/** Weights of a neuron: every input of a fully connected layer, every tap of a convolution. */
export function fanIn(layer: NeuronGeometry): number {
  switch (layer.kind) {
    case 'fullyConnected':
      return layer.inputs
    case 'convolution':
      return layer.kernel[0] * layer.kernel[1] * layer.input[2]
  }
}

/** The last layer, whose accumulators become the scores. */
export function lastLayer(network: Network): NeuronLayer {
  const last = network.layers.at(-1)!
  if (last.kind === 'pool') throw new Error('internal: the network was not validated')
  return last
}

/** The number of values of a map. */
export function volume([height, width, channels]: ImageShape): number {
  return height * width * channels
}

function windowCounts(
  { input, kernel, stride, padding }: Exclude<Layer, { kind: 'fullyConnected' }>,
  dilation: readonly [number, number],
  ceilMode: boolean,
): [height: number, width: number] {
  const count = (axis: 0 | 1, before: number, after: number) => {
    const size = input[axis]
    const step = stride[axis]
    const span = (kernel[axis] - 1) * dilation[axis] + 1
    const steps = (before + size + after - span) / step
    if (!ceilMode) return Math.floor(steps) + 1
    const windows = Math.ceil(steps) + 1
    return (windows - 1) * step >= before + size ? windows - 1 : windows
  }
  return [count(0, padding.top, padding.bottom), count(1, padding.left, padding.right)]
}
