/** From a network and a plan to the parameters of its accelerator. */

import { Data } from '../dsl/index.ts'
import type { MatrixVectorThresholdParameters } from '../generators/matrix-vector/matrix-vector-threshold.ts'
import { convolutionFolding, poolGeometry } from '../lowering/geometry.ts'
import { activationOf, scoresOf, thresholdsOf } from '../lowering/thresholds.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import type { Layer, Network, NeuronLayer } from '../network/network.ts'
import { fanIn } from '../network/shapes.ts'
import { poolWords } from '../plan/cycles.ts'
import type { LayerPlan, Plan } from '../plan/plan.ts'
import type { AcceleratorParameters, Stage } from './accelerator.ts'

/** The parameters of the accelerator that computes `network` as planned. */
export function acceleratorParameters(network: Network, plan: Plan): AcceleratorParameters {
  return {
    name: network.name,
    stages: network.layers.map((layer, index) => ({
      ...stageOf(network, layer, plan.layers[index]!),
      fifoDepth: plan.layers[index]!.fifoDepth,
    })),
    decision: network.decision,
  }
}

function stageOf(network: Network, layer: Layer, layerPlan: LayerPlan): Stage {
  const name = `${network.name}_${layer.name}`
  switch (layer.kind) {
    case 'pool': {
      const words = poolWords(layer, layerPlan)
      return { kind: 'pool', ...poolGeometry(layer), name, width: layerPlan.pe, words }
    }
    case 'fullyConnected': {
      const { stationary } = layerPlan
      if (stationary === null)
        throw new Error('internal: a fully connected layer was planned without an order')
      return { kind: 'fullyConnected', ...unitParameters(network, layer, layerPlan, name), stationary }
    }
    case 'convolution': {
      const { paddingMode } = layer
      const unit = unitParameters(network, layer, layerPlan, name)
      return { kind: 'convolution', ...unit, ...convolutionFolding(layer, layerPlan), paddingMode }
    }
  }
}

function unitParameters(
  network: Network,
  layer: NeuronLayer,
  { pe, simd, weightStyle, popcount }: LayerPlan,
  name: string,
): MatrixVectorThresholdParameters {
  if (weightStyle === null || popcount === null)
    throw new Error('internal: a layer with neurons was planned without weights')
  const first = layer === network.layers[0] ? network.input : null
  return {
    name,
    rows: layer.outputs,
    columns: fanIn(layer),
    pe,
    simd,
    activation: first ? activationOf(first) : { kind: 'binary' },
    weights: weightRows(layer.weights),
    output: layer.thresholds
      ? thresholdsOf(layer, layer.thresholds, first)
      : scoresOf(layer, network.scores, first),
    weightStyle,
    popcount,
  }
}

/** One word a row, first column lowest. */
function weightRows(weights: BitMatrix): Data {
  return Data.of(
    weights.columns,
    Array.from({ length: weights.rows }, (_, row) => {
      const words = Array.from(weights.row(row), (word) => word.toString(16).padStart(8, '0'))
      return BigInt(`0x${words.reverse().join('')}`)
    }),
  )
}
