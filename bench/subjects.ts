/** What is measured: networks with their foldings and images, and what the figures should be. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadMnistImages } from '../examples/training/data.ts'
import type { Fold, Folding } from '../lowering/fold.ts'
import { type ImageSet, loadImages } from '../network/images.ts'
import type { Network } from '../network/network.ts'
import { defaultFolding } from '../plan/folding.ts'
import type { Simulator } from '../sim/simulate.ts'

/** A network to measure. */
export interface Subject {
  readonly model: string
  /** What `loadModel` and `npm run elaborate` must be told about the model. */
  readonly options: { readonly format?: string; readonly topology?: string }
  readonly folding: (network: Network) => Folding
  readonly images: () => ImageSet
  /** The simulators to run, and images enough that each takes a second or more. */
  readonly simulations: readonly { readonly simulator: Simulator; readonly images: number }[]
  /** Images for software: enough that a run takes a tenth of a second or so. */
  readonly inferences: number
  /** Seconds that elaboration should stay below. */
  readonly elaborationGoal: number
}

/** Names of the networks that others have published. */
export const publishedNames = ['lfc', 'cnv', 'binarynet'] as const
export type PublishedName = (typeof publishedNames)[number]

const smallSimulations = [
  { simulator: 'icarus', images: 6 },
  { simulator: 'engine', images: 300 },
  { simulator: 'verilator', images: 1000 },
] as const

/** FINN's folding of LFC on a Z7020: 512 cycles a frame. */
const lfcFolding = foldingOf([32, 49], [64, 32], [32, 64], [10, 8])

/** FINN's folding of CNV: 32,768 cycles a frame. */
const cnvFolding = foldingOf([16, 3], [32, 32], [16, 32], [16, 32], [4, 32], [1, 32], [1, 4], [1, 8], [5, 1])

/** The published networks whose parameters lie in a folder. */
export function publishedSubjects(data: string): Partial<Record<PublishedName, Subject>> {
  const cifar = {
    images: () => loadImages(join(data, 'cifar10/test_batch.bin')),
    simulations: [{ simulator: 'verilator', images: 20 }],
    inferences: 20,
    elaborationGoal: 5,
  } as const
  const all: Record<PublishedName, Subject> = {
    lfc: {
      model: join(data, 'bnn-pynq/mnist-lfcW1A1'),
      options: { topology: 'lfc' },
      folding: () => lfcFolding,
      images: () => loadImages(join(data, 'mnist/t10k-images-idx3-ubyte')),
      simulations: smallSimulations,
      inferences: 500,
      elaborationGoal: 1,
    },
    cnv: {
      ...cifar,
      model: join(data, 'bnn-pynq/cifar10-cnvW1A1'),
      options: { topology: 'cnv' },
      folding: () => cnvFolding,
    },
    binarynet: {
      ...cifar,
      model: join(data, 'binarynet-cifar10/params.npz'),
      options: { format: 'binarynet' },
      folding: (network) => defaultFolding(network),
    },
  }
  return Object.fromEntries(Object.entries(all).filter(([, { model }]) => existsSync(model)))
}

/** The network that ships with us. */
export const shippedSubject: Subject = {
  model: 'examples/sfc-mnist',
  options: {},
  folding: (network) => defaultFolding(network, 512),
  images: () => loadMnistImages('t10k'),
  simulations: smallSimulations,
  inferences: 500,
  elaborationGoal: 1,
}

function foldingOf(...folds: readonly (readonly [pe: number, simd: number])[]): Folding {
  return { layers: folds.map(([pe, simd]): Fold => ({ pe, simd })) }
}
