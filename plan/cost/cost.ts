/** What hardware of each kind is estimated to take before it exists: formulas over a family's cost model. */

import { bitsFor } from '../../generators/idioms/bits.timing.ts'
import { argmaxRoom, type DecisionFolding } from '../../generators/layers/argmax.timing.ts'
import {
  foldsOf,
  holdsInput,
  neuronFolds,
  synapseFolds,
} from '../../generators/matrix-vector/folding.timing.ts'
import {
  type MatrixVectorUnit,
  outputRoom,
} from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { mostLookups, mostLutWords } from '../../generators/matrix-vector/row-constants.timing.ts'
import {
  decodedFunctions,
  weightGroups,
  weightsJoinDotProducts,
} from '../../generators/matrix-vector/weight-memory.timing.ts'
import { gearboxGeometry } from '../../generators/streams/gearbox.timing.ts'
import { replayDepth } from '../../generators/streams/replay-buffer.timing.ts'
import { fifoReadsAhead } from '../../generators/streams/stream-fifo.timing.ts'
import {
  type LineBufferFolding,
  lineBufferRoom,
  reachesOutside,
  ringWords,
  rowsHeld,
  tapGroups,
} from '../../generators/windows/line-buffer.timing.ts'
import { type CostModel, costOf, valueAt } from './cost-model.ts'
import { blockMemories, blockMemory, blockRom, lookupMemory, readWriteMemory } from './memory-shapes.ts'
import { nothing, type Resources, sumOf, times } from './resources.ts'

/** Thresholds of a layer lie near each other, so that about so many of their highest bits are the same in all or follow from one another. */
const constantBits = 2

/** What a matrix-vector unit consists of. */
export interface UnitCost {
  /** The memory of the weights; nothing where they join the logic. */
  readonly weights: Resources
  /** Dot products, one for each element. */
  readonly products: Resources
  /** Sums, thresholds or scores, and counters. */
  readonly sums: Resources
  /** The FIFO of the results. */
  readonly results: Resources
}

/** What a matrix-vector unit takes. */
export function unitCost(model: CostModel, unit: MatrixVectorUnit): UnitCost {
  const { pe, resultWidth } = unit
  return {
    weights: weightsCost(model, unit),
    products: times(pe, dotProductCost(model, unit)),
    sums: sumsCost(model, unit),
    results: fifoCost(model, outputRoom(unit), pe * resultWidth),
  }
}

/** All parts together. */
export function totalCost({ weights, products, sums, results }: UnitCost): Resources {
  return sumOf(weights, products, sums, results)
}

/** Weights of all elements as a memory of their style; nothing where the dot products have them inside. */
export function weightsCost(model: CostModel, unit: MatrixVectorUnit): Resources {
  const { pe, simd, weightStyle } = unit
  const depth = foldsOf(unit)
  if (depth === 1 || isInside(unit)) return nothing
  switch (weightStyle) {
    case 'logic':
      return logicRom(model, depth, pe * simd)
    case 'dissolved':
      return logicRom(model, depth, decodedFunctions(depth, pe * simd))
    case 'block': {
      const groups = weightGroups({ elements: pe, depth, width: simd })
      return sumOf(...groups.map((size) => blockRom(model.family, depth, size * simd)))
    }
  }
}

/** The dot product of one element; its weights included where it has them inside. */
export function dotProductCost(model: CostModel, unit: MatrixVectorUnit): Resources {
  const { simd: lanes, planes } = unit
  const { lut, ff, dissolved, folded } = model.products[unit.popcount]
  const inside = isInside(unit)
  const one = {
    lut: inside ? valueAt(dissolved, lanes) * valueAt(folded, foldsOf(unit)) : valueAt(lut, lanes),
    ff: valueAt(ff, lanes),
    memory: 0,
  }
  // Compressors count what planes leave together.
  const apart = inside ? 0 : planeBits(lanes, planes)
  return sumOf(times(planes, one), costOf(model, { planeBit: apart }))
}

function isInside(unit: MatrixVectorUnit): boolean {
  return weightsJoinDotProducts(unit.weightStyle, foldsOf(unit), unit.popcount)
}

/** Bits of the counts of the planes beyond the first, but for their lowest ones: what adding them up goes by. */
export function planeBits(lanes: number, planes: number): number {
  return (planes - 1) * (bitsFor(lanes) - 1)
}

/** Sums, their constants, and what counts folds: the unit but for dot products, weights and FIFO. */
export function sumsCost(model: CostModel, unit: MatrixVectorUnit): Resources {
  const { pe, simd, planes, stationary, scaled, sumWidth, resultWidth, borderClasses } = unit
  const [turns, beats] = [neuronFolds(unit), synapseFolds(unit)]
  const width = sumWidth + 1
  const bits = pe * width
  const isHeld = holdsInput(stationary) && turns > 1 && beats > 1
  return sumOf(
    costOf(model, {
      [beats === 1 ? 'singleBit' : isHeld ? 'integratorBit' : 'accumulatorBit']: bits,
      laneBit: simd * planes,
      foldBit: bitsFor(foldsOf(unit)),
      scaleBit: scaled ? pe * resultWidth : 0,
      unit: 1,
    }),
    isHeld ? times(pe, readWriteMemory(model.family, turns, width)) : nothing,
    constantsCost(model, turns * borderClasses, scaled ? 3 * bits : pe * Math.max(1, width - constantBits)),
  )
}

