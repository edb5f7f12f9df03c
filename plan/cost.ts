/** The cost model: what each layer of a plan is estimated to take, before any hardware exists. */

import { columnsStored, type LineBufferFolding, rowsHeld } from '../generators/line-buffer.timing.ts'
import { replayDepth } from '../generators/replay-buffer.timing.ts'
import { fifoReadsAhead } from '../generators/stream-fifo.timing.ts'
import { converterGeometry } from '../generators/width-converter.timing.ts'
import { coefficients } from './cost-coefficients.ts'
import {
  blockRom,
  component,
  converter,
  dotProduct,
  logicRom,
  readWrite,
  valueAt,
} from './cost-components.ts'
import type { Family } from './devices.ts'
import { nothing, type Resources, sumOf, times } from './resources.ts'
import { bitsFor, type Unit, weightDepth } from './unit.ts'

/** The parts of a layer with neurons. */
export interface UnitCost {
  /** The memory of the weights; nothing where they join the logic. */
  readonly weights: Resources
  /** Dot products and sums, one for each element. */
  readonly elements: Resources
  /** Thresholds or scores, their constants included. */
  readonly results: Resources
  /** What brings the input in order: line buffer or replay buffer. */
  readonly order: Resources
  /** Counters, and the FIFO of the results. */
  readonly control: Resources
}

/** The parts of a layer, without what regroups its input. */
export function unitCost(family: Family, unit: Unit): UnitCost {
  return {
    weights: weightsCost(family, unit),
    elements: times(unit.choice.pe, elementCost(family, unit)),
    results: resultsCost(family, unit),
    order: orderCost(family, unit),
    control: controlCost(family, unit),
  }
}

/** All parts together. */
export function totalCost(parts: UnitCost): Resources {
  return sumOf(...Object.values<Resources>({ ...parts }))
}

function weightsCost(family: Family, unit: Unit): Resources {
  const { pe, weightStyle } = unit.choice
  const depth = weightDepth(unit)
  if (depth === 1) return nothing
  switch (weightStyle) {
    case 'block':
      return times(pe, blockRom(family, depth, unit.lanes))
    case 'logic':
      return times(pe, logicRom(family, depth, unit.lanes))
    case 'dissolved':
      return nothing
  }
}

function elementCost(family: Family, unit: Unit): Resources {
  const { lanes, planes, sumWidth, synapseFolds, neuronFolds, choice } = unit
  const depth = weightDepth(unit)
  const parts = [times(planes, dotProduct(family, lanes))]
  if (choice.weightStyle === 'dissolved' || depth === 1) {
    const extra = valueAt(coefficients[family].dissolved, depth)
    parts.push({ lut: planes * lanes * extra, ff: 0, memory: 0 })
  }
  if (planes > 1) parts.push(component(family, 'planes', planes * bitsFor(lanes * (2 ** planes - 1))))
  if (choice.stationary === 'input') {
    parts.push(component(family, 'integrator', sumWidth), readWrite(family, neuronFolds, sumWidth))
  } else if (synapseFolds > 1) {
    parts.push(component(family, 'accumulator', sumWidth))
  }
  return sumOf(...parts)
}

/** Constants of the rows of a neuron fold lie in logic while that is small, and in block memory otherwise. */
function constantsCost(family: Family, depth: number, width: number): Resources {
  if (depth === 1) return nothing
  const inLogic = logicRom(family, depth, width)
  return inLogic.lut <= 200 ? inLogic : blockRom(family, depth, width)
}

function resultsCost(family: Family, unit: Unit): Resources {
  const { choice, output, sumWidth, resultWidth, neuronFolds, borderClasses } = unit
  const { pe } = choice
  switch (output) {
    case 'bits':
      return sumOf(
        times(pe, component(family, 'comparator', sumWidth)),
        constantsCost(family, neuronFolds * borderClasses, pe * sumWidth),
      )
    case 'sums':
      return nothing
    case 'affine':
      return sumOf(
        times(pe, component(family, 'scale', resultWidth)),
        constantsCost(family, neuronFolds, 2 * pe * resultWidth),
      )
  }
}

function orderCost(family: Family, { window, word, neuronFolds, synapseFolds, choice }: Unit): Resources {
  if (window !== null) return windowCost(family, window, word)
  if (neuronFolds === 1) return nothing
  if (choice.stationary === 'input') return component(family, 'replay', word, 1)
  const depth = replayDepth(synapseFolds)
  return sumOf(component(family, 'replay', word, bitsFor(depth)), readWrite(family, depth, word))
}

/** A line buffer: every tap that leaves in a beat reads a copy of the rows. */
function windowCost(family: Family, window: LineBufferFolding, width: number): Resources {
  const depth = heldRows(window) * columnsStored(window) * window.words
  return sumOf(
    component(family, 'window', window.taps * width, window.taps * bitsFor(depth)),
    times(window.taps, readWrite(family, depth, width)),
  )
}

/** Playing the schedule of a line buffer takes a while, and many choices share it. */
const played = new Map<string, number>()

function heldRows(window: LineBufferFolding): number {
  const key = JSON.stringify(window)
  const known = played.get(key) ?? rowsHeld(window)
  played.set(key, known)
  return known
}

function controlCost(family: Family, unit: Unit): Resources {
  return sumOf(
    component(family, 'control', bitsFor(weightDepth(unit))),
    fifoCost(family, 8, unit.choice.pe * unit.resultWidth),
  )
}

/** A FIFO. */
export function fifoCost(family: Family, depth: number, width: number): Resources {
  if (depth === 0) return nothing
  const memory = fifoReadsAhead(depth)
    ? { lut: 0, ff: 0, memory: blockRom(family, depth, width).memory }
    : depth === 1
      ? { lut: 0, ff: width, memory: 0 }
      : readWrite(family, depth, width)
  return sumOf(component(family, 'fifo', width, bitsFor(depth)), memory)
}

/** A width converter for frames of `frame` bits, nothing where the widths are equal. */
export function converterCost(family: Family, from: number, to: number, frame: number): Resources {
  return from === to ? nothing : converter(family, converterGeometry(from, to, frame))
}

/** A pool that takes beats of `width` bits. */
export function poolCost(family: Family, window: LineBufferFolding, width: number): Resources {
  return sumOf(windowCost(family, window, width), component(family, 'pool', window.taps * width))
}

/** The decision between classes whose scores have `width` bits. */
export function argmaxCost(family: Family, classes: number, width: number): Resources {
  return sumOf(component(family, 'argmax', classes * width), fifoCost(family, 8, classes * width))
}
