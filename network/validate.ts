/** What must hold for a network, checked before anything is computed from it or built for it. */
import { valueTable } from './encoding.ts'
import { maximumLayerSize } from './limits.ts'
import type { BitInput, InputEncoding, IntegerInput, Network, NeuronLayer } from './network.ts'
import { countsMatches, eatsIntegers, scoreRange } from './ranges.ts'
import { identifier, isInt32, isWhole, nameHelp, quote, requireAt } from './require.ts'
import { lastLayer } from './shapes.ts'
import { checkLayer } from './validate-layer.ts'

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
  checkClasses(network.classes, lastLayer(network))
  checkScores(network)
  checkDecision(network)
}

const inNetwork = requireAt('network')

function checkInput(input: InputEncoding): void {
  for (const [i, axis] of (['height', 'width', 'channels'] as const).entries()) {
    const size = input.shape[i]!
    inNetwork(
      isWhole(size, 1, maximumLayerSize),
      `the ${axis} of an image is ${size}`,
      'input.shape is [height, width, channels], each a whole number from 1',
    )
  }
  switch (input.kind) {
    case 'bits':
      checkBits(input)
      break
    case 'integers':
      checkIntegers(input)
      break
    default:
      input satisfies never
  }
}

function checkBits({ threshold }: BitInput): void {
  inNetwork(
    isWhole(threshold, 0, 256),
    `the input threshold is ${threshold}`,
    'a bit is byte >= threshold, with a whole number of 0..256; 128 is customary',
  )
}

function checkIntegers(input: IntegerInput): void {
  const { bits, signed, mapping } = input
  inNetwork(isWhole(bits, 1, 16), `an input has ${bits} bits`, 'use 1 to 16 bits')
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

function checkClasses(classes: readonly string[], last: NeuronLayer): void {
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
  const { scores } = network
  const last = lastLayer(network)
  switch (scores.kind) {
    case 'popcount':
      inNetwork(
        countsMatches(network, last),
        `the scores are to be popcounts, but layer ${last.name} adds ${eatsIntegers(network, last) ? 'integers' : 'the taps inside its map alone'}`,
        'use affine scores with scale 1 and offset 0',
      )
      break
    case 'affine': {
      checkPerClass(network, scores.scale, 'score scales')
      checkPerClass(network, scores.offset, 'score offsets')
      const { minimum, maximum } = scoreRange(network)
      inNetwork(
        isInt32(minimum) && isInt32(maximum),
        `scores reach ${minimum}..${maximum}, which does not fit 32 bits`,
        'use smaller scales and offsets',
      )
      break
    }
    default:
      scores satisfies never
  }
}

function checkDecision(network: Network): void {
  const { decision } = network
  switch (decision.kind) {
    case 'argmax':
      break
    case 'highest-set-bit':
      checkPerClass(network, decision.thresholds, 'decision thresholds')
      break
    default:
      decision satisfies never
  }
}

function checkPerClass({ classes }: Network, values: readonly number[], what: string): void {
  inNetwork(
    values.length === classes.length,
    `there are ${values.length} ${what} for ${classes.length} classes`,
    'give one for each class',
  )
  values.forEach((value, k) => {
    inNetwork(isInt32(value), `number ${k} of the ${what} is ${value}`, 'use whole numbers of 32 bits')
  })
}
