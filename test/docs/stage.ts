/** The stage on which examples play: a folder with files, and things that examples may use without saying where from. */

import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import { elaborateNetwork } from '../../accelerator/elaborate-network.ts'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import {
  clog2,
  type Design,
  elaborate,
  input,
  inputStream,
  module,
  output,
  outputStream,
} from '../../dsl/index.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import { loadImages } from '../../network/images.ts'
import type { FullyConnectedLayer, Network } from '../../network/network.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { simulate } from '../../sim/simulate.ts'
import { type SimulationTarget, targetOf } from '../../sim/target.ts'
import { type PackedLayer, packFolder } from '../network/bnn-pynq.ts'
import type { Names } from './run-example.ts'

function layer(
  name: string,
  inputs: number,
  outputs: number,
  thresholds: Int32Array | null,
): FullyConnectedLayer {
  const weights = new BitMatrix(outputs, inputs)
  for (let row = 0; row < outputs; row++) {
    for (let column = row % 3; column < inputs; column += 2 + (row % 5)) weights.set(row, column, 1)
  }
  return { kind: 'fullyConnected', name, inputs, outputs, weights, thresholds }
}

/** A network for images of 28 x 28 bytes that is quickly elaborated. */
const network: Network = {
  name: 'lfc',
  input: { kind: 'bits', shape: [28, 28, 1], threshold: 128 },
  layers: [layer('hidden', 784, 16, new Int32Array(16).fill(392)), layer('last', 16, 10, null)],
  scores: { kind: 'popcount' },
  decision: { kind: 'argmax' },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
}

/** A module with plain ports and streams: what the examples call `design`. */
const PopcountStream = module(
  ({ lanes }: { lanes: number }) => `popcount_stream_${lanes}`,
  ({ lanes }) => ({
    a: input(lanes),
    y: output(lanes),
    activation: inputStream({ bits: lanes }),
    count: outputStream({ value: clog2(lanes + 1) }),
  }),
  ({ a, activation }) => ({ y: a.not(), count: activation.map(({ bits }) => ({ value: bits.popcount() })) }),
)

/**
 * Fills `folder`, which becomes the working directory of the examples:
 *
 * | name | what |
 * | --- | --- |
 * | `examples/`, `generators/`, `dsl/` | those of the project |
 * | `rtl-out/lfc`, `rtl-out/popcount_stream_8` | a small elaborated network, and a module of streams |
 * | `mnist-lfcW1A1`, `cifar10-cnvW1A1` | parameter folders of BNN-PYNQ with made-up weights |
 * | `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte` | four images and their labels |
 * | `folding.json`, `parameters.npz` | what their names say |
 *
 * and returns the values that examples may use by name.
 */
export async function buildStage(project: string, folder: string): Promise<Names> {
  for (const name of ['examples', 'generators', 'dsl', 'node_modules', 'tsconfig.json']) {
    symlinkSync(join(project, name), join(folder, name))
  }
  writeImages(folder)
  packFolder(
    join(folder, 'mnist-lfcW1A1'),
    packed([784, 1024, 1024, 1024, 10]),
    '0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n',
  )
  packFolder(join(folder, 'cifar10-cnvW1A1'), packed([27, 576, 64]), '')
  const folding = defaultFolding(network)
  const { plan, files } = elaborateNetwork(network, folding)
  mkdirSync(join(folder, 'rtl-out'))
  await writeFolder(files, join(folder, 'rtl-out/lfc'))
  writeFileSync(join(folder, 'folding.json'), JSON.stringify(folding))
  copyFileSync(join(project, 'examples/sfc-mnist/parameters.npz'), join(folder, 'parameters.npz'))

  const small = elaborate(PopcountStream, { lanes: 8 })
  const target = await emitted(small, join(folder, 'rtl-out/popcount_stream_8'))
  const stimulus = {
    cycles: 100,
    inputs: { activation: { beats: [{ bits: 5n }, { bits: 255n }] } },
    outputs: { count: { expect: 2 } },
  }
  const trace = await simulate(target, stimulus, { simulator: 'engine', tracePorts: true })
  return {
    ...{ network, folding, plan, images: loadImages(join(folder, 't10k-images-idx3-ubyte')) },
    ...{ design: small, files: emitDesign(small).files, target, stimulus, trace },
    ...{ expect, z, console: { log: () => {} }, defineConfig: <T>(config: T) => config },
  }
}

/** A design on disk, ready for every simulator. */
async function emitted(design: Design, directory: string): Promise<SimulationTarget> {
  const { files } = emitDesign(design)
  await writeFolder(files, directory)
  return targetOf(design, { directory, files: [...files.keys()].filter((file) => file.endsWith('.sv')) })
}

/** Four images and labels in the files of MNIST. */
function writeImages(folder: string): void {
  const pixels = Uint8Array.from({ length: 4 * 784 }, (_, i) => (i * 37) & 255)
  const header = (...words: number[]) =>
    words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
  writeFileSync(join(folder, 't10k-images-idx3-ubyte'), Uint8Array.of(...header(0x803, 4, 28, 28), ...pixels))
  writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), Uint8Array.of(...header(0x801, 4), 7, 2, 1, 0))
}

/** Layers between these sizes, cut into 32 x 32. */
function packed(sizes: readonly number[]): PackedLayer[] {
  return sizes.slice(1).map((rows, index) => ({
    rows,
    columns: sizes[index]!,
    pe: 32,
    simd: 32,
    weight: (row, column) => (row ^ column) & 1,
    threshold: (row) => BigInt(row % 60),
    storedRows: Math.ceil(rows / 32) * 32,
    paddingThreshold: 32767n,
  }))
}
