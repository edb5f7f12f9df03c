/** The same stimulus in several simulators, compared cycle by cycle on every port; a difference is shown as a waveform. */

import type { StreamPort } from '../dsl/ir/design.ts'
import { SimulationError } from './error.ts'
import { type Simulator, simulate } from './simulate.ts'
import type { Stimulus } from './stimulus.ts'
import type { SimulationTarget } from './target.ts'
import type { Trace } from './trace.ts'
import { renderWaves } from './waves.ts'

/** Where two simulators see different things for the first time. */
export interface Divergence {
  readonly cycle: number
  readonly ports: readonly string[]
  /** The two simulators: the first of the list given to `cosimulate`, and the one that differs from it. */
  readonly simulators: readonly [Simulator, Simulator]
  /** The message: cycle, ports, values, and a waveform of both. */
  readonly text: string
}

/** What a co-simulation found. */
export interface Cosimulation {
  readonly traces: Readonly<Partial<Record<Simulator, Trace>>>
  /** Null when all agree. */
  readonly divergence: Divergence | null
}

/**
 * Runs a stimulus in several simulators and compares every port in every cycle. Payloads count only while valid, and bits
 * that Icarus shows as unknown count as equal to anything: they are noise in the others.
 *
 * A simulator in which the design breaks a rule of streams contributes the trace up to there.
 *
 * @throws InputError as `simulate` does
 * @throws SimulationError when the design breaks the same rule in the same cycle everywhere
 *
 * @example
 * const { divergence } = await cosimulate(target, stimulus, ['engine', 'icarus', 'verilator'])
 * expect(divergence?.text).toBeUndefined()
 */
export async function cosimulate(
  target: SimulationTarget,
  stimulus: Stimulus,
  simulators: readonly Simulator[],
): Promise<Cosimulation> {
  const runs = await Promise.all(
    simulators.map(async (simulator) => ({ simulator, ...(await attempt(target, stimulus, simulator)) })),
  )
  const traces = Object.fromEntries(runs.map(({ simulator, trace }) => [simulator, trace]))
  const [first, ...others] = runs
  for (const other of others) {
    const divergence = compare(target, first!, other)
    if (divergence) return { traces, divergence }
  }
  const failed = runs.find(({ error }) => error !== null)
  if (failed) throw failed.error
  return { traces, divergence: null }
}

interface Attempt {
  readonly trace: Trace
  readonly error: SimulationError | null
}

async function attempt(target: SimulationTarget, stimulus: Stimulus, simulator: Simulator): Promise<Attempt> {
  try {
    const options = { simulator, tracePorts: true, allowUnknown: true, allowAddresses: true }
    return { trace: await simulate(target, stimulus, options), error: null }
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    return { trace: error.trace, error }
  }
}

type Run = Attempt & { readonly simulator: Simulator }

function compare(target: SimulationTarget, a: Run, b: Run): Divergence | null {
  const cycles = Math.min(a.trace.cycles, b.trace.cycles)
  const known = knownBits(a.trace, b.trace)
  const validOf = validPorts(target.streams)
  for (let cycle = 0; cycle < cycles; cycle++) {
    const ports = target.ports.filter(({ name }) => {
      const valid = validOf.get(name)
      if (
        valid !== undefined &&
        a.trace.ports![valid]![cycle] === 0n &&
        b.trace.ports![valid]![cycle] === 0n
      ) {
        return false
      }
      const different = a.trace.ports![name]![cycle]! ^ b.trace.ports![name]![cycle]!
      return (different & known(name, cycle)) !== 0n
    })
    if (ports.length > 0)
      return divergence(
        a,
        b,
        cycle,
        ports.map(({ name }) => name),
      )
  }
  return a.trace.cycles === b.trace.cycles ? null : divergence(a, b, cycles, [])
}

/** All bits of a port but those that one of the traces does not know. */
function knownBits(...traces: readonly Trace[]): (port: string, cycle: number) => bigint {
  const unknown = new Map<string, bigint>()
  for (const { port, cycle, bits } of traces.flatMap((trace) => trace.unknown)) {
    const key = `${port} ${cycle}`
    unknown.set(key, (unknown.get(key) ?? 0n) | bits)
  }
  return (port, cycle) => ~(unknown.get(`${port} ${cycle}`) ?? 0n)
}

/** The valid port that belongs to each payload port. */
function validPorts(streams: readonly StreamPort[]): ReadonlyMap<string, string> {
  return new Map(streams.flatMap(({ valid, payload }) => payload.map(({ port }) => [port, valid] as const)))
}

function divergence(a: Run, b: Run, cycle: number, ports: readonly string[]): Divergence {
  const what =
    ports.length === 0
      ? `${a.simulator} ran ${a.trace.cycles} cycles, ${b.simulator} ${b.trace.cycles}`
      : `${a.simulator} and ${b.simulator} differ in cycle ${cycle} on ${ports.map((port) => `\`${port}\``).join(', ')}`
  const waves = [a, b].map(({ simulator, trace, error }) => {
    const options = { from: cycle - 4, to: cycle + 3, marks: ports.map((signal) => ({ signal, cycle })) }
    const ending = error === null ? '' : `\n${error.message}`
    return `${simulator}\n${renderWaves(trace, options)}${ending}`
  })
  return { cycle, ports, simulators: [a.simulator, b.simulator], text: [what, ...waves].join('\n\n') }
}
