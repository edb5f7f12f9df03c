/** Foldings: how many neurons and inputs of each layer are computed in one cycle. */
import { z } from 'zod'
import { InputError } from '../network/input-error.ts'
import { parseJson } from '../network/json.ts'
import type { FullyConnectedLayer, Network } from '../network/network.ts'
import { readInputFile } from '../network/read-file.ts'

/** The fold of one layer, in FINN's terms (Umuroglu et al., FPGA 2017). Neither number need divide anything. */
export interface Fold {
  /** Processing elements: neurons computed at once. */
  readonly pe: number
  /** Inputs that each of them takes in a cycle. */
  readonly simd: number
}

/**
 * The layers of a network that can become hardware.
 *
 * @throws InputError when there is a convolution or a pool among them.
 */
export function fullyConnectedLayers(network: Network): readonly FullyConnectedLayer[] {
  return network.layers.map((layer) => {
    if (layer.kind === 'fullyConnected') return layer
    throw new InputError('convolutions and pools cannot be elaborated yet', {
      place: `layer ${layer.name}`,
      help: 'use the reference, or a network of fully connected layers',
    })
  })
}

/** One fold for each layer of a network, in its order. */
export interface Folding {
  readonly layers: readonly Fold[]
}

const positive = z.int().min(1)
const folding = z.strictObject({
  layers: z.array(z.strictObject({ pe: positive, simd: positive })).min(1),
})

/**
 * Parses a text such as `{"layers":[{"pe":32,"simd":49},{"pe":10,"simd":8}]}`.
 *
 * @param place The file that the text came from.
 * @throws InputError with the path of the first value that does not fit.
 */
export function parseFolding(text: string, place: string): Folding {
  return parseJson(folding, text, place, 'write {"layers":[{"pe":32,"simd":49}, ...]}, one entry a layer')
}

/** Reads a folding file. @throws InputError when it is missing or wrong. */
export function loadFolding(path: string): Folding {
  return parseFolding(new TextDecoder().decode(readInputFile(path)), path)
}

/**
 * Checks that a folding has a fold for each layer, with no more elements than neurons and no more lanes than inputs.
 *
 * @throws InputError that names the layer.
 */
export function checkFolding(folding: Folding, network: Network): void {
  if (folding.layers.length !== network.layers.length) {
    throw new InputError(
      `the folding is for ${folding.layers.length} layers, but network ${network.name} has ${network.layers.length}`,
      { place: 'folding', help: 'give {"layers":[{"pe":P,"simd":S}, ...]} with one entry a layer' },
    )
  }
  fullyConnectedLayers(network).forEach((layer, index) => {
    const { pe, simd } = folding.layers[index]!
    const place = `folding: layers[${index}]`
    checkRange(pe, layer.outputs, `pe is ${pe}, but layer ${layer.name} has ${layer.outputs} outputs`, place)
    checkRange(
      simd,
      layer.inputs,
      `simd is ${simd}, but layer ${layer.name} has ${layer.inputs} inputs`,
      place,
    )
  })
}

function checkRange(value: number, most: number, message: string, place: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new InputError(message, {
    place,
    help: `use a whole number of 1 to ${most}; it need not divide ${most}`,
  })
}

/** The cycles that a fully connected layer computes on one frame: neuron folds times synapse folds. */
export function cyclesPerFrame(layer: FullyConnectedLayer, fold: Fold): number {
  return Math.ceil(layer.outputs / fold.pe) * Math.ceil(layer.inputs / fold.simd)
}

/**
 * The cheapest folding that gives every layer at most `targetInterval` cycles a frame: fewest lanes (PE times SIMD), and
 * among equals the fewest elements, because each one adds an accumulator and a comparator where a wider one only adds
 * to its popcount.
 *
 * @throws InputError when the target is no positive whole number.
 *
 * @example
 * defaultFolding(network, 512)
 */
export function defaultFolding(network: Network, targetInterval = 32_768): Folding {
  if (!Number.isInteger(targetInterval) || targetInterval < 1) {
    throw new InputError(`an interval of ${targetInterval} cycles cannot be planned for`, {
      help: 'use a whole number of cycles from 1',
    })
  }
  return { layers: fullyConnectedLayers(network).map((layer) => cheapestFold(layer, targetInterval)) }
}

function cheapestFold(layer: FullyConnectedLayer, targetInterval: number): Fold {
  // All neurons and all inputs at once take one cycle, which meets every target.
  let cheapest: Fold = { pe: layer.outputs, simd: layer.inputs }
  for (let pe = layer.outputs; pe >= 1; pe--) {
    const synapseFolds = Math.floor(targetInterval / Math.ceil(layer.outputs / pe))
    if (synapseFolds === 0) break
    const simd = Math.ceil(layer.inputs / synapseFolds)
    if (pe * simd <= cheapest.pe * cheapest.simd) cheapest = { pe, simd }
  }
  return cheapest
}
