/** A network as an ONNX model of 32-bit floats that gives the very scores of the integer reference. */
import { encodeImage } from '../network/encoding.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  ImageShape,
  InputEncoding,
  Network,
  NeuronLayer,
  Padding,
  PoolLayer,
} from '../network/network.ts'
import { countsMatches } from '../network/ranges.ts'
import { fanIn, outputShape, volume } from '../network/shapes.ts'
import {
  encodeOnnx,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx-schema.ts'

/** ONNX's numbers for the types of tensor elements. */
const elementType = { float: 1, int64: 7 } as const

/** Opset 13 (ONNX 1.8) has every operator in the form used here. */
const opset = 13
const irVersion = 7

/**
 * The bytes of a model with the input `image` (1 x channels x height x width, see `onnxInput`) and the output `scores`.
 * Bits are the numbers -1 and +1, weights too, so that every sum is the `dot` or `sum` of the reference. A threshold is a bias:
 * `dot >= t` exactly when `dot - t + 1/2` is positive, and Sign gives the next bit. Floats are exact as long as sums are below 2^22.
 *
 * @throws Error when a convolution is padded with a checkerboard, for which ONNX has no operator.
 *
 * @example
 * const session = await InferenceSession.create(onnxModel(network))
 */
export function onnxModel(network: Network): Uint8Array {
  const graph = new Graph()
  let value = 'image'
  let shape = network.input.shape
  for (const layer of network.layers) {
    if (layer.kind === 'pool') value = addPool(graph, layer, value)
    else {
      value =
        layer.kind === 'convolution'
          ? addConvolution(graph, network, layer, value)
          : addFullyConnected(graph, network, layer, shape, value)
      if (layer.thresholds !== null) value = graph.node('Sign', [value])
    }
    shape = outputShape(layer)
  }
  addScores(graph, network, value)
  return encodeOnnx({
    irVersion,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: network.name,
      node: graph.nodes,
      initializer: graph.tensors,
      input: [floatValue('image', channelFirst(network.input.shape))],
      output: [floatValue('scores', [1, network.classes.length])],
    },
  })
}

/** An image as the model takes it: encoded, a bit as -1 or +1, channel after channel. */
export function onnxInput(input: InputEncoding, image: Uint8Array): Float32Array {
  const values = encodeImage(input, image)
  const channels = input.shape[2]
  const pixels = values.length / channels
  return Float32Array.from(values, (_, index) => {
    const value = values[(index % pixels) * channels + Math.floor(index / pixels)]!
    return input.kind === 'bits' ? 2 * value - 1 : value
  })
}

/** Nodes and constants, named by numbers in the order of their making. */
class Graph {
  readonly nodes: OnnxNode[] = []
  readonly tensors: OnnxTensor[] = []

  /** Adds an operator and gives the name of its output. */
  node(
    opType: string,
    input: readonly string[],
    attribute: readonly OnnxAttribute[] = [],
    output?: string,
  ): string {
    const name = output ?? `v${this.nodes.length}`
    this.nodes.push({ opType, input, output: [name], attribute })
    return name
  }

  /** Adds constant floats and gives their name. */
  floats(dims: readonly number[], values: Float32Array): string {
    return this.#tensor(dims, elementType.float, values)
  }

  /** Adds a constant list of integers and gives its name. */
  integers(values: readonly number[]): string {
    return this.#tensor([values.length], elementType.int64, BigInt64Array.from(values, BigInt))
  }

  #tensor(dims: readonly number[], dataType: number, { buffer }: Float32Array | BigInt64Array): string {
    const name = `c${this.tensors.length}`
    this.tensors.push({ name, dims, dataType, rawData: new Uint8Array(buffer) })
    return name
  }
}

function addConvolution(graph: Graph, network: Network, layer: ConvolutionLayer, value: string): string {
  const [height, width] = layer.kernel
  const channels = layer.input[2]
  const weights = floatWeights(layer, (column) => {
    const [channel, tap] = [Math.floor(column / (height * width)), column % (height * width)]
    return tap * channels + channel
  })
  const isPaddedByBits = layer.paddingMode !== 'zero' && layer.paddingMode !== 'none'
  const padded = isPaddedByBits ? addPadding(graph, layer, value) : value
  const output = graph.node(
    'Conv',
    [
      padded,
      graph.floats([layer.outputs, channels, height, width], weights),
      ...addBias(graph, network, layer),
    ],
    [
      list('kernel_shape', layer.kernel),
      list('strides', layer.stride),
      list('dilations', layer.dilation),
      list('pads', isPaddedByBits ? [0, 0, 0, 0] : sides(layer.padding)),
    ],
  )
  return layer.thresholds === null ? graph.node('Flatten', [output]) : output
}

