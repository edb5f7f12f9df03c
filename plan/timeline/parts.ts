/** The parts of an accelerator, as `accelerator/accelerator.ts` puts them together, with all that does not change while they play. */

import { argmaxLatency, argmaxRoom } from '../../generators/layers/argmax.timing.ts'
import { convolutionReading, windowFolding } from '../../generators/layers/convolution-layer.timing.ts'
import {
  keepsBeatsReady,
  replaysInput,
  waitingBeats,
} from '../../generators/layers/fully-connected-layer.timing.ts'
import {
  type MatrixVectorTiming,
  matrixVectorLatency,
  neuronFolds,
  outputRoom,
  synapseFolds,
} from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { converterGeometry, hasGaps, type MapBeats } from '../../generators/streams/gearbox.timing.ts'
import { fifoLatency } from '../../generators/streams/stream-fifo.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import { convolutionFolding, poolGeometry } from '../../lowering/geometry.ts'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  Layer,
  Network,
  NeuronLayer,
  PoolLayer,
} from '../../network/network.ts'
import { inputShape, outputPixels } from '../../network/shapes.ts'
import { poolWords } from '../cycles.ts'
import type { LayerPlan, Plan } from '../plan.ts'
import { layerFacts } from '../unit.ts'

import type { Actor } from './actor.ts'
import { ConverterActor } from './converter-actor.ts'
import { HeldInputActor, ReplayActor, SinglePassActor } from './dense-actors.ts'
import { FifoActor } from './fifo-actor.ts'
import { ConvolutionActor, PoolActor } from './map-actors.ts'
import { Passes } from './passes.ts'
import { Windows, windowSchedule } from './windows.ts'

/** What a part is to the plan: the FIFO in front of a layer, the layer itself, or what lies between. */
export type PartRole = 'fifo' | 'layer' | 'other'

/** How to make one part of the pipeline. */
export interface PartMaker {
  readonly role: PartRole
  /** The layer it belongs to; what gathers and decides comes after the last one. */
  readonly layer: number
  /** Beats of a frame that enter it, and that leave it. */
  readonly beatsIn: number
  readonly beatsOut: number
  /** A fresh part; FIFOs in front of layers get this depth. */
  readonly make: (fifoDepth: number) => Actor
}

/** The parts of the accelerator of a network, images to results; a FIFO in front of each layer but the first, whatever its depth. */
export function partMakers(network: Network, plan: Pick<Plan, 'layers'>): readonly PartMaker[] {
  const list = new PartList(network, plan.layers[0]!)
  for (const [index, layer] of network.layers.entries()) list.addLayer(layer, plan.layers[index]!)
  list.addDecision()
  return list.makers
}

/** Beats between two parts, in values instead of bits; `pixels` of them a frame. */
interface Flow extends MapBeats {
  readonly pixels: number
}

/** The beats of an image: those of the first layer. */
function entryOf(first: Layer, { simd }: LayerPlan): Flow {
  const [height, width, channels] = inputShape(first)
  if (first.kind !== 'convolution') return { width: simd, pixel: channels, pixels: 1 }
  const { channelsAtOnce } = windowFolding({ channels, kernel: first.kernel, simd })
  return { width: channelsAtOnce, pixel: channels, pixels: height * width }
}

/** The parts so far, and what leaves the last one. */
class PartList {
  readonly makers: PartMaker[] = []
  readonly #network: Network
  #flow: Flow
  /** Beats of a frame that leave the last part. */
  #beats: number
  #layer = -1

  constructor(network: Network, first: LayerPlan) {
    this.#network = network
    this.#flow = entryOf(network.layers[0]!, first)
    this.#beats = beatsOf(this.#flow)
  }

  addLayer(layer: Layer, plan: LayerPlan): void {
    this.#layer++
    switch (layer.kind) {
      case 'pool':
        this.#addPool(layer, plan)
        break
      case 'convolution':
        this.#addConvolution(layer, plan)
        break
      case 'fullyConnected':
        this.#addFullyConnected(layer, plan)
        break
    }
  }

  addDecision(): void {
    const { classes, decision } = this.#network
    this.#layer++
    this.#regroup(classes.length, classes.length)
    const room = argmaxRoom(classes.length, decision.kind)
    this.#add('other', 1, () => new FifoActor(room, argmaxLatency(classes.length, decision.kind)))
  }

