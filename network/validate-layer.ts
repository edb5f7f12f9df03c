/** What must hold for one layer: shapes that chain, windows that fit, parameters of the right lengths. */
import { maximumLayerSize, maximumMapSize } from './limits.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  ImageShape,
  Network,
  NeuronLayer,
  PoolLayer,
} from './network.ts'
import { modesOfPadded } from './padding.ts'
import { accumulatorRange, eatsIntegers, tapsAreBits } from './ranges.ts'
import {
  alternatives,
  identifier,
  isInt32,
  isWhole,
  nameHelp,
  quote,
  type Require,
  requireAt,
} from './require.ts'
import { fanIn, outputPixels, outputShape, volume } from './shapes.ts'

/** @throws InputError for the first thing that does not hold in layer `index`; its place is `layer NAME`. */
export function checkLayer(network: Network, index: number): void {
  const layer = network.layers[index]!
  const must = requireAt(`layer ${identifier.test(layer.name) ? layer.name : index}`)
  const isLast = index === network.layers.length - 1

  must(identifier.test(layer.name), `the name ${quote(layer.name)} cannot become a module name`, nameHelp)
  must(
    // Some file systems do not tell a.sv from A.sv.
    network.layers.findIndex((other) => other.name.toLowerCase() === layer.name.toLowerCase()) === index,
    'an earlier layer has the same name (upper and lower case count as the same)',
    'give every layer a name of its own',
  )
  switch (layer.kind) {
    case 'fullyConnected':
      checkSizes(layer, must)
      checkChain(network, index, must)
      checkNeurons(network, layer, isLast, must)
      break
    case 'convolution':
      checkWindow(layer, must)
      checkChain(network, index, must)
      checkConvolution(network, layer, isLast, must)
      checkNeurons(network, layer, isLast, must)
      break
    case 'pool':
      checkWindow(layer, must)
      checkChain(network, index, must)
      checkPool(network, layer, isLast, must)
      break
    default:
      layer satisfies never
  }
}

function checkSizes(layer: FullyConnectedLayer, must: Require): void {
  for (const side of ['inputs', 'outputs'] as const) {
    must(
      isWhole(layer[side], 1, maximumLayerSize),
      `it has ${layer[side]} ${side}`,
      `a layer has 1 to ${maximumLayerSize} ${side}`,
    )
  }
}

/** The map that a layer takes is the one that is offered to it. */
function checkChain(network: Network, index: number, must: Require): void {
  const layer = network.layers[index]!
  const previous = network.layers[index - 1]
  const giver = previous ? `layer ${previous.name}` : 'the image'
  const offered = previous ? outputShape(previous) : network.input.shape
  if (layer.kind === 'fullyConnected') {
    must(
      layer.inputs === volume(offered),
      `it has ${layer.inputs} inputs, but ${giver} gives ${volume(offered)}`,
      'make the two numbers equal',
    )
    return
  }
  must(
    layer.input.every((size, axis) => size === offered[axis]),
    `it takes ${mapText(layer.input)}, but ${giver} gives ${mapText(offered)}`,
    'make the two shapes (height x width x channels) equal; the outputs of a fully connected layer are the channels of one pixel',
  )
}

function checkWindow(layer: ConvolutionLayer | PoolLayer, must: Require): void {
  const { input, kernel, stride, padding } = layer
  const steps = [kernel, stride, layer.kind === 'convolution' ? layer.dilation : ([1, 1] as const)]
  for (const [i, what] of (['kernel', 'stride', 'dilation'] as const).entries()) {
    must(
      steps[i]!.every((value) => isWhole(value, 1, maximumLayerSize)),
      `its ${what} is ${steps[i]!.join(' x ')}`,
      `a ${what} is [y, x], each a whole number of 1 to ${maximumLayerSize}`,
    )
  }
  must(
    input.every((size) => isWhole(size, 1, maximumLayerSize)),
    `it takes ${mapText(input)}`,
    `a map is [height, width, channels], each a whole number of 1 to ${maximumLayerSize}`,
  )
  const { top, left, bottom, right } = padding
  must(
    [top, left, bottom, right].every((pad) => isWhole(pad, 0, maximumLayerSize)),
    `its padding is ${top}, ${left}, ${bottom}, ${right} (top, left, bottom, right)`,
    `each side has a whole number of 0 to ${maximumLayerSize}`,
  )
  const padded: ImageShape = [top + input[0] + bottom, left + input[1] + right, input[2]]
  const output = outputShape(layer)
  must(
    output[0] >= 1 && output[1] >= 1,
    `its window does not fit into ${padded[0]} x ${padded[1]} pixels, the padding included`,
    'use a smaller kernel or dilation, or more padding',
  )
  must(
    volume(padded) <= maximumMapSize && volume(output) <= maximumMapSize,
    `it takes ${mapText(padded)} with its padding and gives ${mapText(output)}`,
    `a map has at most ${maximumMapSize} values`,
  )
}

