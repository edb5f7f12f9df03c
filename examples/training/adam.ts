/** Adam on plain arrays: one fused loop instead of a dozen tensor operations, and a state that is easy to save. */

/** First and second moments of the gradients of one parameter array. */
export interface Moments {
  readonly first: Float32Array
  readonly second: Float32Array
}

const FIRST_DECAY = 0.9
const SECOND_DECAY = 0.999
const STABILITY = 1e-8

/** Moments for `length` parameters, all zero. */
export function createMoments(length: number): Moments {
  return { first: new Float32Array(length), second: new Float32Array(length) }
}

/**
 * One Adam step in place (D. Kingma and J. Ba, arXiv 1412.6980, algorithm 1). `time` counts steps from 1;
 * `limit` clips the parameters to [-limit, limit] afterwards.
 */
export function adam(
  parameters: Float32Array,
  gradient: Float32Array,
  { first, second }: Moments,
  rate: number,
  time: number,
  limit = Number.POSITIVE_INFINITY,
): void {
  const correction = Math.sqrt(1 - SECOND_DECAY ** time) / (1 - FIRST_DECAY ** time)
  const size = rate * correction
  for (let index = 0; index < parameters.length; index++) {
    const slope = gradient[index]!
    const mean = FIRST_DECAY * first[index]! + (1 - FIRST_DECAY) * slope
    const power = SECOND_DECAY * second[index]! + (1 - SECOND_DECAY) * slope * slope
    first[index] = mean
    second[index] = power
    const moved = parameters[index]! - (size * mean) / (Math.sqrt(power) + STABILITY)
    parameters[index] = Math.max(-limit, Math.min(limit, moved))
  }
}
