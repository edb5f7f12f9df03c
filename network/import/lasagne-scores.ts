/** Scores in whole numbers from the normalisation of the last layer. */
import type { ScoreRule } from '../network.ts'
import type { BatchNorm } from './batch-norm.ts'
import type { LasagneBlock } from './lasagne-blocks.ts'

/**
 * The scores that rank the classes as the normalised sums do. Where all classes have the same positive scale and the same
 * offset, these are the popcounts. Otherwise scale and offset become integers, in units of the smallest power of two at which
 * all scores fit 32 bits: scores are off by less than (inputs + 1) / 2 units, one unit being some 2^-31 of the largest score.
 */
export function scoreRule({ outputs, norm }: LasagneBlock, inputs: number, unit: number): ScoreRule {
  const lines = Array.from({ length: outputs }, (_, output) => lineOf(norm(output), unit))
  const [first] = lines
  const isSame = lines.every(({ scale, offset }) => scale === first!.scale && offset === first!.offset)
  if (isSame && first!.scale > 0 && unit === 1) return { kind: 'popcount' }
  // Sums of integers are at most 255 times as large as those of +1 and -1.
  const farthest = inputs * (unit === 1 ? 1 : 255)
  const reach = Math.max(...lines.map(({ scale, offset }) => Math.abs(scale) * farthest + Math.abs(offset)))
  const roundingRoom = farthest + 1
  const exponent = reach === 0 ? 0 : Math.floor(Math.log2((2 ** 31 - 1 - roundingRoom) / reach))
  const rounded = (value: number) => Math.round(value * 2 ** exponent)
  return {
    kind: 'affine',
    scale: lines.map(({ scale }) => rounded(scale)),
    offset: lines.map(({ offset }) => rounded(offset)),
  }
}

/** The normalised sum as `scale * sum + offset`. */
function lineOf({ bias, beta, gamma, mean, inverseDeviation }: BatchNorm, unit: number) {
  const scale = (gamma * inverseDeviation) / unit
  return { scale, offset: beta + (bias - mean) * gamma * inverseDeviation }
}
