/** The trained network in floating point, with frozen statistics: what the integer network must agree with. */
import * as tf from '@tensorflow/tfjs-core'
import { type Batch, orderedBatches, PIXELS, type Samples } from './data.ts'
import { binarize, EPSILON } from './layers.ts'
import { binaryWeights, type Model, multiply, type TrainableLayer } from './model.ts'

/** Frozen batch normalisation of one hidden layer; 32-bit numbers, one a neuron. */
export interface Statistics {
  /** Mean of the dot product, of the greatest one of each pool after a convolution. */
  readonly mean: Float32Array
  /** 1 / standard deviation of the dot product. */
  readonly inverseDeviation: Float32Array
}

/** What one batch gives; all arrays image after image. */
export interface Activations {
  /** ±1 after the pool, one array a layer, for the layers whose statistics are known. */
  readonly hidden: readonly Float32Array[]
  /** Dot products, pooled, of the next layer: the scores, when the statistics of every hidden layer are known. */
  readonly dots: Float32Array
}

const CHUNK = 250

/** Runs the hidden layers whose statistics are known, and the dot products of the layer after them. */
export function forward(model: Model, statistics: readonly Statistics[], batch: Batch): Activations {
  const hidden: Float32Array[] = []
  let dots: Float32Array = new Float32Array(0)
  tf.tidy(() => {
    let activations = tf.tensor2d(batch.images, [batch.labels.length, PIXELS])
    statistics.forEach((known, index) => {
      const layer = model[index]!
      const { pooled } = multiply(layer, activations, binaryWeights(layer))
      activations = binarize(affine(pooled, layer, known))
      hidden.push(activations.dataSync() as Float32Array)
    })
    const next = model[statistics.length]!
    dots = multiply(next, activations, binaryWeights(next)).pooled.dataSync() as Float32Array
  })
  return { hidden, dots }
}

/** Normalisation, scale and shift as four roundings to 32 bits, in the order that `fold.ts` repeats. */
function affine(dots: tf.Tensor2D, { gamma, beta }: TrainableLayer, known: Statistics): tf.Tensor2D {
  const normalized = tf.mul(tf.sub(dots, tf.tensor1d(known.mean)), tf.tensor1d(known.inverseDeviation))
  return tf.add(tf.mul(normalized, tf.tensor1d(gamma)), tf.tensor1d(beta))
}

/**
 * Means and deviations of all hidden layers over `samples`, measured with the weights as they are now. During training
 * each batch is normalised by itself and the weights keep flipping, so running averages would lag behind; measuring once
 * at the end is exact. Layer by layer, as the bits of one layer depend on the statistics of the layers before.
 */
export function calibrate(model: Model, samples: Samples): Statistics[] {
  const statistics: Statistics[] = []
  for (const { outputs } of model.slice(0, -1)) {
    const sums = new Float64Array(outputs)
    const squares = new Float64Array(outputs)
    let count = 0
    for (const batch of orderedBatches(samples, CHUNK)) {
      const { dots } = forward(model, statistics, batch)
      dots.forEach((dot, index) => {
        sums[index % outputs]! += dot
        squares[index % outputs]! += dot * dot
      })
      count += dots.length / outputs
    }
    const mean = Float32Array.from(sums, (sum) => sum / count)
    const inverseDeviation = Float32Array.from(squares, (square, neuron) => {
      const variance = square / count - (sums[neuron]! / count) ** 2
      return 1 / Math.sqrt(variance + EPSILON)
    })
    statistics.push({ mean, inverseDeviation })
  }
  return statistics
}

/** The number of samples whose label is the first class with the highest score. */
export function countCorrect(model: Model, statistics: readonly Statistics[], samples: Samples): number {
  const classes = model.at(-1)!.outputs
  let correct = 0
  for (const batch of orderedBatches(samples, CHUNK)) {
    const { dots } = forward(model, statistics, batch)
    batch.labels.forEach((label, image) => {
      const scores = dots.subarray(image * classes, (image + 1) * classes)
      if (scores.indexOf(Math.max(...scores)) === label) correct++
    })
  }
  return correct
}
