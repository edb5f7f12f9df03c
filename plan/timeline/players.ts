/** The parts of a pipeline as they are played: what offers and accepts beats, made from the numbers of each part. */

import { argmaxLatency, argmaxRoom } from '../../generators/layers/argmax.timing.ts'
import { holdsInput, neuronFolds, synapseFolds } from '../../generators/matrix-vector/folding.timing.ts'
import {
  type MatrixVectorUnit,
  matrixVectorLatency,
  outputRoom,
} from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { gearboxGeometry } from '../../generators/streams/gearbox.timing.ts'
import { fifoLatency } from '../../generators/streams/stream-fifo.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import type { Part, PlacedPart } from '../../pipeline/part.ts'
import { partBefore } from '../../pipeline/part.ts'
import type { Actor } from './actor.ts'
import { HeldInputActor, ReplayActor, SinglePassActor } from './dense-actors.ts'
import { FifoActor } from './fifo-actor.ts'
import { GearboxActor } from './gearbox-actor.ts'
import { ConvolutionActor, PoolActor } from './map-actors.ts'
import { Passes } from './passes.ts'
import { Windows, windowSchedule } from './windows.ts'

/** A part that is played, with all that does not change meanwhile. */
export interface Player {
  readonly placed: PlacedPart
  /** A fresh actor; the FIFO in front of a layer gets this depth. */
  readonly make: (fifoDepth: number) => Actor
}

/** Who plays the parts behind the source. A replay buffer and a line buffer play together with the unit behind them. */
export function playersOf(parts: readonly PlacedPart[]): readonly Player[] {
  return parts.flatMap((placed): Player[] => {
    const make = makerOf(placed, parts)
    return make === null ? [] : [{ placed, make }]
  })
}

/** Whether a part is the FIFO in front of a layer, whose depth is a matter of the plan. */
export function isLayerFifo({ part, within }: PlacedPart): boolean {
  return part.kind === 'fifo' && within === null
}

/** How to make the actor of a part; null for the source and for what plays together with the part behind it. */
function makerOf(placed: PlacedPart, parts: readonly PlacedPart[]): Player['make'] | null {
  const { part } = placed
  switch (part.kind) {
    case 'source':
    case 'replay':
    case 'lineBuffer':
      return null
    case 'gearbox': {
      const geometry = gearboxGeometry(part.from, part.to, part.frame)
      return () => new GearboxActor(geometry)
    }
    case 'fifo':
      return isLayerFifo(placed)
        ? (depth) => new FifoActor(depth, fifoLatency(depth))
        : () => new FifoActor(part.depth, fifoLatency(part.depth))
    case 'pool': {
      const schedule = windowSchedule(poolFolding(part, part.words))
      return () => new PoolActor(new Windows(schedule), part.words)
    }
    case 'matrixVector':
      return unitMaker(part, partBefore(placed, parts).part)
    case 'decision': {
      const [room, latency] = [argmaxRoom(part), argmaxLatency(part)]
      return () => new FifoActor(room, latency)
    }
  }
}

/** A unit with what brings its input in order. */
function unitMaker(unit: MatrixVectorUnit, before: Part): Player['make'] {
  const [beats, replays] = [synapseFolds(unit), neuronFolds(unit)]
  switch (before.kind) {
    case 'lineBuffer': {
      const schedule = windowSchedule(before)
      return () => new ConvolutionActor(new Windows(schedule), passesOf(unit), beats, replays)
    }
    case 'replay':
      return () => new ReplayActor(passesOf(unit), before.beats, before.replays)
    case 'source':
    case 'gearbox':
    case 'fifo':
    case 'pool':
    case 'matrixVector':
      if (replays === 1) return () => new SinglePassActor(passesOf(unit), beats)
      if (!holdsInput(unit.stationary)) throw new Error('internal: nobody replays the input of a unit')
      return () => new HeldInputActor(passesOf(unit), beats, replays)
    case 'decision':
      throw new Error('internal: a unit stands behind the decision')
  }
}

function passesOf(unit: MatrixVectorUnit): Passes {
  return new Passes(matrixVectorLatency(unit), outputRoom(unit))
}
