/** The long runs: whole test sets, the rates that the networks are planned for, and the counts that must come out. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadMnistImages } from '../examples/training/data.ts'
import { firstImages, type ImageSet, loadImages } from '../network/images.ts'
import type { TargetOptions } from '../plan/target.ts'

/** A network, planned for a rate, and its whole test set. */
export interface RegressionCase {
  readonly model: string
  /** Files of the data folder besides the model. */
  readonly needs?: readonly string[]
  /** What `loadModel` must be told about the model. */
  readonly options: { readonly format?: string; readonly topology?: string }
  readonly target: TargetOptions
  /** The whole test set, or as many images of it as the largest hardware does in minutes. */
  readonly images: () => ImageSet
  /** Right answers to all of them. */
  readonly correct: number
}

/** Names of all cases, the quick ones first. */
export const regressionNames = [
  'sfc-mnist',
  'lfc',
  'cnn-mnist',
  'cnn-half-negative',
  'cnv',
  'binarynet',
  'binarynet-max',
] as const
export type RegressionName = (typeof regressionNames)[number]

/** The cases whose parameters and images are at hand; `data` is the folder with the published ones. */
export function regressionCases(data: string): Partial<Record<RegressionName, RegressionCase>> {
  const mnist = () => loadMnistImages('t10k')
  const cifarFile = join(data, 'cifar10/test_batch.bin')
  const cifar = () => loadImages(cifarFile)
  const needs = [cifarFile]
  const all: Record<RegressionName, RegressionCase> = {
    'sfc-mnist': {
      model: 'examples/sfc-mnist',
      options: {},
      target: { fps: 1_000_000 },
      images: mnist,
      correct: 9779,
    },
    lfc: {
      model: join(data, 'bnn-pynq/mnist-lfcW1A1'),
      options: { topology: 'lfc' },
      target: { fps: 390_625 },
      images: mnist,
      correct: 9840,
    },
    'cnn-mnist': {
      model: 'examples/cnn-mnist',
      options: {},
      target: { fps: 24_400 },
      images: mnist,
      correct: 9833,
    },
    'cnn-half-negative': {
      model: 'examples/cnn-half-negative',
      needs,
      options: {},
      target: { fps: 12_000 },
      images: cifar,
      correct: 8656,
    },
    cnv: {
      model: join(data, 'bnn-pynq/cifar10-cnvW1A1'),
      needs,
      options: { topology: 'cnv' },
      target: { fps: 12_000 },
      images: cifar,
      correct: 7922,
    },
    binarynet: {
      model: join(data, 'binarynet-cifar10/params.npz'),
      needs,
      options: { format: 'binarynet' },
      target: { fps: 12_000, clockMhz: 200, device: 'xcku115' },
      images: cifar,
      correct: 8888,
    },
    'binarynet-max': {
      model: join(data, 'binarynet-cifar10/params.npz'),
      needs,
      options: { format: 'binarynet' },
      target: { max: true, clockMhz: 200, device: 'xcku115' },
      images: () => firstImages(cifar(), 16),
      correct: 16,
    },
  }
  const isHere = ({ model, needs = [] }: RegressionCase) =>
    [model, ...needs].every((path) => existsSync(path))
  return Object.fromEntries(Object.entries(all).filter(([, subject]) => isHere(subject)))
}
