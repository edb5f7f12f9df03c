/** The cases of the comparison: shipped, published and random networks over foldings, rates and devices. */

import { type Draw, drawer, pick } from './draw.ts'
import type { Job, LayerDetails, LayerSize, Model, PlanRequest, TargetOptions } from './protocol.ts'

/** Where a network comes from; rows of the report. */
export const groups = ['shipped', 'published', 'random convolutions', 'random dense'] as const
export type Group = (typeof groups)[number]

/** A job with a name of its own. */
export interface Case extends Job {
  /** The network, and what makes its plan, such as `cnv: fps=12000 device=xcku115`. */
  readonly id: string
  readonly group: Group
  readonly network: string
}

/** A network to make cases of. */
export interface Subject {
  readonly name: string
  readonly group: Group
  readonly model: Model
  /** `few` where another subject is the same network in another format; RTL of the `largest` one is emitted for few plans. */
  readonly extent: 'all' | 'few' | 'largest'
}

/** The networks that a checkout brings along. */
export const shipped: readonly Subject[] = ['sfc-mnist', 'cnn-mnist', 'cnn-half-negative'].map((name) => ({
  name,
  group: 'shipped',
  model: { path: `examples/${name}` },
  extent: 'all',
}))

/** The published networks, their paths seen from the data folder. */
export const published: readonly Subject[] = [
  {
    name: 'lfc',
    group: 'published',
    model: { path: 'bnn-pynq/mnist-lfcW1A1', topology: 'lfc' },
    extent: 'all',
  },
  {
    name: 'cnv',
    group: 'published',
    model: { path: 'bnn-pynq/cifar10-cnvW1A1', topology: 'cnv' },
    extent: 'all',
  },
  {
    name: 'binarynet',
    group: 'published',
    model: { path: 'binarynet-cifar10/params.npz', format: 'binarynet' },
    extent: 'largest',
  },
  {
    name: 'cnn-half-negative-npz',
    group: 'published',
    model: { path: 'cnn-half-negative/params.npz' },
    extent: 'few',
  },
]

const mainTarget: TargetOptions = { fps: 12_000, clockMhz: 200, device: 'xcku115' }

/** What is asked of the planner for networks of use. */
const targets: readonly TargetOptions[] = [
  mainTarget,
  { fps: 30 },
  { fps: 1000 },
  { fps: 60_000 },
  { fps: 100, device: 'xc7z020' },
  { fps: 3000, device: 'xc7z020' },
  { fps: 1000, device: 'xczu7ev', clockMhz: 150 },
  { fps: 400_000, device: 'xcku115' },
  { fps: 60, device: 'ecp5-85' },
  { fps: 10, device: 'ice40-hx8k' },
  { fps: 1000, device: 'xczu7ev', utilisation: { lut: 0.5, memory: 0.6 } },
  { fps: 1000, latencyUs: 1500 },
  { fps: 1000, device: 'xcku115', latencyUs: 200 },
  { fps: 1000, device: 'xcku115', latencyUs: 1 },
  { fps: 2000, device: 'xczu7ev', optimise: 'latency' },
  { max: true, device: 'xc7z020' },
  { max: true, device: 'xcku115' },
  { max: true, device: 'ecp5-85' },
]

/** Cycles a frame of default foldings; the last is refused. */
const intervals = [undefined, 2048, 200_000, 0]

/** The most elements and lanes of a random folding, so that hardware stays of a size that one would build. */
const mostElements = 24
const mostLanes = 48
const randomFoldings = 3

/** The cases of a network of use. */
export function casesOf(subject: Subject, sizes: readonly LayerSize[]): Case[] {
  const { extent } = subject
  const planned = targets.map((options): PlanRequest => ({ from: 'target', options }))
  if (extent === 'few') return [planned[0]!, byDefault()].map((plan) => caseOf(subject, plan, true))
  const defaults = intervals.map((interval) => byDefault(interval))
  const foldings = Array.from({ length: randomFoldings }, (_, seed) => randomFolding(drawer(seed), sizes))
  return [...planned, ...defaults, ...foldings].map((plan, index) =>
    caseOf(subject, plan, extent === 'all' || index === 0 || plan === defaults[0]),
  )
}

/** Three cases of a random network, one for each origin of a plan. */
export function randomCasesOf(subject: Subject, sizes: readonly LayerSize[], seed: number): Case[] {
  const draw = drawer(seed + (subject.group === 'random dense' ? 10_000 : 0))
  const interval = 10 + draw(300)
  const plans: PlanRequest[] = [
    { from: 'target', options: randomTarget(draw, interval) },
    { ...byDefault(interval), details: randomDetails(draw, sizes) },
    randomFolding(draw, sizes, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  ]
  return plans.map((plan) => caseOf(subject, plan, true))
}

function byDefault(interval?: number): Extract<PlanRequest, { from: 'default' }> {
  return { from: 'default', ...(interval === undefined ? {} : { interval }) }
}

/** Folds that need not divide anything. */
function randomFolding(
  draw: Draw,
  sizes: readonly LayerSize[],
  elements = mostElements,
  lanes = mostLanes,
): PlanRequest {
  const folds = sizes.map(({ outputs, fanIn }) => ({
    pe: 1 + draw(Math.min(outputs, elements)),
    simd: 1 + draw(Math.min(fanIn, lanes)),
  }))
  return { from: 'folding', folds, details: randomDetails(draw, sizes) }
}

function randomDetails(draw: Draw, sizes: readonly LayerSize[]): LayerDetails[] {
  return sizes.map(() => ({
    stationary: pick(draw, ['input', 'output'] as const),
    popcount: pick(draw, ['behavioural', 'carry-save', 'compressor'] as const),
  }))
}

/** A rate at 1 MHz, on a device or on none, now and then with a latency to keep or the least one there is. */
function randomTarget(draw: Draw, interval: number): TargetOptions {
  const device = pick(draw, ['xc7z020', 'xczu7ev', 'xcku115', 'ecp5-85', 'ice40-hx8k'])
  const fps = 1e6 / interval
  const rate = { fps, clockMhz: 1, device }
  return pick<TargetOptions>(draw, [
    rate,
    rate,
    { fps, clockMhz: 1 },
    { ...rate, optimise: 'latency' },
    { ...rate, latencyUs: interval + draw(2 * interval) },
    { max: true, device },
  ])
}

function caseOf({ name, group, model }: Subject, plan: PlanRequest, emit: boolean): Case {
  const { clockMhz, device } = plan.from === 'target' ? plan.options : {}
  const setting = { ...(clockMhz !== undefined && { clockMhz }), ...(device !== undefined && { device }) }
  return { id: `${name}: ${planText(plan)}`, group, network: name, model, plan, setting, emit }
}

function planText(plan: PlanRequest): string {
  if (plan.from === 'default')
    return `default folding${plan.interval === undefined ? '' : ` ${plan.interval}`}`
  if (plan.from === 'folding') return `folding ${plan.folds.map(({ pe, simd }) => `${pe}x${simd}`).join(' ')}`
  return Object.entries(plan.options)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' ')
}