function checkConvolution(network: Network, layer: ConvolutionLayer, isLast: boolean, must: Require): void {
  const { padding, paddingMode, outputs } = layer
  must(
    isWhole(outputs, 1, maximumLayerSize),
    `it has ${outputs} outputs`,
    `a layer has 1 to ${maximumLayerSize} outputs`,
  )
  must(
    fanIn(layer) <= maximumLayerSize,
    `its neurons have ${fanIn(layer)} weights each`,
    `use at most ${maximumLayerSize}`,
  )
  const isPadded = Object.values(padding).some((pad) => pad > 0)
  must(
    isPadded === (paddingMode !== 'none'),
    isPadded ? 'it has padding, but the mode none' : `it has no padding, but the mode ${quote(paddingMode)}`,
    isPadded
      ? `say what stands there: ${alternatives(modesOfPadded)}`
      : 'use the mode none where there is no padding',
  )
  must(
    !eatsIntegers(network, layer) || paddingMode === 'none' || !tapsAreBits(paddingMode),
    `it adds integers, but its padding mode is ${quote(paddingMode)}`,
    'integers are padded with the number 0; use the mode zero',
  )
  must(
    !isLast || outputPixels(layer) === 1,
    `the last layer gives ${outputPixels(layer)} pixels, but one score for each class is needed`,
    'let its kernel cover the map, or end with a fully connected layer',
  )
}

function checkPool(network: Network, layer: PoolLayer, isLast: boolean, must: Require): void {
  const { kernel, padding } = layer
  must(!isLast, 'the last layer is a pool, which gives no scores', 'end with a fully connected layer')
  must(!eatsIntegers(network, layer), 'it pools integers', 'pools take bits; begin with another layer')
  must(
    Math.max(padding.top, padding.bottom) < kernel[0] && Math.max(padding.left, padding.right) < kernel[1],
    `its padding is as large as its kernel of ${kernel.join(' x ')}`,
    'use padding smaller than the kernel, so that every window sees the map',
  )
}

/** Weights and thresholds. */
function checkNeurons(network: Network, layer: NeuronLayer, isLast: boolean, must: Require): void {
  const { weights, thresholds, outputs } = layer
  const inputs = fanIn(layer)
  must(
    weights.rows === outputs && weights.columns === inputs,
    `its weights are ${weights.rows} x ${weights.columns}, but ${outputs} outputs of ${inputs} inputs are needed`,
    layer.kind === 'convolution'
      ? 'weights have one row for each output and one column for each tap of the kernel and channel'
      : 'weights have one row for each output and one column for each input',
  )
  if (isLast) {
    const help = 'leave them out; thresholds on scores belong to the decision rule highest-set-bit'
    must(thresholds === null, 'the last layer gives scores, but it has thresholds', help)
  } else {
    const help = 'every layer but the last needs one for each output'
    must(thresholds !== null, 'it has no thresholds', help)
    must(
      thresholds?.length === outputs,
      `it has ${thresholds?.length} thresholds for ${outputs} outputs`,
      'give one threshold for each output',
    )
  }
  must(
    isInt32(accumulatorRange(network, layer).maximum),
    `sums of its ${inputs} integer inputs do not fit 32 bits`,
    'use fewer inputs, or fewer bits for each',
  )
}

function mapText(shape: ImageShape): string {
  return `a map of ${shape.join(' x ')}`
}
