/** The choices that a layer has: folds that no smaller fold could replace, each with its cycles and its cost. */

import { convolutionCycles } from '../../generators/layers/convolution-layer.timing.ts'
import type { Stationary } from '../../generators/matrix-vector/folding.timing.ts'
import {
  foldsOf,
  neuronFolds,
  stationaries,
  synapseFolds,
} from '../../generators/matrix-vector/folding.timing.ts'
import type { MatrixVectorUnit } from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { lineBufferCycles } from '../../generators/windows/line-buffer.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import type { Fold } from '../../lowering/fold.ts'
import {
  type LoweredNetwork,
  type LoweredNeurons,
  type LoweredPool,
  outputPixels,
} from '../../lowering/lower.ts'
import {
  convolutionFolding,
  layerUnit,
  type NeuronChoice,
  regroupingParts,
  unitParts,
  wordOf,
} from '../../pipeline/layer-parts.ts'
import type { Part } from '../../pipeline/part.ts'
import { decisionParts, poolPart } from '../../pipeline/pipeline-parts.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { partsCost } from '../cost/part-cost.ts'
import { nothing, type Resources } from '../cost/resources.ts'
import { cyclesPerFrame, usefulFolds } from '../folding.ts'
import { usefulStyles } from '../make-plan.ts'
import { popcountStructure } from '../popcount-structure.ts'

/** A layer with neurons and the pools behind it, which share its fold. */
export interface Group {
  readonly layer: LoweredNeurons
  readonly pools: readonly LoweredPool[]
  /** Bits of a pixel of its input; null for the first group, whose input comes as it likes. */
  readonly pixel: number | null
  /** What decides behind the last group; null for the others. */
  readonly decides: LoweredNetwork | null
}

/** What a layer with neurons is given. */
export interface Choice extends NeuronChoice {
  readonly weightStyle: NonNullable<NeuronChoice['weightStyle']>
  readonly popcount: NonNullable<NeuronChoice['popcount']>
}

/** One choice for a group. */
export interface Candidate {
  readonly choice: Choice
  readonly cycles: number
  /** What the group costs, but for what regroups its input. */
  readonly cost: Resources
  /** Bits of a beat that its input must come in. */
  readonly word: number
}

/** The groups of a network, in their order. */
export function groupsOf(network: LoweredNetwork): Group[] {
  const { layers } = network
  return layers.flatMap((layer, index): Group[] => {
    if (layer.kind === 'pool') return []
    const next = layers.findIndex((other, at) => at > index && other.kind !== 'pool')
    const behind = layers.slice(index + 1, next === -1 ? undefined : next)
    const pixel = index === 0 ? null : layers[index - 1]!.outputShape[2]
    const pools = behind.filter((other) => other.kind === 'pool')
    return [{ layer, pools, pixel, decides: next === -1 ? network : null }]
  })
}

/** All choices of a group that could be the best for some interval. */
export function candidatesOf(model: CostModel, group: Group): Candidate[] {
  const { layer } = group
  const orders: readonly (Stationary | null)[] = layer.kind === 'fullyConnected' ? stationaries : [null]
  return usefulFolds(layer).flatMap((fold) => {
    const cycles = groupCycles(group, fold)
    const any = { ...fold, weightStyle: 'block', stationary: null, popcount: 'behavioural' } as const
    const unit = layerUnit(layer, any)
    const popcount = popcountStructure(model.family, unit.simd)
    const useful = synapseFolds(unit) === 1 || neuronFolds(unit) === 1 ? orders.slice(0, 1) : orders
    return useful.flatMap((stationary) =>
      usefulStyles(foldsOf(unit)).map((weightStyle) =>
        candidate(model, group, { ...fold, weightStyle, stationary, popcount }, unit, cycles),
      ),
    )
  })
}

/** A choice, its unit made of that of its fold. */
function candidate(
  model: CostModel,
  group: Group,
  choice: Choice,
  ofFold: MatrixVectorUnit,
  cycles: number,
): Candidate {
  const { weightStyle, stationary, popcount } = choice
  const unit = { ...ofFold, weightStyle, stationary: stationary ?? 'output', popcount }
  const cost = partsCost(model, groupParts(group, choice, unit))
  return { choice, cycles, cost, word: wordOf(group.layer, choice) }
}

/** The parts of a group whose input comes in its own beats; the last group with what gathers the scores and decides. */
function groupParts({ layer, pools, decides }: Group, fold: Fold, unit: MatrixVectorUnit): readonly Part[] {
  const own = unitParts(layer, fold, unit)
  const behind = pools.map((pool) => poolPart(pool, fold.pe))
  if (decides === null) return [...own, ...behind]
  const { rows, pe, resultWidth } = unit
  const result = { width: pe * resultWidth, pixel: rows * resultWidth }
  return [...own, ...behind, ...decisionParts(decides, result)]
}

/** What regroups the input of a group from the beats of the group before it, with so many elements, into words. */
export function regroupingCost(
  model: CostModel,
  { layer, pixel }: Group,
  elements: number,
  word: number,
): Resources {
  if (pixel === null) return nothing
  const simd = word / activationBits(layer.activation)
  return partsCost(model, regroupingParts(layer, { width: elements, pixel }, { simd }))
}

/** Cycles a frame of a group: those of its slowest layer. */
function groupCycles({ layer, pools }: Group, fold: Fold): number {
  const windows = pools.map((pool) => poolFolding(pool.windows, poolPart(pool, fold.pe).words))
  return Math.max(ownCycles(layer, fold), ...windows.map(lineBufferCycles))
}

function ownCycles(layer: LoweredNeurons, fold: Fold): number {
  switch (layer.kind) {
    case 'fullyConnected':
      return cyclesPerFrame(layer, fold)
    case 'convolution':
      return convolutionCycles(convolutionFolding(layer, fold))
  }
}

/** The fewest cycles that a group can take, whatever it is given: one for each pixel that goes in or comes out. */
export function leastCycles({ layer, pools }: Group): number {
  const pixels = [layer, ...pools].flatMap((each) => {
    const [height, width] = each.inputShape
    return [height * width, outputPixels(each)]
  })
  return Math.max(...pixels)
}
