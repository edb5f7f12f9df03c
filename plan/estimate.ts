/** What a plan is estimated to take and promised to do: per layer and in all, in a clock and, where one is named, on a device. */

import { poolFolding } from '../generators/windows/max-pool.timing.ts'
import { poolGeometry } from '../lowering/geometry.ts'
import type { ImageShape, Layer, Network } from '../network/network.ts'
import { fanIn, inputShape, outputPixels, outputShape } from '../network/shapes.ts'
import { costModels } from './cost/coefficients/index.ts'
import { fifoCost, poolCost, totalCost, unitCost } from './cost/cost.ts'
import type { CostModel } from './cost/cost-model.ts'
import { memoryEfficiency } from './cost/memory-shapes.ts'
import { nothing, type Resources, rounded, sumOf } from './cost/resources.ts'
import { poolWords } from './cycles.ts'
import { type Device, defaultFamily } from './devices.ts'
import type { LayerPlan, Plan } from './plan.ts'
import { decisionCost, type Group, groupsOf, regroupingCost } from './search/candidates.ts'
import { microseconds } from './target.ts'
import { type Unit, unitOf } from './unit.ts'

/** One layer's part. */
export interface LayerEstimate extends Resources {
  readonly name: string
  readonly kind: Layer['kind']
  /** Height, width and channels. */
  readonly input: ImageShape
  readonly output: ImageShape
  /** Operations a frame: two for each weight that meets an activation. */
  readonly operations: number
  readonly weightBits: number
  /** The share of its XNOR gates' cycles that do needed work, 0..1; null for a pool. */
  readonly utilisation: number | null
  /** Block memories of its weights, and the share of their bits that weights fill. */
  readonly weightMemory: number
  readonly memoryEfficiency: number
}

/** A plan in figures. */
export interface Estimate {
  readonly clockMhz: number
  readonly device: string | null
  readonly framesPerSecond: number
  /** Cycles from the first beat of an image into the empty pipeline to its answer. */
  readonly latency: number
  readonly latencyUs: number
  /** The layer that decides the interval. */
  readonly bottleneck: string
  readonly operations: number
  /** 10^12 operations a second. */
  readonly tops: number
  readonly total: Resources
  /** The shares of the device, 0..1. */
  readonly shares: Resources | null
  readonly layers: readonly LayerEstimate[]
}

/** Where a plan runs. */
export interface Setting {
  readonly clockMhz: number
  readonly device: Device | null
}

/**
 * The figures of a plan. Cycles are exact; LUTs, flip-flops and memories come from the cost model of the device's family, that of
 * Xilinx devices where none is named.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * estimatePlan(network, planFor(network, defaultFolding(network)), { clockMhz: 200, device: null }).bottleneck // 'hidden'
 */
export function estimatePlan(network: Network, plan: Plan, { clockMhz, device }: Setting): Estimate {
  const model = costModels[device?.family ?? defaultFamily]
  const parts = layerParts(network, plan)
  const layers = parts.map((part) => layerEstimate(part, plan, model))
  const total = rounded(sumOf(...layers))
  const operations = layers.reduce((sum, layer) => sum + layer.operations, 0)
  const framesPerSecond = (clockMhz * 1e6) / plan.interval
  const { latency } = plan
  return {
    clockMhz,
    device: device?.name ?? null,
    framesPerSecond: Math.floor(framesPerSecond),
    latency,
    latencyUs: microseconds(latency, clockMhz),
    bottleneck: plan.layers.find(({ cycles }) => cycles.cycles === plan.interval)!.name,
    operations,
    tops: (operations * framesPerSecond) / 1e12,
    total,
    shares: device && {
      lut: total.lut / device.lut,
      ff: total.ff / device.ff,
      memory: total.memory / device.memory,
    },
    layers,
  }
}

/** A layer, its plan, and what it is for the cost model; a pool has no unit. */
interface Part {
  readonly layer: Layer
  readonly layerPlan: LayerPlan
  readonly group: Group | null
  readonly unit: Unit | null
  /** Elements of the layer before, whose beats come in; null in front. */
  readonly elements: number | null
}

function layerParts({ layers, ...network }: Network, plan: Plan): Part[] {
  const groups = groupsOf({ layers, ...network })
  return layers.map((layer, index): Part => {
    const layerPlan = plan.layers[index]!
    const group = groups.find(({ facts }) => facts.layer === layer) ?? null
    const { weightStyle, popcount } = layerPlan
    const unit =
      group && weightStyle && popcount && unitOf(group.facts, { ...layerPlan, weightStyle, popcount })
    return { layer, layerPlan, group, unit, elements: plan.layers[index - 1]?.pe ?? null }
  })
}

function layerEstimate(part: Part, { interval }: Plan, model: CostModel): LayerEstimate {
  const { layer, layerPlan, unit } = part
  const weightBits = layer.kind === 'pool' ? 0 : fanIn(layer) * layer.outputs
  const products = weightBits * outputPixels(layer)
  const weightMemory = unit === null ? 0 : unitCost(model, unit).weights.memory
  return {
    name: layer.name,
    kind: layer.kind,
    input: inputShape(layer),
    output: outputShape(layer),
    operations: 2 * products,
    weightBits,
    utilisation: unit === null ? null : products / (layerPlan.pe * unit.lanes * interval),
    weightMemory,
    memoryEfficiency: memoryEfficiency(model.family, weightMemory, weightBits),
    ...rounded(layerCost(part, model)),
  }
}

/** What a layer takes, with the FIFO and the converters in front of it; the last one with the decision. */
function layerCost({ layer, layerPlan, group, unit, elements }: Part, model: CostModel): Resources {
  const fifo = elements === null ? nothing : fifoCost(model, layerPlan.fifoDepth, elements)
  if (layer.kind === 'pool') {
    const window = poolFolding(poolGeometry(layer), poolWords(layer, layerPlan))
    return sumOf(fifo, poolCost(model, window, layerPlan.pe))
  }
  if (group === null || unit === null) throw new Error('internal: a layer with neurons has no unit')
  const regrouping = elements === null ? nothing : regroupingCost(model, group, elements, unit.word)
  const decision = decisionCost(model, group, layerPlan, unit.resultWidth)
  return sumOf(fifo, regrouping, totalCost(unitCost(model, unit)), decision)
}
