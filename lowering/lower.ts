/** A network lowered, once, to the plain facts that its hardware, its plan and its test harness read. */

import type { ActivationType } from '../generators/matrix-vector/raw-sum.timing.ts'
import type { RowFunction } from '../generators/matrix-vector/threshold-unit.timing.ts'
import type { OutsideTaps, WindowGeometry } from '../generators/windows/line-buffer.timing.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import type { DecisionRule, ImageShape, Layer, Network, NeuronLayer } from '../network/network.ts'
import { fanIn, inputShape, outputShape } from '../network/shapes.ts'
import { type LoweredInput, loweredInput } from './input.ts'
import { outsideTaps } from './padding.ts'
import { resultOf } from './thresholds.ts'
import { windowGeometry } from './windows.ts'

/** A network as hardware sees it. */
export interface LoweredNetwork {
  readonly name: string
  readonly input: LoweredInput
  readonly layers: readonly LoweredLayer[]
  readonly decision: LoweredDecision
}

/** What decides between the classes. */
export interface LoweredDecision {
  readonly classes: number
  /** A threshold for each class, which the last one that has reached its own wins by; null where the highest score wins. */
  readonly thresholds: readonly number[] | null
}

export type LoweredLayer = LoweredNeurons | LoweredPool

/** A layer with neurons, and so a fold. */
export type LoweredNeurons = LoweredDense | LoweredConvolution

interface LoweredMaps {
  readonly name: string
  /** Height, width and channels of what goes in and of what comes out. */
  readonly inputShape: ImageShape
  readonly outputShape: ImageShape
}

interface LoweredMatrix extends LoweredMaps {
  /** Neurons. */
  readonly rows: number
  /** Weights of each: its fan-in. */
  readonly columns: number
  readonly weights: BitMatrix
  /** What it eats. */
  readonly activation: ActivationType
  /** What becomes of its sums, restated for those that hardware forms. */
  readonly result: RowFunction
}

export interface LoweredDense extends LoweredMatrix {
  readonly kind: 'fullyConnected'
}

export interface LoweredConvolution extends LoweredMatrix {
  readonly kind: 'convolution'
  readonly windows: WindowGeometry
  readonly outside: OutsideTaps
}

export interface LoweredPool extends LoweredMaps {
  readonly kind: 'pool'
  readonly windows: WindowGeometry
}

const known = new WeakMap<Network, LoweredNetwork>()

/**
 * The network lowered; the same object for the same network.
 *
 * @example
 * lower(network).layers[0].activation // { kind: 'binary' }
 */
export function lower(network: Network): LoweredNetwork {
  const before = known.get(network)
  if (before !== undefined) return before
  const input = loweredInput(network.input)
  const lowered = {
    name: network.name,
    input,
    layers: network.layers.map((layer, index) => loweredLayer(network, layer, index === 0 ? input : null)),
    decision: { classes: network.classes.length, thresholds: decisionThresholds(network.decision) },
  }
  known.set(network, lowered)
  return lowered
}

/** The layers that have neurons, in their order. */
export function neuronLayers({ layers }: LoweredNetwork): LoweredNeurons[] {
  return layers.filter((layer) => layer.kind !== 'pool')
}

/** Pixels of the map that a layer gives. */
export function outputPixels({ outputShape: [height, width] }: LoweredLayer): number {
  return height * width
}

/** `input` is the network's for the first layer; the others eat bits. */
function loweredLayer(network: Network, layer: Layer, input: LoweredInput | null): LoweredLayer {
  const maps = { name: layer.name, inputShape: inputShape(layer), outputShape: outputShape(layer) }
  switch (layer.kind) {
    case 'pool':
      return { kind: 'pool', ...maps, windows: windowGeometry(layer) }
    case 'fullyConnected':
      return { kind: 'fullyConnected', ...maps, ...matrixOf(network, layer, input) }
    case 'convolution': {
      const matrix = matrixOf(network, layer, input)
      const outside = outsideTaps(layer.paddingMode)
      return { kind: 'convolution', ...maps, ...matrix, windows: windowGeometry(layer), outside }
    }
  }
}

function matrixOf(
  network: Network,
  layer: NeuronLayer,
  input: LoweredInput | null,
): Omit<LoweredMatrix, keyof LoweredMaps> {
  return {
    rows: layer.outputs,
    columns: fanIn(layer),
    weights: layer.weights,
    activation: input?.activation ?? { kind: 'binary' },
    result: resultOf(layer, network.scores, input?.sums ?? { kind: 'matches' }),
  }
}

function decisionThresholds(decision: DecisionRule): readonly number[] | null {
  switch (decision.kind) {
    case 'argmax':
      return null
    case 'highest-set-bit':
      return decision.thresholds
  }
}
