/** The pieces of a binarized network on TensorFlow.js tensors: each forward step beside the gradient that trains it. */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'

/** Keeps the normalisation finite for a neuron whose dot product never changes. */
export const EPSILON = 1e-4

/**
 * Starts TensorFlow.js on its WebAssembly backend (one thread). In Node the package reads the `.wasm` file that lies
 * beside its own code, so nothing is fetched.
 */
export async function startBackend(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('internal: the WebAssembly backend did not start')
}

/** `sign(values)` with `sign(0) = +1`, so that the result is always ±1 and one bit can hold it. */
export function binarize(values: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(tf.mul(tf.cast(tf.greaterEqual(values, 0), 'float32'), 2), 1)
}

/**
 * The straight-through estimator: the derivative of sign is 0 almost everywhere, so training pretends that it is that of
 * hard tanh, 1 where `|values| <= 1` and 0 outside (M. Courbariaux et al., arXiv 1602.02830, section 1.3).
 */
export function binarizeGradient(values: tf.Tensor2D, gradient: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(gradient, tf.cast(tf.lessEqual(tf.abs(values), 1), 'float32'))
}

/** Dot products `[batch, inputs] x [inputs, outputs]`; of ±1 matrices, so always integers. */
export function dense(inputs: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(inputs, weights)
}

/** The gradient of {@link dense} by its inputs. */
export function denseInputGradient(weights: tf.Tensor2D, gradient: tf.Tensor2D): tf.Tensor2D {
  // Transposed first, since the backend is 13 times slower with the transposing flags of matMul.
  return tf.matMul(gradient, tf.transpose(weights))
}

/** The gradient of {@link dense} by its weights. */
export function denseWeightGradient(inputs: tf.Tensor2D, gradient: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tf.transpose(inputs), gradient)
}

/** What {@link normalize} keeps for its gradient. */
export interface Normalized {
  /** Per column mean 0 and variance 1. */
  readonly values: tf.Tensor2D
  /** 1 / standard deviation of each column. */
  readonly inverseDeviation: tf.Tensor1D
}

/** Batch normalisation with the batch's own statistics (S. Ioffe and C. Szegedy, arXiv 1502.03167), before scale and shift. */
export function normalize(dots: tf.Tensor2D): Normalized {
  const centred = tf.sub(dots, tf.mean(dots, 0)) as tf.Tensor2D
  const variance = tf.mean(tf.square(centred), 0) as tf.Tensor1D
  const inverseDeviation = tf.rsqrt(tf.add(variance, EPSILON)) as tf.Tensor1D
  return { values: tf.mul(centred, inverseDeviation), inverseDeviation }
}

/** The gradient of {@link normalize}: mean and deviation depend on every row, so both are taken out of the gradient. */
export function normalizeGradient(
  { values, inverseDeviation }: Normalized,
  gradient: tf.Tensor2D,
): tf.Tensor2D {
  const alongMean = tf.mean(gradient, 0)
  const alongDeviation = tf.mul(values, tf.mean(tf.mul(gradient, values), 0))
  return tf.mul(inverseDeviation, tf.sub(tf.sub(gradient, alongMean), alongDeviation))
}