  #add(role: PartRole, beatsOut: number, make: PartMaker['make']): void {
    this.makers.push({ role, layer: this.#layer, beatsIn: this.#beats, beatsOut, make })
    this.#beats = beatsOut
  }

  #addFifo(): void {
    if (this.#layer === 0) return
    this.#add('fifo', beatsOf(this.#flow), (depth) => new FifoActor(depth, fifoLatency(depth)))
  }

  /** Beats of `width` values, where each `frame` values begin a beat. */
  #regroup(width: number, frame: number): void {
    const { width: from, pixel, pixels } = this.#flow
    if (from === width) return
    const geometry = converterGeometry(from, width, frame)
    this.#add('other', ((pixels * pixel) / frame) * geometry.beatsOut, () => new ConverterActor(geometry))
  }

  #addPool(layer: PoolLayer, plan: LayerPlan): void {
    this.#addFifo()
    const words = poolWords(layer, plan)
    const schedule = windowSchedule(poolFolding(poolGeometry(layer), words))
    this.#flow = { ...this.#flow, pixels: outputPixels(layer) }
    this.#add('layer', beatsOf(this.#flow), () => new PoolActor(new Windows(schedule), words))
  }

  #addConvolution(layer: ConvolutionLayer, plan: LayerPlan): void {
    this.#addFifo()
    const { width, pixel } = this.#flow
    const folding = convolutionFolding(layer, plan)
    const { channelsAtOnce, lanes, beats } = windowFolding(folding)
    this.#regroup(channelsAtOnce, pixel)
    const schedule = windowSchedule(convolutionReading(folding, Math.ceil(pixel / width)))
    const unit = this.#unit(layer, { ...plan, columns: beats * lanes, simd: lanes })
    const replays = neuronFolds(unit)
    this.#flow = resultOf(layer, plan)
    this.#add('layer', beatsOf(this.#flow), () => {
      return new ConvolutionActor(new Windows(schedule), passesOf(unit), beats, replays)
    })
  }

  #addFullyConnected(layer: FullyConnectedLayer, plan: LayerPlan): void {
    const { pixel } = this.#flow
    if (hasGaps(this.#flow, layer.inputs)) {
      this.#regroup(pixel, pixel)
      this.#flow = { ...this.#flow, width: pixel }
    }
    this.#addFifo()
    const unit = this.#unit(layer, { ...plan, columns: layer.inputs })
    const dense = { ...unit, sourceWidth: this.#flow.width * unit.planes }
    this.#regroup(plan.simd, layer.inputs)
    const [beats, replays] = [synapseFolds(unit), neuronFolds(unit)]
    if (keepsBeatsReady(dense)) {
      this.#add('other', beats, () => new FifoActor(waitingBeats, fifoLatency(waitingBeats)))
    }
    const Dense = replays === 1 ? SinglePassActor : replaysInput(dense) ? ReplayActor : HeldInputActor
    this.#flow = resultOf(layer, plan)
    this.#add('layer', beatsOf(this.#flow), () => new Dense(passesOf(unit), beats, replays))
  }

  /** The numbers that decide the cycles of a layer's matrix-vector-threshold unit. */
  #unit(
    layer: NeuronLayer,
    { pe, simd, stationary, popcount, columns }: LayerPlan & { readonly columns: number },
  ): MatrixVectorTiming {
    const { planes, output } = layerFacts(this.#network, layer)
    const folding = { rows: layer.outputs, columns, pe, simd }
    return {
      ...folding,
      planes,
      scaled: output === 'affine',
      ...(stationary && { stationary }),
      ...(popcount && { popcount }),
    }
  }
}

/** Beats of a frame. */
function beatsOf({ width, pixel, pixels }: Flow): number {
  return pixels * Math.ceil(pixel / width)
}

/** What leaves a layer with neurons. */
function resultOf(layer: NeuronLayer, { pe }: LayerPlan): Flow {
  return { width: pe, pixel: layer.outputs, pixels: outputPixels(layer) }
}

function passesOf(unit: MatrixVectorTiming): Passes {
  return new Passes(matrixVectorLatency(unit), outputRoom(unit))
}
