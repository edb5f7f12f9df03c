/** The network under training: latent weights and normalisation parameters, the forward pass and all gradients. */
import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from './data.ts'
import * as layers from './layers.ts'
import type { Random } from './random.ts'

/** One fully connected layer under training. */
export interface TrainableLayer {
  readonly inputs: number
  readonly outputs: number
  /** Real numbers in [-1, 1], row = input, column = output; the network computes with their signs only. */
  readonly latent: Float32Array
  /** Scale of the normalised dot product, one a neuron; empty in the last layer, whose dots are the scores. */
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

/** Random latent weights for layers of these widths, input first: `[784, 256, 256, 256, 10]`. */
export function createModel(widths: readonly number[], random: Random): Model {
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index]!
    const hidden = index < widths.length - 2 ? outputs : 0
    return {
      inputs,
      outputs,
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
    const images = tf.tensor2d(batch.images, [batch.labels.length, model[0]!.inputs])
    const { traces, scores } = forwardPass(model, images)
    const entropy = crossEntropy(scores, batch.labels, scoreScale)
    loss = entropy.loss
    gradients = backwardPass(model, traces, entropy.gradient)
  })
  return { loss, gradients }
}

/** What the backward pass needs from the forward pass of one layer. */
interface Trace {
  readonly inputs: tf.Tensor2D
  readonly weights: tf.Tensor2D
  /** The way from the dot products to the bits; null in the last layer. */
  readonly hidden: { readonly normalized: layers.Normalized; readonly scaled: tf.Tensor2D } | null
}

function forwardPass(model: Model, images: tf.Tensor2D): { traces: Trace[]; scores: tf.Tensor2D } {
  const traces: Trace[] = []
  let activations = images
  for (const layer of model.slice(0, -1)) {
    const weights = binaryWeights(layer)
    const normalized = layers.normalize(layers.dense(activations, weights))
    const scaled = tf.add(
      tf.mul(normalized.values, tf.tensor1d(layer.gamma)),
      tf.tensor1d(layer.beta),
    ) as tf.Tensor2D
    traces.push({ inputs: activations, weights, hidden: { normalized, scaled } })
    activations = layers.binarize(scaled)
  }
  const weights = binaryWeights(model.at(-1)!)
  traces.push({ inputs: activations, weights, hidden: null })
  return { traces, scores: layers.dense(activations, weights) }
}

/**
 * From the gradient by the scores back to the first layer. The gradient by a binary weight is used for its latent weight
 * as it stands: that is the straight-through estimator, whose hard tanh is the identity within [-1, 1].
 */
function backwardPass(model: Model, traces: readonly Trace[], scoreGradient: tf.Tensor2D): LayerGradients[] {
  const gradients: LayerGradients[] = []
  let gradient = scoreGradient
  for (let index = model.length - 1; index >= 0; index--) {
    const { inputs, weights, hidden } = traces[index]!
    let gamma: Float32Array = new Float32Array(0)
    let beta: Float32Array = gamma
    if (hidden) {
      const { normalized, scaled } = hidden
      gradient = layers.binarizeGradient(scaled, gradient)
      gamma = numbers(tf.sum(tf.mul(gradient, normalized.values), 0))
      beta = numbers(tf.sum(gradient, 0))
      gradient = layers.normalizeGradient(normalized, tf.mul(gradient, tf.tensor1d(model[index]!.gamma)))
    }
    gradients.unshift({ latent: numbers(layers.denseWeightGradient(inputs, gradient)), gamma, beta })
    // The images themselves need no gradient.
    if (index > 0) gradient = layers.denseInputGradient(weights, gradient)
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
