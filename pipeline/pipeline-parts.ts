/** A lowered network and what its layers are given become one list of parts, which hardware, timeline, cost and latency read. */

import { windowFolding } from '../generators/layers/convolution-layer.timing.ts'
import { gearboxParts, type LayerPart, unitOf } from '../generators/layers/layer.timing.ts'
import { neuronFolds } from '../generators/matrix-vector/folding.timing.ts'
import { activationBits } from '../generators/matrix-vector/raw-sum.timing.ts'
import { resultsAreSigned } from '../generators/matrix-vector/threshold-unit.timing.ts'
import type { MapBeats } from '../generators/streams/gearbox.timing.ts'
import { beatsPerWindow } from '../generators/windows/line-buffer.timing.ts'
import {
  type LoweredLayer,
  type LoweredNetwork,
  type LoweredNeurons,
  type LoweredPool,
  outputPixels,
} from '../lowering/lower.ts'
import { flatteningParts, layerParts } from './layer-parts.ts'
import type { ImageBeats, LayerChoice, Part, PlacedPart, PoolPart } from './part.ts'

/**
 * The parts of a network from its images to its answers, in the order in which beats pass them. A FIFO stands in front of each layer but the
 * first, where a layer flattens a map behind the gearbox that closes its gaps.
 *
 * @example
 * pipelineParts(lower(network), planFor(network, defaultFolding(network)).layers).at(-1).part.kind // 'decision'
 */
export function pipelineParts(
  network: LoweredNetwork,
  choices: readonly LayerChoice[],
): readonly PlacedPart[] {
  const list = new PartList(network, choices[0]!)
  for (const [index, layer] of network.layers.entries()) list.addLayer(layer, choices[index]!)
  list.addDecision(network)
  return list.parts
}

/** The pool of a layer whose map comes in beats of `width` bits. */
export function poolPart({ name, windows, inputShape }: LoweredPool, width: number): PoolPart {
  return { kind: 'pool', name, ...windows, words: Math.ceil(inputShape[2] / width), width }
}

/** What brings the results of the last layer together, a frame a beat, and decides. */
export function decisionParts({ layers, decision }: LoweredNetwork, result: MapBeats): Part[] {
  const last = layers.at(-1)!
  if (last.kind === 'pool') throw new Error('internal: a network ends with neurons')
  const { classes, thresholds } = decision
  const { width: from, pixel: frame } = result
  const signed = resultsAreSigned({ output: last.result, activation: last.activation })
  const scores = { classes, width: frame / classes, signed, ...(thresholds && { thresholds }) }
  return [
    ...gearboxParts('gather', { from, to: frame, frame }),
    { kind: 'decision', name: 'decision', ...scores },
  ]
}

/** Beats between two parts, in bits; `pixels` of them a frame. */
interface Flow extends MapBeats {
  readonly pixels: number
}

/** The parts so far, and what leaves the last one. */
class PartList {
  readonly parts: PlacedPart[] = []
  #flow: Flow
  #layer = 0

  constructor({ layers: [first], input }: LoweredNetwork, choice: LayerChoice) {
    const image = imageBeats(first!, choice)
    const bits = activationBits(input.activation)
    this.#flow = {
      width: bits * image.activationsPerBeat,
      pixel: bits * image.activationsPerGroup,
      pixels: pixelsIn(first!),
    }
    this.#add({ kind: 'source', name: 'image', ...image }, beatsOf(this.#flow))
  }

  addLayer(layer: LoweredLayer, choice: LayerChoice): void {
    switch (layer.kind) {
      case 'pool': {
        this.#addFifo(layer, choice)
        const pool = poolPart(layer, this.#flow.width)
        this.#flow = { ...this.#flow, pixels: outputPixels(layer) }
        this.#add(pool, beatsOf(this.#flow))
        break
      }
      case 'convolution':
      case 'fullyConnected':
        this.#addNeurons(layer, choice)
        break
      default:
        layer satisfies never
    }
    this.#layer++
  }

  addDecision(network: LoweredNetwork): void {
    for (const part of decisionParts(network, this.#flow)) this.#add(part, 1)
  }

  #addNeurons(layer: LoweredNeurons, choice: LayerChoice): void {
    for (const part of flatteningParts(layer, this.#flow)) {
      this.#flow = { ...this.#flow, width: part.to }
      this.#add(part, beatsOf(this.#flow))
    }
    this.#addFifo(layer, choice)
    const parts = layerParts(layer, choice, this.#flow.width)
    const { rows, pe, resultWidth } = unitOf(parts)
    const result = { width: pe * resultWidth, pixel: rows * resultWidth, pixels: outputPixels(layer) }
    for (const part of parts) this.#add(part, beatsBehind(part, this.#flow, result), layer.name)
    this.#flow = result
  }

  #addFifo({ name }: LoweredLayer, { fifoDepth = 0 }: LayerChoice): void {
    if (this.#layer === 0) return
    const { width } = this.#flow
    this.#add({ kind: 'fifo', name: `${name}_fifo`, width, depth: fifoDepth }, beatsOf(this.#flow))
  }

  #add(part: Part, beats: number, within: PlacedPart['within'] = null): void {
    const from = this.parts.length === 0 ? [] : [this.parts.length - 1]
    this.parts.push({ part, layer: this.#layer, within, from, beats })
  }
}

/** The beats of an image: those of the first layer. */
function imageBeats(first: LoweredLayer, { simd }: LayerChoice): ImageBeats {
  switch (first.kind) {
    case 'pool':
      throw new Error('internal: a network begins with neurons')
    case 'fullyConnected':
      return { activation: first.activation, activationsPerBeat: simd, activationsPerGroup: first.columns }
    case 'convolution': {
      const channels = first.inputShape[2]
      const { channelsAtOnce } = windowFolding({ ...first.windows, channels, simd })
      return {
        activation: first.activation,
        activationsPerBeat: channelsAtOnce,
        activationsPerGroup: channels,
      }
    }
  }
}

function pixelsIn({ inputShape: [height, width] }: LoweredLayer): number {
  return height * width
}

/** Beats of a frame that leave a part of a layer which takes one map and gives another. */
function beatsBehind(part: LayerPart, source: Flow, result: Flow): number {
  switch (part.kind) {
    case 'gearbox':
      return ((source.pixels * source.pixel) / part.frame) * Math.ceil(part.frame / part.to)
    case 'fifo':
      return Math.ceil((source.pixels * source.pixel) / part.width)
    case 'replay':
      return part.beats * part.replays
    case 'lineBuffer':
      return result.pixels * beatsPerWindow(part)
    case 'matrixVector':
      return result.pixels * neuronFolds(part)
  }
}

/** Beats of a frame. */
function beatsOf({ width, pixel, pixels }: Flow): number {
  return pixels * Math.ceil(pixel / width)
}
