/** What the area bench measures: units as generators with parameters, and networks with targets. */

import { join } from 'node:path'
import { clog2, Data, type Design, elaborate } from '../dsl/index.ts'
import { DissolvedDotProduct } from '../generators/dot-product/dissolved-dot-product.ts'
import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import { DotProduct } from '../generators/dot-product/dot-product.ts'
import { MatrixVectorThreshold } from '../generators/matrix-vector/matrix-vector-threshold.ts'
import type { WeightStyle } from '../generators/matrix-vector/weight-memory.timing.ts'
import type { TargetOptions } from '../plan/target.ts'

/** LUT sites and block memories; null where nobody says it. */
export interface Area {
  readonly sites: number | null
  readonly bram36: number | null
}

/** What we aim at, and what others pay. */
export interface Comparison {
  readonly published: (Area & { readonly who: string }) | null
  /** What must not be exceeded. */
  readonly bound: Area | null
  readonly goal: Area | null
}

/** A part of a network, made of random weights. */
export interface UnitSubject extends Comparison {
  readonly name: string
  /** XNOR-MACs a cycle. */
  readonly lanes: number
  readonly design: () => Design
}

/** A network and the rate that it is planned for. */
export interface NetworkSubject extends Comparison {
  readonly name: string
  readonly model: string
  readonly options: { readonly format?: string; readonly topology?: string }
  readonly target: TargetOptions
}

const finnPlusMvtu = { who: 'FINN+ build', sites: 10_593, bram36: 50 }

/** All units: the MVTU of the FINN+ build log, dot products with weights from outside, and with weights inside. */
export function unitSubjects(): UnitSubject[] {
  return [
    ...(['behavioural', 'carry-save', 'compressor'] as const).flatMap((popcount) => [
      mvtu('block', popcount, { sites: 5000, bram36: 50 }, { sites: 4300, bram36: 50 }),
      mvtu('logic', popcount, { sites: 6800, bram36: 0 }, { sites: 5800, bram36: 0 }),
    ]),
    ...[64, 112, 128, 256, 512].flatMap((lanes) =>
      (['behavioural', 'carry-save', 'compressor'] as const).map((structure) => dotProduct(lanes, structure)),
    ),
    ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((folds) =>
      (['carry-save', 'compressor'] as const).map((structure) => dissolved(folds, structure)),
    ),
  ]
}

/** Networks; `data` is the folder with the published ones. */
export function networkSubjects(data: string): readonly NetworkSubject[] {
  const binarynet = { model: join(data, 'binarynet-cifar10/params.npz'), options: { format: 'binarynet' } }
  return [
    {
      name: 'SFC, interval 16',
      model: 'examples/sfc-mnist',
      options: {},
      target: { fps: 12_360_000, clockMhz: 200, device: 'xczu7ev' },
      published: { who: 'FINN max', sites: 91_131, bram36: null },
      bound: { sites: 45_000, bram36: 0 },
      goal: { sites: 35_000, bram36: 0 },
    },
    {
      name: 'LFC, interval 512',
      model: join(data, 'bnn-pynq/mnist-lfcW1A1'),
      options: { topology: 'lfc' },
      target: { fps: 390_625, clockMhz: 200, device: 'xczu7ev' },
      published: { who: 'BNN-PYNQ', sites: 28_360, bram36: 110 },
      bound: null,
      goal: null,
    },
    {
      name: 'CNV, interval 32,768',
      model: join(data, 'bnn-pynq/cifar10-cnvW1A1'),
      options: { topology: 'cnv' },
      target: { fps: 6103, clockMhz: 200, device: 'xczu7ev' },
      published: { who: 'BNN-PYNQ', sites: 26_072, bram36: 124 },
      bound: null,
      goal: null,
    },
    {
      name: 'BinaryNet, 12 kFPS',
      ...binarynet,
      target: { fps: 12_000, clockMhz: 200, device: 'xcku115' },
      published: { who: 'the paper, remembered', sites: 393_000, bram36: 1814 },
      bound: { sites: 120_000, bram36: 1000 },
      goal: { sites: 80_000, bram36: 650 },
    },
    {
      name: 'BinaryNet, interval 2,048',
      ...binarynet,
      target: { fps: 97_656, clockMhz: 200, device: 'xcku115' },
      published: null,
      bound: { sites: 450_000, bram36: 2000 },
      goal: null,
    },
  ]
}

function mvtu(weightStyle: WeightStyle, popcount: PopcountStructure, bound: Area, goal: Area): UnitSubject {
  const [rows, columns, pe, simd] = [64, 784, 32, 112]
  const weights = randomWords(rows, columns, 1)
  const thresholds = Int32Array.from(Array.from({ length: rows }, (_, row) => 380 + ((7 * row) % 25)))
  const parameters = {
    ...{ name: 'mvtu', rows, columns, pe, simd, weights, weightStyle, popcount },
    activation: { kind: 'binary' },
    output: { kind: 'bits', thresholds },
  } as const
  return {
    name: `MVTU 784 x 64, PE 32, SIMD 112, ${weightStyle} weights, ${popcount}`,
    lanes: pe * simd,
    design: () => elaborate(MatrixVectorThreshold, parameters),
    ...{ published: finnPlusMvtu, bound, goal },
  }
}

function dotProduct(lanes: number, structure: PopcountStructure): UnitSubject {
  const large = lanes >= 128
  return {
    name: `dot product, ${lanes} lanes, ${structure}`,
    lanes,
    design: () => elaborate(DotProduct, { lanes, planes: 1, width: clog2(lanes + 1), structure }),
    published: { who: 'BISMO v2 model', sites: Math.round(1.17 * lanes + 44), bram36: 0 },
    bound: large ? { sites: Math.floor(1.3 * lanes), bram36: 0 } : null,
    goal: large ? { sites: Math.floor(1.15 * lanes), bram36: 0 } : null,
  }
}

function dissolved(folds: number, structure: Exclude<PopcountStructure, 'behavioural'>): UnitSubject {
  const lanes = 128
  const weights = randomWords(folds, lanes, folds)
  const parameters = { name: 'dissolved', weights, planes: 1, width: clog2(lanes + 1), structure }
  return {
    name: `dissolved dot product, ${lanes} lanes, ${folds} ${folds === 1 ? 'fold' : 'folds'}, ${structure}`,
    lanes,
    design: () => elaborate(DissolvedDotProduct, parameters),
    published: null,
    bound: null,
    goal: { sites: Math.floor(1.1 * lanes), bram36: 0 },
  }
}

/** The same words in every run. */
function randomWords(count: number, width: number, seed: number): Data {
  let state = seed
  const bit = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 31
  }
  const word = () => BigInt(`0b${Array.from({ length: width }, bit).join('')}`)
  return Data.of(width, Array.from({ length: count }, word))
}
