/** What a plan is estimated to take and promised to do: per layer and in all, in a clock and, where one is named, on a device. */

import { type LoweredLayer, type LoweredNetwork, lower, outputPixels } from '../lowering/lower.ts'
import type { ImageShape, Network } from '../network/network.ts'
import type { Part, PlacedPart } from '../pipeline/part.ts'
import { pipelineParts } from '../pipeline/pipeline-parts.ts'
import { costModels } from './cost/coefficients/index.ts'
import { unitCost } from './cost/cost.ts'
import type { CostModel } from './cost/cost-model.ts'
import { memoryEfficiency } from './cost/memory-shapes.ts'
import { partsCost } from './cost/part-cost.ts'
import { type Resources, rounded, sumOf } from './cost/resources.ts'
import { type Device, defaultFamily } from './devices.ts'
import type { Plan } from './plan.ts'
import { microseconds } from './target.ts'

/** One layer's part. */
export interface LayerEstimate extends Resources {
  readonly name: string
  readonly kind: LoweredLayer['kind']
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
  const lowered = lower(network)
  const parts = partsByLayer(lowered, pipelineParts(lowered, plan.layers))
  const layers = lowered.layers.map((layer, index) => layerEstimate(layer, parts[index]!, plan, model))
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

/** The parts of each layer, with those in front of it; the last one's with those that gather and decide. */
function partsByLayer({ layers }: LoweredNetwork, placed: readonly PlacedPart[]): Part[][] {
  const last = layers.length - 1
  const ofLayer = (index: number) => placed.filter(({ layer }) => Math.min(layer, last) === index)
  return layers.map((_, index) => ofLayer(index).map(({ part }) => part))
}

function layerEstimate(
  layer: LoweredLayer,
  parts: readonly Part[],
  { interval }: Plan,
  model: CostModel,
): LayerEstimate {
  const unit = parts.find((part) => part.kind === 'matrixVector') ?? null
  const weightBits = layer.kind === 'pool' ? 0 : layer.columns * layer.rows
  const products = weightBits * outputPixels(layer)
  const weightMemory = unit === null ? 0 : unitCost(model, unit).weights.memory
  return {
    name: layer.name,
    kind: layer.kind,
    input: layer.inputShape,
    output: layer.outputShape,
    operations: 2 * products,
    weightBits,
    utilisation: unit === null ? null : products / (unit.pe * unit.simd * interval),
    weightMemory,
    memoryEfficiency: memoryEfficiency(model.family, weightMemory, weightBits),
    ...rounded(partsCost(model, parts)),
  }
}
