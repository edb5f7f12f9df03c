/** The choices that a layer has: folds that no smaller fold could replace, each with its cycles and its cost. */

import { popcountStructure } from '../../generators/dot-product/dot-product.timing.ts'
import { convolutionReading } from '../../generators/layers/convolution-layer.timing.ts'
import type { Stationary } from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { hasGaps } from '../../generators/streams/gearbox.timing.ts'
import { lineBufferCycles } from '../../generators/windows/line-buffer.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import type { Fold } from '../../lowering/fold.ts'
import { convolutionFolding, poolGeometry } from '../../lowering/geometry.ts'
import type { Network, PoolLayer } from '../../network/network.ts'
import { inputShape, outputPixels, outputShape } from '../../network/shapes.ts'
import { argmaxCost, converterCost, poolCost, totalCost, unitCost } from '../cost/cost.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { nothing, type Resources, sumOf } from '../cost/resources.ts'
import { poolWords } from '../cycles.ts'
import { usefulFolds } from '../folding.ts'
import { usefulStyles } from '../make-plan.ts'
import { type Choice, type LayerFacts, layerFacts, unitOf, weightDepth } from '../unit.ts'

/** A layer with neurons and the pools behind it, which share its fold. */
export interface Group {
  readonly facts: LayerFacts
  readonly pools: readonly PoolLayer[]
  /** Bits of a pixel of its input, and of all of it; null for the first group, whose input comes as it likes. */
  readonly source: { readonly pixel: number; readonly frame: number } | null
  /** How the last group decides between classes; null for the others. */
  readonly decides: Network['decision']['kind'] | null
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
export function groupsOf(network: Network): Group[] {
  const { layers } = network
  return layers.flatMap((layer, index): Group[] => {
    if (layer.kind === 'pool') return []
    const next = layers.findIndex((other, at) => at > index && other.kind !== 'pool')
    const behind = layers.slice(index + 1, next === -1 ? undefined : next)
    const before = index === 0 ? null : outputShape(layers[index - 1]!)
    const source = before && { pixel: before[2], frame: before[0] * before[1] * before[2] }
    const pools = behind.filter((other) => other.kind === 'pool')
    return [
      {
        facts: layerFacts(network, layer),
        pools,
        source,
        decides: next === -1 ? network.decision.kind : null,
      },
    ]
  })
}

/** All choices of a group that could be the best for some interval. */
export function candidatesOf(model: CostModel, group: Group): Candidate[] {
  const { layer } = group.facts
  const stationaries: readonly (Stationary | null)[] =
    layer.kind === 'fullyConnected' ? ['output', 'input'] : [null]
  return usefulFolds(layer).flatMap((fold) => {
    const cycles = groupCycles(group, fold)
    const any = { ...fold, weightStyle: 'block', stationary: null, popcount: 'behavioural' } as const
    const { neuronFolds, synapseFolds, lanes } = unitOf(group.facts, any)
    const popcount = popcountStructure(model.family, lanes)
    const useful = synapseFolds === 1 || neuronFolds === 1 ? stationaries.slice(0, 1) : stationaries
    return useful.flatMap((stationary) =>
      usefulStyles(weightDepth({ neuronFolds, synapseFolds })).map((weightStyle) =>
        candidate(model, group, { ...fold, weightStyle, stationary, popcount }, cycles),
      ),
    )
  })
}

function candidate(model: CostModel, group: Group, choice: Choice, cycles: number): Candidate {
  const unit = unitOf(group.facts, choice)
  const pools = group.pools.map((pool) => poolCost(model, poolFoldingOf(pool, choice), choice.pe))
  // The last group brings the scores together and decides.
  const decision = decisionCost(model, group, choice, unit.resultWidth)
  const cost = sumOf(totalCost(unitCost(model, unit)), ...pools, decision)
  return { choice, cycles, cost, word: unit.word }
}

/** What brings the scores of a frame together and decides; nothing but for the last group. */
export function decisionCost(model: CostModel, group: Group, { pe }: Fold, width: number): Resources {
  if (group.decides === null) return nothing
  const classes = group.facts.layer.outputs
  const scores = classes * width
  return sumOf(
    converterCost(model, pe * width, scores, scores),
    argmaxCost(model, classes, width, group.decides),
  )
}

/** What regroups the input of a group from the beats of the group before it, with so many elements. */
export function regroupingCost(model: CostModel, group: Group, elements: number, word: number): Resources {
  if (group.source === null) return nothing
  const { pixel, frame } = group.source
  if (group.facts.layer.kind === 'convolution') return converterCost(model, elements, word, pixel)
  if (!hasGaps({ width: elements, pixel }, frame)) return converterCost(model, elements, word, frame)
  return sumOf(converterCost(model, elements, pixel, pixel), converterCost(model, pixel, word, frame))
}

/** Cycles a frame of a group: those of its slowest layer. */
function groupCycles({ facts, pools }: Group, fold: Fold): number {
  const { layer } = facts
  const own =
    layer.kind === 'convolution'
      ? lineBufferCycles(convolutionReading(convolutionFolding(layer, fold)))
      : Math.ceil(layer.outputs / fold.pe) * Math.ceil(layer.inputs / fold.simd)
  return Math.max(own, ...pools.map((pool) => lineBufferCycles(poolFoldingOf(pool, fold))))
}

function poolFoldingOf(pool: PoolLayer, fold: Fold) {
  return poolFolding(poolGeometry(pool), poolWords(pool, fold))
}

/** The fewest cycles that a group can take, whatever it is given: one for each pixel that goes in or comes out. */
export function leastCycles({ facts, pools }: Group): number {
  const pixels = [facts.layer, ...pools].flatMap((layer) => {
    const [height, width] = inputShape(layer)
    return [height * width, outputPixels(layer)]
  })
  return Math.max(...pixels)
}
