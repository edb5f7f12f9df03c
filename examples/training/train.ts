/** The training loop: a fixed recipe, and a state that is advanced one epoch at a time. */
import { adam, createMoments, type Moments } from './adam.ts'
import { type Samples, shuffledBatches } from './data.ts'
import { createModel, type Model, step, type TrainableLayer } from './model.ts'
import { Random } from './random.ts'

/** Everything that decides what comes out of a training run. */
export interface Recipe {
  /** Start of the random generator: initial weights, order of images, shifts. */
  readonly seed: number
  readonly epochs: number
  /** Widths of the input and of every layer: values, or channels where a convolution takes or gives a map. */
  readonly widths: readonly number[]
  /** How many of the first layers are convolutions, each with a pool after it. */
  readonly convolutions: number
  /** Images a step. */
  readonly batchSize: number
  /** Images are moved by up to so many pixels in each direction. */
  readonly shift: number
  /** Step size for latent weights at the start; it falls exponentially to `finalRate`. */
  readonly rate: number
  readonly finalRate: number
  /** Step size for scale and shift of the normalisation, as a share of the rate for weights. */
  readonly normalizationRate: number
  /** The softmax sees the scores times this. */
  readonly scoreScale: number
}

/** The moments of one layer's parameters. */
export type LayerMoments = { readonly [Parameter in ParameterName]: Moments }

/** The trainable arrays of a layer. */
export const parameterNames = ['latent', 'gamma', 'beta'] as const
export type ParameterName = (typeof parameterNames)[number]

/** A training run between two epochs. */
export interface Training {
  readonly recipe: Recipe
  readonly model: Model
  readonly moments: readonly LayerMoments[]
  readonly random: Random
  /** Epochs done. */
  epoch: number
  /** Steps done. */
  steps: number
}

/** A run at its very start. */
export function startTraining(recipe: Recipe): Training {
  const random = new Random(recipe.seed)
  const model = createModel(recipe.widths, recipe.convolutions, random)
  return { recipe, model, moments: model.map(zeroMoments), random, epoch: 0, steps: 0 }
}

function zeroMoments({ latent, gamma, beta }: TrainableLayer): LayerMoments {
  return {
    latent: createMoments(latent.length),
    gamma: createMoments(gamma.length),
    beta: createMoments(beta.length),
  }
}

/** Trains one epoch and returns the mean loss. `onStep` hears of the share of the epoch that is done. */
export function trainEpoch(training: Training, samples: Samples, onStep?: (share: number) => void): number {
  const { recipe, model, moments, random } = training
  const stepsPerEpoch = Math.floor(samples.count / recipe.batchSize)
  let loss = 0
  let done = 0
  for (const batch of shuffledBatches(samples, recipe.batchSize, recipe.shift, random)) {
    const result = step(model, batch, recipe.scoreScale)
    training.steps++
    const progress = training.steps / (stepsPerEpoch * recipe.epochs)
    const rate = recipe.rate * (recipe.finalRate / recipe.rate) ** progress
    result.gradients.forEach((gradients, index) => {
      for (const name of parameterNames) {
        const isWeights = name === 'latent'
        const ownRate = isWeights ? rate : rate * recipe.normalizationRate
        // A latent weight beyond ±1 would only take longer to change its sign.
        const limit = isWeights ? 1 : Number.POSITIVE_INFINITY
        adam(model[index]![name], gradients[name], moments[index]![name], ownRate, training.steps, limit)
      }
    })
    loss += result.loss
    done++
    onStep?.(done / stepsPerEpoch)
  }
  training.epoch++
  return loss / done
}
