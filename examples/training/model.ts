/** The network under training: latent weights and normalisation parameters, the forward pass and all gradients. */
import * as tf from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../network/network.ts'
import { POOL, pool, poolGradient, TAPS, windows, windowsGradient } from './convolution.ts'
import { type Batch, PIXELS, SIDE } from './data.ts'
import * as layers from './layers.ts'
import type { Random } from './random.ts'

/** One layer under training: fully connected, or a convolution with the pool after it. */
export interface TrainableLayer {
  /** What a neuron sees: all values of the layer before, or the taps of a window. */
  readonly inputs: number
  readonly outputs: number
  /** The map that a convolution slides over; null for a fully connected layer. */
  readonly map: ImageShape | null
  /** Real numbers in [-1, 1], row = input, column = output; the network computes with their signs only. */
  readonly latent: Float32Array
  /**
   * Scale of the normalised dot product, one a neuron; empty in the last layer, whose dots are the scores. Convolutions keep
   * the 1, since a negative scale would make a minimum of their pool; their weights can change sign instead.
   */
  readonly gamma: Float32Array
  /** Shift after the scale, one a neuron; empty in the last layer. */
  readonly beta: Float32Array
}

/** The layers from the input to the scores. */
export type Model = readonly TrainableLayer[]

/** Gradients of the loss, in the shapes of a {@link TrainableLayer}. */
export interface LayerGradients {
  readonly latent: Float32Array
  readonly gamma: Float32Array
  readonly beta: Float32Array
}

/**
 * Random latent weights for layers of these widths, input first: `[784, 256, 256, 256, 10]`. The first `convolutions` of them
 * are convolutions, whose widths are channels: `[1, 16, 32, 64, 10]` with 2 of them.
 */
export function createModel(widths: readonly number[], convolutions: number, random: Random): Model {
  return widths.slice(1).map((outputs, index) => {
    const before = widths[index]!
    const side = SIDE / POOL ** Math.min(index, convolutions)
    const map: ImageShape | null = index < convolutions ? [side, side, before] : null
    // The first fully connected layer after a convolution sees its whole map.
    const flattened = index > 0 && index === convolutions ? side * side * before : before
    const inputs = map ? TAPS * before : flattened
    const hidden = index < widths.length - 2 ? outputs : 0
    return {
      inputs,
      outputs,
      map,
      latent: Float32Array.from({ length: inputs * outputs }, () => 2 * random.next() - 1),
      gamma: new Float32Array(hidden).fill(1),
      beta: new Float32Array(hidden),
    }
  })
}

/** The signs of the latent weights as a tensor `[inputs, outputs]` of ±1. */
export function binaryWeights(layer: TrainableLayer): tf.Tensor2D {
  const signs = new Float32Array(layer.latent.length)
  // Arithmetic instead of a choice, since no processor can predict the signs: ten times faster.
  for (let index = 0; index < signs.length; index++) signs[index] = 2 * Number(layer.latent[index]! >= 0) - 1
  return tf.tensor2d(signs, [layer.inputs, layer.outputs])
}

/** Loss and gradients of one batch. */
export interface Step {
  /** Mean cross entropy. */
  readonly loss: number
  /** One entry a layer. */
  readonly gradients: readonly LayerGradients[]
}

/**
 * Loss and gradients of one batch, each parameter as it is now. The loss is the softmax cross entropy of the scores
 * times `scoreScale`.
 */
export function step(model: Model, batch: Batch, scoreScale: number): Step {
  // The results leave through these variables, since `tidy` would search a returned array for tensors, number by number.
  let loss = 0
  let gradients: LayerGradients[] = []
  tf.tidy(() => {
    const images = tf.tensor2d(batch.images, [batch.labels.length, PIXELS])
    const { traces, scores } = forwardPass(model, images)
    const entropy = crossEntropy(scores, batch.labels, scoreScale)
    loss = entropy.loss
    gradients = backwardPass(model, traces, entropy.gradient)
  })
  return { loss, gradients }
}

/** What the backward pass needs from the forward pass of one layer. */
interface Trace {
  readonly products: Products
  readonly weights: tf.Tensor2D
  /** The way from the dot products to the bits; null in the last layer. */
  readonly hidden: { readonly normalized: layers.Normalized; readonly scaled: tf.Tensor2D } | null
}