/** Conv pads with the number 0 alone. */
function addPadding(graph: Graph, { name, padding, paddingMode }: ConvolutionLayer, value: string): string {
  if (paddingMode === 'checkerboard') throw new Error(`ONNX cannot pad layer ${name} with a checkerboard`)
  const { top, left, bottom, right } = padding
  const bit = Float32Array.of(paddingMode === 'positive' ? 1 : -1)
  return graph.node('Pad', [
    value,
    graph.integers([0, 0, top, left, 0, 0, bottom, right]),
    graph.floats([], bit),
  ])
}

/** A map is flattened channel by channel here, and pixel by pixel in our network: the weights change places. */
function addFullyConnected(
  graph: Graph,
  network: Network,
  layer: FullyConnectedLayer,
  shape: ImageShape,
  value: string,
): string {
  const [height, width, channels] = shape
  const pixels = height * width
  const weights = floatWeights(layer, (column) => (column % pixels) * channels + Math.floor(column / pixels))
  return graph.node(
    'Gemm',
    [
      graph.node('Flatten', [value]),
      graph.floats([layer.outputs, volume(shape)], weights),
      ...addBias(graph, network, layer),
    ],
    [{ name: 'transB', type: 'INT', i: 1 }],
  )
}

function addPool(graph: Graph, layer: PoolLayer, value: string): string {
  return graph.node(
    'MaxPool',
    [value],
    [
      list('kernel_shape', layer.kernel),
      list('strides', layer.stride),
      list('pads', sides(layer.padding)),
      { name: 'ceil_mode', type: 'INT', i: layer.ceilMode ? 1 : 0 },
    ],
  )
}

/** The thresholds, in the unit of the signed sum, as a bias that leaves a sum below 0 when the bit is 0, and above when it is 1. */
function addBias(graph: Graph, network: Network, layer: NeuronLayer): string[] {
  if (layer.thresholds === null) return []
  const isPopcount = countsMatches(network, layer)
  const bias = Float32Array.from(layer.thresholds, (threshold) => {
    return 0.5 - (isPopcount ? 2 * threshold - fanIn(layer) : threshold)
  })
  return [graph.floats([layer.outputs], bias)]
}

/** From the signed sums of the last layer to its scores. */
function addScores(graph: Graph, { scores, layers, classes }: Network, value: string): void {
  const each = (of: (k: number) => number) =>
    graph.floats(
      [classes.length],
      Float32Array.from(classes, (_, k) => of(k)),
    )
  const half = fanIn(layers.at(-1) as NeuronLayer) / 2
  const [scale, offset] =
    scores.kind === 'popcount'
      ? [each(() => 0.5), each(() => half)]
      : [each((k) => scores.scale[k]!), each((k) => scores.offset[k]!)]
  graph.node('Add', [graph.node('Mul', [value, scale]), offset], [], 'scores')
}

/** Weights -1 and +1, row by row; column `c` of the result is column `source(c)` of the layer. */
function floatWeights({ weights }: NeuronLayer, source: (column: number) => number): Float32Array {
  const { rows, columns } = weights
  const order = Array.from({ length: columns }, (_, column) => source(column))
  const floats = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const words = weights.row(row)
    order.forEach((column, index) => {
      floats[row * columns + index] = (words[column >>> 5]! >>> (column & 31)) & 1 ? 1 : -1
    })
  }
  return floats
}

function sides({ top, left, bottom, right }: Padding): number[] {
  return [top, left, bottom, right]
}

function list(name: string, ints: readonly number[]): OnnxAttribute {
  return { name, type: 'INTS', ints }
}

function channelFirst([height, width, channels]: ImageShape): number[] {
  return [1, channels, height, width]
}

function floatValue(name: string, shape: readonly number[]): OnnxValue {
  const dim = shape.map((dimValue) => ({ dimValue }))
  return { name, type: { tensorType: { elemType: elementType.float, shape: { dim } } } }
}
