/** The parts of an accelerator, as `accelerator/accelerator.ts` puts them together, with all that does not change while they play. */

import { argmaxLatency, argmaxRoom } from '../../generators/argmax.timing.ts'
import { convolutionReading, windowFolding } from '../../generators/convolution-layer.timing.ts'
import { keepsBeatsReady, replaysInput, waitingBeats } from '../../generators/fully-connected-layer.timing.ts'
import {
  type MatrixVectorTiming,
  matrixVectorLatency,
  outputRoom,
} from '../../generators/matrix-vector-threshold.timing.ts'
import { poolFolding } from '../../generators/max-pool.timing.ts'
import { fifoLatency } from '../../generators/stream-fifo.timing.ts'
import { converterGeometry, hasGaps, type MapBeats } from '../../generators/width-converter.timing.ts'
import type { Network } from '../../network/network.ts'
import { inputShape, outputPixels } from '../../network/shapes.ts'
import { poolWords } from '../cycles.ts'
import { convolutionFolding, poolGeometry } from '../geometry.ts'
import type { LayerPlan, Plan } from '../plan.ts'
import { layerFacts, unitOf } from '../unit.ts'

import type { Actor } from './actor.ts'
import { ConverterActor } from './converter-actor.ts'
import { HeldInputActor, ReplayActor, SinglePassActor } from './dense-actors.ts'
import { FifoActor } from './fifo-actor.ts'
import { ConvolutionActor, PoolActor } from './map-actors.ts'
import { Passes } from './passes.ts'
import { Windows, windowSchedule } from './windows.ts'

/** What a part is to the plan: a layer's FIFO, the layer itself, or what lies between. */
export type PartRole = 'fifo' | 'layer' | 'other'

/** How to make one part of the pipeline. */
export interface PartMaker {
  readonly role: PartRole
  /** The layer it belongs to; what gathers and decides comes after the last one. */
  readonly layer: number
  /** Beats of a frame that enter it, and that leave it. */
  readonly beatsIn: number
  readonly beatsOut: number
  /** Values of a beat that enters it: bits, but for the image and the scores. */
  readonly width: number
  /** A fresh part; FIFOs in front of layers get this depth. */
  readonly make: (fifoDepth: number) => Actor
}

/** Beats between two parts, in values instead of bits; `pixels` of them a frame. */
interface Flow extends MapBeats {
  readonly pixels: number
}

/** The parts of the accelerator of a network, images to results; a FIFO in front of each layer but the first, whatever its depth. */
export function partMakers(network: Network, plan: Pick<Plan, 'layers'>): PartMaker[] {
  const makers: PartMaker[] = []
  let flow: Flow = entryOf(network, plan)
  const beats = () => flow.pixels * Math.ceil(flow.pixel / flow.width)
  const add = (role: PartRole, layer: number, beatsOut: number, make: PartMaker['make']) => {
    makers.push({
      role,
      layer,
      beatsIn: makers.at(-1)?.beatsOut ?? beats(),
      beatsOut,
      width: flow.width,
      make,
    })
  }
  /** The flow in beats of another width, each `frame` values from the beginning of a beat on. */
  const regroup = (layer: number, to: number, frame: number) => {
    if (flow.width === to) return
    const geometry = converterGeometry(flow.width, to, frame)
    const frames = (flow.pixels * flow.pixel) / frame
    add('other', layer, frames * geometry.beatsOut, () => new ConverterActor(geometry))
  }
  network.layers.forEach((layer, index) => {
    const layerPlan = plan.layers[index]!
    if (index > 0) add('fifo', index, beats(), (depth) => new FifoActor(depth, fifoLatency(depth)))
    if (layer.kind === 'pool') {
      const words = poolWords(layer, layerPlan)
      const schedule = windowSchedule(poolFolding(poolGeometry(layer), words))
      flow = { ...flow, pixels: outputPixels(layer) }
      add('layer', index, beats(), () => new PoolActor(new Windows(schedule), words))
      return
    }
    const unit = unitOf(layerFacts(network, layer), choiceOf(layerPlan))
    const timing: MatrixVectorTiming = {
      rows: layer.outputs,
      columns: layer.kind === 'convolution' ? unit.synapseFolds * unit.lanes : layer.inputs,
      pe: layerPlan.pe,
      simd: unit.lanes,
      planes: unit.planes,
      scaled: unit.output === 'affine',
      ...(layerPlan.stationary && { stationary: layerPlan.stationary }),
    }
    const passes = () => new Passes(matrixVectorLatency(timing), outputRoom(timing))
    const { synapseFolds, neuronFolds } = unit
    const result: Flow = { width: layerPlan.pe, pixel: layer.outputs, pixels: outputPixels(layer) }
    const resultBeats = result.pixels * neuronFolds
    if (layer.kind === 'convolution') {
      const { channelsAtOnce } = windowFolding({ ...layer, channels: layer.input[2], simd: layerPlan.simd })
      const sourceBeats = Math.ceil(flow.pixel / flow.width)
      regroup(index, channelsAtOnce, layer.input[2])
      const reading = convolutionReading(convolutionFolding(layer, layerPlan), sourceBeats)
      const schedule = windowSchedule(reading)
      add(
        'layer',
        index,
        resultBeats,
        () => new ConvolutionActor(new Windows(schedule), passes(), synapseFolds, neuronFolds),
      )
    } else {
      const inputs = inputShape(layer)[2]
      if (hasGaps(flow, inputs)) {
        regroup(index, flow.pixel, flow.pixel)
        flow = { ...flow, width: flow.pixel }
      }
      const sourceWidth = flow.width * unit.planes
      regroup(index, layerPlan.simd, inputs)
      const dense = { ...timing, sourceWidth }
      if (keepsBeatsReady(dense)) {
        add('other', index, synapseFolds, () => new FifoActor(waitingBeats, fifoLatency(waitingBeats)))
      }
      const Dense = neuronFolds === 1 ? SinglePassActor : replaysInput(dense) ? ReplayActor : HeldInputActor
      add('layer', index, resultBeats, () => new Dense(passes(), synapseFolds, neuronFolds))
    }
    flow = result
  })
  const { classes, decision } = network
  regroup(network.layers.length, classes.length, classes.length)
  add('other', network.layers.length, 1, () => {
    return new FifoActor(
      argmaxRoom(classes.length, decision.rule),
      argmaxLatency(classes.length, decision.rule),
    )
  })
  return makers
}

/** The beats of an image: those of the first layer. */
function entryOf(network: Network, plan: Pick<Plan, 'layers'>): Flow {
  const first = network.layers[0]!
  const { simd } = plan.layers[0]!
  const [height, width, channels] = inputShape(first)
  if (first.kind !== 'convolution') return { width: simd, pixel: channels, pixels: 1 }
  const { channelsAtOnce } = windowFolding({ channels, kernel: first.kernel, simd })
  return { width: channelsAtOnce, pixel: channels, pixels: height * width }
}

function choiceOf(plan: LayerPlan) {
  if (plan.weightStyle === null) throw new Error('internal: a layer with neurons was planned without weights')
  return { ...plan, weightStyle: plan.weightStyle }
}