function forwardPass(model: Model, images: tf.Tensor2D): { traces: Trace[]; scores: tf.Tensor2D } {
  const traces: Trace[] = []
  let activations = images
  for (const layer of model.slice(0, -1)) {
    const weights = binaryWeights(layer)
    const products = multiply(layer, activations, weights)
    const normalized = layers.normalize(products.pooled)
    const scaled = tf.add(
      tf.mul(normalized.values, tf.tensor1d(layer.gamma)),
      tf.tensor1d(layer.beta),
    ) as tf.Tensor2D
    traces.push({ products, weights, hidden: { normalized, scaled } })
    activations = layers.binarize(scaled)
  }
  const last = model.at(-1)!
  const weights = binaryWeights(last)
  const products = multiply(last, activations, weights)
  traces.push({ products, weights, hidden: null })
  return { traces, scores: products.pooled }
}

/** The dot products of a layer, with what they were made of. */
interface Products {
  /** What the neurons see, one row for each set of dot products. */
  readonly rows: tf.Tensor2D
  readonly dots: tf.Tensor2D
  /** The greatest dot products of each pool; `dots` itself without a pool. */
  readonly pooled: tf.Tensor2D
}

/** The dot products of a layer, pooled after a convolution. The activations are regrouped to what a neuron sees. */
export function multiply(layer: TrainableLayer, activations: tf.Tensor2D, weights: tf.Tensor2D): Products {
  const { map, inputs } = layer
  const rows = map
    ? windows(activations, map)
    : (tf.reshape(activations, [activations.size / inputs, inputs]) as tf.Tensor2D)
  const dots = layers.dense(rows, weights)
  return { rows, dots, pooled: map ? pool(dots) : dots }
}

/**
 * From the gradient by the scores back to the first layer. The gradient by a binary weight is used for its latent weight
 * as it stands: that is the straight-through estimator, whose hard tanh is the identity within [-1, 1].
 */
function backwardPass(model: Model, traces: readonly Trace[], scoreGradient: tf.Tensor2D): LayerGradients[] {
  const gradients: LayerGradients[] = []
  let gradient = scoreGradient
  for (let index = model.length - 1; index >= 0; index--) {
    const { products, weights, hidden } = traces[index]!
    const { map } = model[index]!
    let gamma: Float32Array = new Float32Array(0)
    let beta: Float32Array = gamma
    if (hidden) {
      const { normalized, scaled } = hidden
      gradient = layers.binarizeGradient(scaled, tf.reshape(gradient, scaled.shape))
      gamma = map
        ? new Float32Array(scaled.shape[1])
        : numbers(tf.sum(tf.mul(gradient, normalized.values), 0))
      beta = numbers(tf.sum(gradient, 0))
      gradient = layers.normalizeGradient(normalized, tf.mul(gradient, tf.tensor1d(model[index]!.gamma)))
    }
    if (map) gradient = poolGradient(products.dots, products.pooled, gradient)
    gradients.unshift({ latent: numbers(layers.denseWeightGradient(products.rows, gradient)), gamma, beta })
    // The images themselves need no gradient.
    if (index === 0) break
    gradient = layers.denseInputGradient(weights, gradient)
    if (map) gradient = windowsGradient(gradient, map)
  }
  return gradients
}

function numbers(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array
}

/** Mean softmax cross entropy of `scale * scores`, and its gradient by the scores. */
function crossEntropy(
  scores: tf.Tensor2D,
  labels: Uint8Array,
  scale: number,
): { loss: number; gradient: tf.Tensor2D } {
  const classes = scores.shape[1]
  const oneHot = new Float32Array(labels.length * classes)
  labels.forEach((label, image) => {
    oneHot[image * classes + label] = 1
  })
  const target = tf.tensor2d(oneHot, scores.shape)
  const probabilities = tf.softmax(tf.mul(scores, scale)) as tf.Tensor2D
  const chosen = tf.sum(tf.mul(probabilities, target), 1)
  const loss = numbers(tf.neg(tf.mean(tf.log(tf.add(chosen, 1e-12)))))[0]!
  const gradient = tf.mul(tf.sub(probabilities, target), scale / labels.length) as tf.Tensor2D
  return { loss, gradient }
}
