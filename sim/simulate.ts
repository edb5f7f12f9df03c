/** One entry for every simulator: the same stimulus in, the same trace out. */

import type { Design } from '../dsl/ir/design.ts'
import { InputError } from '../tools/files/input-error.ts'
import { compileEngine, type Engine } from './engine.ts'
import { conclude } from './harness/conclude.ts'
import type { RunRecord } from './harness/record.ts'
import { runIcarus } from './icarus.ts'
import { runEngine } from './run-engine.ts'
import type { Simulator } from './simulators.ts'
import { type PreparedStimulus, prepareStimulus, type Stimulus } from './stimulus.ts'
import type { SimulationTarget } from './target.ts'
import type { Trace, TraceOptions } from './trace.ts'
import { runVerilator } from './verilator.ts'

export { type Simulator, simulators } from './simulators.ts'

export interface SimulateOptions extends TraceOptions {
  readonly simulator: Simulator
  /** Ends a run in Icarus or Verilator before its time; it then throws `Interrupted`. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a stimulus and returns what was seen. The rules of streams are checked in every run: once valid, valid and
 * payload hold until ready; in Icarus also that nothing that counts is unknown.
 *
 * @throws InputError when the stimulus does not fit the target, the target lacks what the simulator needs, or a tool is
 * missing
 * @throws SimulationError when the design breaks a rule, expected beats do not come, or a plain output is unknown
 *
 * @example
 * const trace = await simulate(
 *   targetOf(design),
 *   {
 *     cycles: 1000,
 *     inputs: { activation: { beats: [{ bits: 5n }, { bits: 6n }], stalls: { kind: 'random', seed: 1, probability: 0.3 } } },
 *     outputs: { count: { expect: 2 } },
 *   },
 *   { simulator: 'engine' },
 * )
 * trace.beats.count.map(({ payload }) => payload.value)
 */
export async function simulate(
  target: SimulationTarget,
  stimulus: Stimulus,
  options: SimulateOptions,
): Promise<Trace> {
  const prepared = prepareStimulus(target, stimulus)
  const record = await runIn(target, prepared, options)
  return conclude(prepared, record, options)
}

/** Engines by design: every run begins at power-up, and code that has run before is fast. */
const engines = new WeakMap<Design, Engine>()

function engineOf(design: Design): Engine {
  const known = engines.get(design)
  if (known) return known
  const engine = compileEngine(design)
  engines.set(design, engine)
  return engine
}

async function runIn(
  target: SimulationTarget,
  prepared: PreparedStimulus,
  { simulator, tracePorts = false, signal }: SimulateOptions,
): Promise<RunRecord> {
  switch (simulator) {
    case 'engine': {
      if (!target.design) throw new InputError(`there is no design of ${target.top} in memory for the engine`)
      return runEngine(engineOf(target.design), prepared, tracePorts)
    }
    case 'icarus':
      return runIcarus(target, prepared, tracePorts, signal)
    case 'verilator':
      return runVerilator(target, prepared, tracePorts, signal)
  }
}
