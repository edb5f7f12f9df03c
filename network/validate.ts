/** What must hold for a network, checked before anything is computed from it or built for it. */
import { inputSize, valueTable } from './encoding.ts'
import { InputError } from './input-error.ts'
import type { InputEncoding, Layer, Network } from './network.ts'
import { accumulatorRange, eatsIntegers, scoreRange } from './ranges.ts'

/** The most inputs or outputs of one layer. */
export const maximumLayerSize = 65_536

/** A name that can stand in a file name and in a module name. */
const identifier = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** A class name: one line that can be printed in a table or a comment without surprises. */
const className = /^[\p{L}\p{N}][\p{L}\p{N} _.,'()&+/-]{0,63}$/u

/**
 * Checks that names can become file and module names, that shapes chain from the image to the classes, that lengths
 * agree, and that every accumulator and score fits 32 bits.
 *
 * @throws InputError for the first thing that does not hold; its place is `network` or `layer NAME`.
 */
export function validateNetwork(network: Network): void {
  inNetwork(
    identifier.test(network.name),
    `the name ${quote(network.name)} cannot become a module name`,
    nameHelp,
  )
  checkInput(network.input)
  inNetwork(network.layers.length > 0, 'there is no layer', 'a network has one layer or more')
  network.layers.forEach((_, index) => {
    checkLayer(network, index)
  })
  checkClasses(network.classes, network.layers.at(-1)!)
  checkScores(network)
}

/** Refuses what `holds` says is wrong; the place is `network` unless given. */
function inNetwork(holds: boolean, message: string, help: string, place = 'network'): void {
  if (!holds) throw new InputError(message, { place, help })
}

const nameHelp = 'use a letter, then letters, digits and underscores, 64 characters at most'

/** Text from a file, made safe to print on one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}...` : text)
}

function isInt32(value: number): boolean {
  return (value | 0) === value
}

function checkInput(input: InputEncoding): void {
  for (const [i, axis] of (['height', 'width', 'channels'] as const).entries()) {
    const size = input.shape[i]!
    inNetwork(
      Number.isInteger(size) && size >= 1 && size <= maximumLayerSize,
      `the ${axis} of an image is ${size}`,
      'input.shape is [height, width, channels], each a whole number from 1',
    )
  }
  if (input.kind === 'bits') {
    inNetwork(
      Number.isInteger(input.threshold) && input.threshold >= 0 && input.threshold <= 256,
      `the input threshold is ${input.threshold}`,
      'a bit is byte >= threshold, with a whole number of 0..256; 128 is customary',
    )
    return
  }
  const { bits, signed, mapping } = input
  inNetwork(
    Number.isInteger(bits) && bits >= 1 && bits <= 16,
    `an input has ${bits} bits`,
    'use 1 to 16 bits',
  )
  inNetwork(
    mapping.kind === 'affine' || signed,
    'fixed-point inputs are not marked as signed',
    'set signed to true: the mapping gives numbers on both sides of 0',
  )
  const low = signed ? -(2 ** (bits - 1)) : 0
  const high = low + 2 ** bits - 1
  valueTable(input).forEach((value, byte) => {
    inNetwork(
      value >= low && value <= high,
      `byte ${byte} becomes ${value}, which does not fit ${bits} ${signed ? 'signed' : 'unsigned'} bits (${low}..${high})`,
      'give the input more bits, or change the mapping',
    )
  })
}

function checkLayer(network: Network, index: number): void {
  const layer = network.layers[index]!
  const place = `layer ${identifier.test(layer.name) ? layer.name : index}`
  const must = (holds: boolean, message: string, help: string) => inNetwork(holds, message, help, place)
  const previous = network.layers[index - 1]

  must(identifier.test(layer.name), `the name ${quote(layer.name)} cannot become a module name`, nameHelp)
  must(
    // Some file systems do not tell a.sv from A.sv.
    network.layers.findIndex((other) => other.name.toLowerCase() === layer.name.toLowerCase()) === index,
    'an earlier layer has the same name (upper and lower case count as the same)',
    'give every layer a name of its own',
  )
  for (const side of ['inputs', 'outputs'] as const) {
    must(
      Number.isInteger(layer[side]) && layer[side] >= 1 && layer[side] <= maximumLayerSize,
      `it has ${layer[side]} ${side}`,
      `a layer has 1 to ${maximumLayerSize} ${side}`,
    )
  }
  const offered = previous?.outputs ?? inputSize(network.input)
  must(
    layer.inputs === offered,
    `it has ${layer.inputs} inputs, but ${previous ? `layer ${previous.name}` : 'the image'} gives ${offered}`,
    'make the two numbers equal',
  )
  const { weights } = layer
  must(
    weights.rows === layer.outputs && weights.columns === layer.inputs,
    `its weights are ${weights.rows} x ${weights.columns}, but ${layer.outputs} outputs of ${layer.inputs} inputs are needed`,
    'weights have one row for each output and one column for each input',
  )
  checkThresholds(layer, index === network.layers.length - 1, must)
  must(
    isInt32(accumulatorRange(network, layer).maximum),
    `sums of its ${layer.inputs} integer inputs do not fit 32 bits`,
    'use fewer inputs, or fewer bits for each',
  )
}

function checkThresholds(
  layer: Layer,
  isLast: boolean,
  must: (holds: boolean, message: string, help: string) => void,
): void {
  if (isLast) {
    const help = 'leave them out; thresholds on scores belong to the decision rule highest-set-bit'
    must(layer.thresholds === null, 'the last layer gives scores, but it has thresholds', help)
    return
  }
  must(
    layer.thresholds !== null,
    'it has no thresholds',
    'every layer but the last needs one for each output',
  )
  must(
    layer.thresholds?.length === layer.outputs,
    `it has ${layer.thresholds?.length} thresholds for ${layer.outputs} outputs`,
    'give one threshold for each output',
  )
}

function checkClasses(classes: readonly string[], last: Layer): void {
  inNetwork(
    classes.length === last.outputs,
    `there are ${classes.length} class names, but layer ${last.name} has ${last.outputs} outputs`,
    'name one class for each output of the last layer',
  )
  classes.forEach((name, index) => {
    inNetwork(
      className.test(name),
      `class ${index} has the name ${quote(name)}`,
      "use letters, digits, spaces and _.,'()&+/- (a letter or digit first), 64 characters at most",
    )
    inNetwork(
      classes.indexOf(name) === index,
      `classes ${classes.indexOf(name)} and ${index} are both called ${quote(name)}`,
      'give every class a name of its own',
    )
  })
}

function checkScores(network: Network): void {
  const { scores, decision, classes } = network
  const last = network.layers.at(-1)!
  const perClass = (values: readonly number[], what: string) => {
    inNetwork(
      values.length === classes.length,
      `there are ${values.length} ${what} for ${classes.length} classes`,
      'give one for each class',
    )
    values.forEach((value, k) => {
      inNetwork(isInt32(value), `number ${k} of the ${what} is ${value}`, 'use whole numbers of 32 bits')
    })
  }
  if (scores.kind === 'affine') {
    perClass(scores.scale, 'score scales')
    perClass(scores.offset, 'score offsets')
    const { minimum, maximum } = scoreRange(network)
    inNetwork(
      isInt32(minimum) && isInt32(maximum),
      `scores reach ${minimum}..${maximum}, which does not fit 32 bits`,
      'use smaller scales and offsets',
    )
  } else {
    inNetwork(
      !eatsIntegers(network, last),
      `the scores are to be popcounts, but layer ${last.name} adds integers`,
      'use affine scores with scale 1 and offset 0',
    )
  }
  if (decision.rule === 'highest-set-bit') perClass(decision.thresholds, 'decision thresholds')
}
