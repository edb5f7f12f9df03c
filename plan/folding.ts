/** Foldings: how many neurons and inputs of each layer are computed in one cycle. */

import { z } from 'zod'
import { windowFolding } from '../generators/layers/convolution-layer.timing.ts'
import { touchesImage } from '../generators/windows/line-buffer.timing.ts'
import type { Fold, Folding } from '../lowering/fold.ts'
import { type LoweredNeurons, lower, neuronLayers, outputPixels } from '../lowering/lower.ts'
import type { Network } from '../network/network.ts'
import { convolutionFolding } from '../pipeline/layer-parts.ts'
import { InputError } from '../tools/files/input-error.ts'
import { parseJson } from '../tools/files/json.ts'
import { readInputFile } from '../tools/files/read-file.ts'

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
 * Checks that a folding has a fold for each layer with neurons, with no more elements than neurons and no more lanes than
 * inputs of a neuron.
 *
 * @throws InputError that names the layer.
 */
export function checkFolding(folding: Folding, network: Network): void {
  const layers = neuronLayers(lower(network))
  if (folding.layers.length !== layers.length) {
    throw new InputError(
      `the folding is for ${folding.layers.length} layers, but network ${network.name} has ${layers.length}`,
      {
        place: 'folding',
        help: 'give {"layers":[{"pe":P,"simd":S}, ...]} with one entry a layer; pools have none',
      },
    )
  }
  for (const [index, layer] of layers.entries()) {
    const { pe, simd } = folding.layers[index]!
    const place = `folding: layers[${index}]`
    const { rows, columns: inputs } = layer
    checkRange(pe, rows, `pe is ${pe}, but layer ${layer.name} has ${rows} outputs`, place)
    checkRange(simd, inputs, `simd is ${simd}, but layer ${layer.name} has ${inputs} inputs`, place)
    if (layer.kind === 'convolution' && !touchesImage(layer.windows)) {
      throw new InputError(
        'no window of it sees a pixel, so that nothing would tell its hardware when a frame begins',
        {
          place: `layer ${layer.name}`,
          help: 'use less padding or a smaller stride',
        },
      )
    }
  }
}

function checkRange(value: number, most: number, message: string, place: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new InputError(message, {
    place,
    help: `use a whole number of 1 to ${most}; it need not divide ${most}`,
  })
}

/** The cycles that a layer computes on one frame: output pixels times neuron folds times synapse folds. */
export function cyclesPerFrame(layer: LoweredNeurons, fold: Fold): number {
  const neuronFolds = Math.ceil(layer.rows / fold.pe)
  return outputPixels(layer) * neuronFolds * synapseFolds(layer, fold.simd)
}

function synapseFolds(layer: LoweredNeurons, simd: number): number {
  if (layer.kind === 'fullyConnected') return Math.ceil(layer.columns / simd)
  return windowFolding(convolutionFolding(layer, { pe: 1, simd })).beats
}

/** Cycles that a frame takes at most where nobody asks for a rate. */
export const defaultInterval = 32_768

/**
 * The cheapest folding that gives every layer at most `targetInterval` cycles a frame: fewest lanes (PE times SIMD), and
 * among equals the fewest elements, because each one adds an accumulator where a wider one only adds to its
 * popcount.
 *
 * @throws InputError when the target is no positive whole number.
 *
 * @example
 * defaultFolding(network, 512)
 */
export function defaultFolding(network: Network, targetInterval = defaultInterval): Folding {
  if (!Number.isInteger(targetInterval) || targetInterval < 1) {
    throw new InputError(`an interval of ${targetInterval} cycles cannot be planned for`, {
      help: 'use a whole number of cycles from 1',
    })
  }
  return { layers: neuronLayers(lower(network)).map((layer) => cheapestFold(layer, targetInterval)) }
}

function cheapestFold(layer: LoweredNeurons, targetInterval: number): Fold {
  for (const lanes of usefulLanes(layer)) {
    const fold = cheapestOf(layer, lanes, targetInterval)
    if (fold) return fold
  }
  // All neurons and all inputs at once take one cycle a pixel, the least there is.
  return { pe: layer.rows, simd: layer.columns }
}

function cheapestOf(layer: LoweredNeurons, lanes: readonly number[], targetInterval: number): Fold | null {
  let cheapest: Fold | null = null
  for (const simd of lanes) {
    const neuronFolds = Math.floor(targetInterval / (outputPixels(layer) * synapseFolds(layer, simd)))
    if (neuronFolds === 0) continue
    const pe = Math.ceil(layer.rows / neuronFolds)
    const saved: number = cheapest === null ? 1 : cheapest.pe * cheapest.simd - pe * simd
    if (cheapest === null || saved > 0 || (saved === 0 && pe < cheapest.pe)) cheapest = { pe, simd }
  }
  return cheapest
}

/**
 * Numbers of lanes that no fewer lanes could replace: the least for each number of synapse folds. A convolution prefers those up to
 * its channels, because every further pixel at once is one more read port of its line buffer.
 */
function usefulLanes(layer: LoweredNeurons): number[][] {
  if (layer.kind === 'fullyConnected') return [leastLanes(layer.columns)]
  const channels = layer.inputShape[2]
  const taps = layer.columns / channels
  return [leastLanes(channels), leastLanes(taps).map((count) => count * channels)]
}

/** Folds that no smaller fold with as many synapse and neuron folds could replace. */
export function usefulFolds(layer: LoweredNeurons): Fold[] {
  const elements = leastLanes(layer.rows)
  return usefulLanes(layer)
    .flat()
    .flatMap((simd) => elements.map((pe) => ({ pe, simd })))
}

/** For each number of groups, the least size with which `total` things make so many groups. */
function leastLanes(total: number): number[] {
  const sizes = new Set<number>()
  for (let groups = 1; groups <= total; groups++) sizes.add(Math.ceil(total / groups))
  return [...sizes]
}