/** Constants of few words join the logic behind them, those of many lie in block memory. */
function constantsCost(model: CostModel, depth: number, width: number): Resources {
  if (depth > mostLutWords) return { ...nothing, memory: blockMemories(model.family, depth, width) }
  const rom = logicRom(model, depth, width)
  return depth <= mostLookups ? { ...rom, ff: 0 } : rom
}

/** Constants that come out of logic; one word of them is for nothing. */
function logicRom(model: CostModel, depth: number, width: number): Resources {
  return depth === 1 ? nothing : { lut: width * valueAt(model.rom, depth), ff: width, memory: 0 }
}

/** A replay buffer for vectors of so many beats. */
export function replayCost(model: CostModel, beats: number, width: number): Resources {
  const depth = replayDepth(beats)
  return sumOf(
    costOf(model, { replayBit: width, replayAddress: bitsFor(depth), replay: 1 }),
    readWriteMemory(model.family, depth, width),
  )
}

/** A line buffer: every tap that leaves in a beat reads a copy of the rows. A pool joins the taps before they wait. */
export function windowCost(
  model: CostModel,
  window: LineBufferFolding,
  width: number,
  joins = false,
): Resources {
  const { taps } = window
  const depth = ringWords(window, heldRows(window))
  const counters = windowCounters(window, depth)
  return sumOf(
    costOf(model, {
      tapBit: reachesOutside(window) ? taps * width : 0,
      windowBit: bitsOfAll(counters),
      wrapBit: bitsOfAll(counters.filter((bound) => !Number.isInteger(Math.log2(bound)))),
      ...(joins ? { poolBit: taps * width, pool: 1 } : { window: 1 }),
    }),
    readWriteMemory(model.family, depth, width, taps),
    fifoCost(model, lineBufferRoom, joins ? width : taps * width),
  )
}

/** What the counters of a line buffer count to: those of pixels, of the ring, and of windows. */
function windowCounters(folding: LineBufferFolding, depth: number): number[] {
  const { image, words, windows, replays } = folding
  return [words, ...image, depth, words, tapGroups(folding), replays, ...windows, depth]
}

function bitsOfAll(counters: readonly number[]): number {
  return counters.reduce((sum, bound) => sum + (bound > 1 ? bitsFor(bound - 1) : 0), 0)
}

/** Playing the schedule of a line buffer takes a while, and many choices share it. */
const played = new Map<string, number>()

function heldRows(window: LineBufferFolding): number {
  const { image, kernel, stride, dilation, padding, windows, words, taps, replays, pixelCycles } = window
  const pairs = [image, kernel, stride, dilation, Object.values(padding), windows]
  const key = JSON.stringify([...pairs, words, taps, replays, pixelCycles])
  const known = played.get(key) ?? rowsHeld(window)
  played.set(key, known)
  return known
}

/** A FIFO. */
export function fifoCost(model: CostModel, depth: number, width: number): Resources {
  if (depth === 0) return nothing
  const fifo = costOf(model, { fifo: 1, fifoAddress: bitsFor(depth) - 1, fifoBit: width })
  if (depth === 1) return sumOf(fifo, { lut: 0, ff: width, memory: 0 })
  if (!fifoReadsAhead(depth)) return sumOf(fifo, lookupMemory(model.family, depth, width))
  return sumOf(fifo, blockMemory(model.family, depth, width))
}

/** A gearbox for frames of `frame` bits, nothing where the widths are equal. */
export function gearboxCost(model: CostModel, from: number, to: number, frame: number): Resources {
  if (from === to) return nothing
  const { unit, unitsOut, capacity, collects, moves, mostUnits } = gearboxGeometry(from, to, frame)
  if (collects > 0) {
    const restBit = frame > to && frame % to > 0 ? to : 0
    return costOf(model, { collectedBit: collects * from + to, restBit, collector: 1 })
  }
  const held = unit * capacity
  // A beat is shifted to its place in a step for each bit of the number of units below it, and grows in each.
  const bits = moves.reduce((sum, moved) => sum + moved, 0)
  const widths = Array.from({ length: bits }, (_, step) =>
    Math.min(held, from + unit * (2 ** (step + 1) - 1)),
  )
  const shiftedBit = widths.reduce((sum, width) => sum + width, 0)
  if (moves.length === 1) {
    return costOf(model, { heldBit: held, shiftedBit, unitBit: bitsFor(mostUnits), gearbox: 1 })
  }
  const between = moves
    .slice(0, -1)
    .map((_, stage) => moves.slice(0, stage + 1).reduce((sum, moved) => sum + moved, 0))
  return costOf(model, {
    ringBit: held,
    turnedBit: shiftedBit,
    betweenBit: between.reduce((sum, step) => sum + widths[step - 1]!, 0) + to,
    chosenBit: to * (capacity / unitsOut),
    unitBit: bitsFor(mostUnits),
    ring: 1,
  })
}

/** A pool that takes beats of `width` bits. */
export function poolCost(model: CostModel, window: LineBufferFolding, width: number): Resources {
  return windowCost(model, window, width, true)
}

/** The decision between classes. */
export function decisionCost(model: CostModel, decision: DecisionFolding): Resources {
  const { classes, width, thresholds } = decision
  const decides =
    thresholds === undefined
      ? { scoreBit: (classes - 1) * width, argmax: 1 }
      : { reachedBit: classes * width, argmax: 1 }
  return sumOf(
    costOf(model, decides),
    fifoCost(model, argmaxRoom(decision), classes * width + bitsFor(classes - 1)),
  )
}
