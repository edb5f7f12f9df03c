/** The experiments as a page with tables, and as plots. */

import { devices } from '../../plan/devices.ts'
import { type Plot, renderPlot, type Series } from './plots.ts'
import { computeRoof, isResult, type Outcome, type Result } from './sweep.ts'

/** Outcomes of the two sweeps. */
export interface Experiments {
  readonly rates: readonly Outcome[]
  readonly devices: readonly Outcome[]
}

/** LUT sites that one XNOR and its share of a popcount cost in the roofs: the goal of dissolved weights (hardware notes). */
const roofLutPerLane = 1
/** Bytes a second of one DDR4-2400 channel of 64 bits, the input that the roofline assumes. */
const inputBandwidth = 19.2e9

/** The files of the page: names and texts. */
export function experimentFiles(experiments: Experiments): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', page(experiments)],
    ['throughput.svg', renderPlot(throughputPlot(experiments.rates))],
    ['latency.svg', renderPlot(latencyPlot(experiments.rates))],
    ['roofline.svg', renderPlot(rooflinePlot(experiments.devices))],
  ])
}

function throughputPlot(outcomes: readonly Outcome[]): Plot {
  return {
    title: 'Throughput against area, 200 MHz, Xilinx LUT sites',
    x: { name: 'LUT sites (estimate)', scale: 'logarithmic' },
    y: { name: 'frames/s', scale: 'logarithmic' },
    series: byNetwork(outcomes, ({ lut, framesPerSecond }) => [lut, framesPerSecond]),
  }
}

function latencyPlot(outcomes: readonly Outcome[]): Plot {
  return {
    title: 'Latency against throughput, 200 MHz',
    x: { name: 'frames/s', scale: 'logarithmic' },
    y: { name: 'latency in us', scale: 'logarithmic' },
    series: byNetwork(outcomes, ({ framesPerSecond, latencyUs }) => [framesPerSecond, latencyUs]),
  }
}

function rooflinePlot(outcomes: readonly Outcome[]): Plot {
  const results = outcomes.filter(isResult)
  const used = devices.filter(({ name }) => results.some(({ device }) => device === name))
  const points = used.map(({ name }): Series => {
    const own = results.filter(({ device }) => device === name)
    return { name, line: 'none', points: own.map(({ intensity, tops }) => [intensity, tops]) }
  })
  const most = 2 * Math.max(...results.map(({ intensity }) => intensity))
  const roofs = used.map((device): Series => {
    const roof = computeRoof(device, roofLutPerLane, 0.8)
    return { name: device.name, line: 'dashed', points: roofLine(roof, most) }
  })
  return {
    title: `Roofline: 80 % of the LUTs at ${roofLutPerLane} LUT an XNOR, ${inputBandwidth / 1e9} GB/s of input`,
    x: { name: 'operations for each byte of input', scale: 'logarithmic' },
    y: { name: 'TOPS', scale: 'logarithmic' },
    series: [...points, ...roofs],
  }
}

/** Bandwidth until it meets the roof, then level, in 10^12 operations a second. */
function roofLine(roof: number, most: number): readonly (readonly [number, number])[] {
  const ridge = roof / inputBandwidth
  const first = Math.min(ridge, most) / 100
  const level = Math.max(most, 2 * ridge)
  return [
    [first, (first * inputBandwidth) / 1e12],
    [ridge, roof / 1e12],
    [level, roof / 1e12],
  ]
}

function byNetwork(outcomes: readonly Outcome[], point: (result: Result) => [number, number]): Series[] {
  const results = outcomes.filter(isResult)
  const names = [...new Set(results.map(({ network }) => network))]
  return names.map((name) => {
    const own = results.filter(({ network }) => network === name)
    return { name, line: 'solid', points: own.map(point) }
  })
}

function page({ rates, devices: largest }: Experiments): string {
  return [
    '# Scaling experiments',
    '',
    'Written by `npm run experiments`: the networks of the evaluation of Fraser et al. (PARMA-DITAM 2017), planned for a range of rates and for',
    'every device. Cycles are exact; LUT sites and memories are those of the cost model (`npm run bench:cost` says how far it is off).',
    'A memory is a RAMB36 on Xilinx devices, an EBR of 18 Kbit on ECP5 and of 4 Kbit on iCE40.',
    '',
    '![Throughput against area](throughput.svg)',
    '![Latency against throughput](latency.svg)',
    '![Roofline](roofline.svg)',
    '',
    '## A range of rates at 200 MHz',
    '',
    ...table(rates.filter(isResult), false),
    '',
    '## As fast as a device allows',
    '',
    'At most 80 % of the LUTs and 90 % of the memories, at the clock that the planner assumes for the device.',
    '',
    ...table(largest.filter(isResult), true),
    '',
    ...refusals(largest),
    '',
  ].join('\n')
}

function table(results: readonly Result[], withDevice: boolean): string[] {
  const head = [
    'network',
    ...(withDevice ? ['device', 'MHz'] : []),
    'cycles a frame',
    'frames/s',
    'latency us',
    'TOPS',
    'LUT sites',
    'memories',
  ]
  const rows = results.map((result) => [
    result.network,
    ...(withDevice ? [`${result.device}`, `${result.clockMhz}`] : []),
    grouped(result.interval),
    grouped(result.framesPerSecond),
    threeDigits(result.latencyUs),
    threeDigits(result.tops),
    grouped(result.lut),
    grouped(result.memory),
  ])
  const rule = head.map((name) => (name === 'network' || name === 'device' ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

function refusals(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => (isResult(outcome) ? [] : [`* ${outcome.network}: ${outcome.reason}`]))
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

/** At least three digits, and never an exponent. */
function threeDigits(value: number): string {
  return value < 1000 ? value.toPrecision(3) : grouped(Math.round(value))
}
