/** Test benches for generators: elaborated, printed, linted, and run on one stimulus in several simulators. */

import { expect } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { elaborate, type Generator, type Ports } from '../../dsl/index.ts'
import type { Design } from '../../dsl/ir/design.ts'
import { type Simulator, simulate, simulators } from '../../sim/simulate.ts'
import type { Stalls } from '../../sim/stalls.ts'
import type { Payload, Stimulus } from '../../sim/stimulus.ts'
import { type SimulationTarget, targetOf } from '../../sim/target.ts'
import type { Trace, TraceOptions } from '../../sim/trace.ts'
import { cachedFolder, contentKey, putFile } from '../../tools/cache.ts'
import { lintFolder } from '../../tools/lint.ts'

/** Where every case runs, and where a sample of them runs too. */
export const usualSimulators: readonly Simulator[] = ['engine', 'icarus']
export const allSimulators: readonly Simulator[] = simulators

/** A generator's instance, ready to run anywhere: no tool has anything to say about its text. */
export async function bench<P, T extends Ports>(
  generator: Generator<P, T>,
  parameters: P,
): Promise<SimulationTarget> {
  const design = elaborate(generator, parameters)
  const target = await printed(design)
  expect(await lintFolder(target.directory!, target.top)).toEqual([])
  return target
}

/** A design with its text in a folder of the cache; `change` may rewrite the text of a file first. */
export async function printed(
  design: Design,
  change: (text: string, file: string) => string = (text) => text,
): Promise<SimulationTarget> {
  const files = [...emitDesign(design).files].map(([name, text]) => [name, change(text, name)] as const)
  const directory = await cachedFolder('bench', contentKey(files.flat()), async (draft) => {
    for (const [name, text] of files) await putFile(draft, name, text)
  })
  const sources = files.map(([name]) => name).filter((name) => name.endsWith('.sv'))
  return targetOf(design, { directory, files: sources })
}

/** Runs a stimulus in each simulator; they must agree on every beat and its cycle. Returns the first one's trace. */
export async function runInAll(
  target: SimulationTarget,
  stimulus: Stimulus,
  simulators: readonly Simulator[] = usualSimulators,
  options: TraceOptions = {},
): Promise<Trace> {
  const traces = await Promise.all(
    simulators.map((simulator) => simulate(target, stimulus, { simulator, ...options })),
  )
  const [first, ...others] = traces
  for (const [index, other] of others.entries()) {
    const who = `${simulators[index + 1]} against ${simulators[0]}`
    expect(beatLines(other), who).toEqual(beatLines(first!))
    expect(other.cycles, who).toBe(first!.cycles)
  }
  return first!
}

/** Every beat of a trace as text, one line each. */
function beatLines(trace: Trace): string[] {
  return Object.entries(trace.beats).flatMap(([stream, beats]) =>
    beats.map(({ cycle, payload }) => {
      const fields = Object.entries(payload).map(([field, value]) => `${field}=${value.toString(16)}`)
      return `${cycle} ${stream} ${fields.join(' ')}`
    }),
  )
}

/** Some beats for a module with one stream in and one stream out, and what must become of them. */
export interface StreamCase {
  readonly beats: readonly Payload[]
  /** Number of beats that come out. */
  readonly expect: number
  /** How many beats that depend on no further input may follow them; `check` does not see these. */
  readonly ahead?: number
  /** Compares what came out with the model; throws when it differs. */
  readonly check: (results: readonly Payload[]) => void
  /** Compares the cycles of a run without stalls with what the generator promises; throws when they differ. */
  readonly checkTiming?: (accepted: readonly number[], delivered: readonly number[]) => void
}

/** What moved, and when. */
export interface StreamRun {
  readonly accepted: readonly number[]
  readonly delivered: readonly number[]
  readonly results: readonly Payload[]
}

/** How the two sides of a run hesitate, and when it is reset. */
export interface StreamConditions {
  readonly inputStalls?: Stalls
  readonly outputStalls?: Stalls
  readonly resetAt?: readonly number[]
}

/** Runs the beats of a case; reset or not, the results of the last start must be right. */
export async function runStream(
  target: SimulationTarget,
  test: StreamCase,
  { inputStalls = { kind: 'never' }, outputStalls = { kind: 'never' }, resetAt = [] }: StreamConditions,
  simulators: readonly Simulator[] = usualSimulators,
): Promise<StreamRun> {
  const [source, sink] = streamNames(target)
  const stimulus: Stimulus = {
    cycles: 1_000_000,
    patience: 10_000,
    inputs: { [source]: { beats: test.beats, stalls: inputStalls } },
    outputs: { [sink]: { expect: test.expect, stalls: outputStalls } },
    resetAt,
  }
  const { beats } = await runInAll(target, stimulus, simulators)
  const start = resetAt.at(-1) ?? 0
  const results = beats[sink]!.filter(({ cycle }) => cycle >= start)
  expect(results.length).toBeGreaterThanOrEqual(test.expect)
  expect(results.length).toBeLessThanOrEqual(test.expect + (test.ahead ?? 0))
  const expected = results.slice(0, test.expect)
  test.check(expected.map(({ payload }) => payload))
  return {
    accepted: beats[source]!.map(({ cycle }) => cycle),
    delivered: expected.map(({ cycle }) => cycle),
    results: expected.map(({ payload }) => payload),
  }
}

function streamNames({ streams }: SimulationTarget): [source: string, sink: string] {
  const named = (direction: 'input' | 'output') =>
    streams.find((stream) => stream.direction === direction)!.name
  return [named('input'), named('output')]
}

/**
 * Runs a case without stalls and with random stalls on both sides; and, in the first simulator alone, against an output that
 * is blocked at first and with a reset on the way.
 *
 * @throws when results or cycles are wrong, a rule of streams is broken, or simulators disagree.
 */
export async function verifyStream(
  target: SimulationTarget,
  test: StreamCase,
  simulators: readonly Simulator[] = usualSimulators,
): Promise<void> {
  const { accepted, delivered } = await runStream(target, test, {}, simulators)
  test.checkTiming?.(accepted, delivered)
  await runStream(target, test, randomStalls, simulators)
  const first = simulators.slice(0, 1)
  const end = delivered.at(-1)!
  await runStream(target, test, { outputStalls: { kind: 'first', cycles: Math.min(end, 5_000) } }, first)
  await runStream(target, test, { ...randomStalls, resetAt: [Math.ceil(end / 2)] }, first)
}

/** Both sides hesitate in about a third of the cycles. */
export const randomStalls: StreamConditions = {
  inputStalls: { kind: 'random', seed: 11, probability: 0.3 },
  outputStalls: { kind: 'random', seed: 23, probability: 0.4 },
}
