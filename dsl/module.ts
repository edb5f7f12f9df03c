/** Modules: functions from inputs to outputs with typed ports and pure names, instantiated by calling them. */

import { buildModule } from './build.ts'
import { currentContext, ModuleContext, withContext } from './context.ts'
import { instantiate } from './instance.ts'
import type { Design, Module } from './ir/design.ts'
import { shortJson } from './ir/short-json.ts'
import { DefinitionLibrary } from './library.ts'
import { showParameters } from './parameters.ts'
import { runPasses } from './passes/index.ts'
import type { Arguments, Inputs, Outputs, Ports } from './ports.ts'
import { currentExport, inModule } from './scope.ts'

/** What may be said about a module beside its ports and body. */
export interface ModuleOptions<P, T extends Ports = Ports> {
  /** Cycles from an input to the output it decides, or a sentence; printed in the header. */
  readonly latency?: (parameters: P) => number | string
  /**
   * A second body for simulators, null where the first will do: the same values in the same cycles, said in a way that simulates fast.
   * Synthesis and the in-process engine use the first, so that every comparison of the engine with a simulator compares both.
   */
  readonly model?: (parameters: P) => ((inputs: Inputs<T>) => Outputs<T>) | null
}

/** A use of a module: inputs in, outputs out; each call makes an instance. */
export type Use<T extends Ports> = (inputs: Arguments<T>) => Outputs<T>

/** A module with open parameters. Calling it with parameters, then inputs, makes an instance. */
export interface Generator<P, T extends Ports> {
  /** `name` is the instance's; without it the variable that holds the outputs names it, or else the definition. */
  (parameters: P, options?: { readonly name?: string }): Use<T>
  /** The definition for these parameters; the same parameters give the same definition. */
  readonly define: (parameters: P, library: DefinitionLibrary) => Module
}

/**
 * Declares a module: a pure name, ports, and a body from inputs to outputs. Undriven, missing or unknown ports and wrong
 * literal widths are TypeScript errors.
 *
 * @param name the module's name for these parameters; equal names must mean equal hardware (BL0203).
 * @param ports the ports for these parameters, in header order.
 * @param body makes the outputs from the inputs.
 *
 * @example
 * const Neuron = module(
 *   ({ lanes }: { lanes: number }) => `neuron_${lanes}`,
 *   ({ lanes }) => ({ activation: input(lanes), weight: input(lanes), fires: output(1) }),
 *   ({ activation, weight }, { lanes }) => {
 *     const agreeing = popcount(activation.xnor(weight))
 *     return { fires: agreeing.ge(Math.ceil(lanes / 2)) }
 *   },
 * )
 * elaborate(Neuron, { lanes: 8 }).top // 'neuron_8'
 */
export function module<P, const T extends Ports>(
  name: (parameters: P) => string,
  ports: (parameters: P) => T,
  body: (inputs: Inputs<T>, parameters: P) => Outputs<T>,
  options: ModuleOptions<P, T> = {},
): Generator<P, T> {
  const declared = currentExport()
  const header = {
    generator: declared?.name ?? 'module',
    contract: declared?.contract ?? null,
    place: declared?.place ?? null,
  }

  const define = (parameters: P, library: DefinitionLibrary): Module => {
    const shown = showParameters(parameters)
    const build = (moduleName: string, run: (inputs: Inputs<T>) => Outputs<T>): Module => {
      const context = new ModuleContext({
        ...header,
        name: moduleName,
        parameters: shown.json,
        latency: options.latency?.(parameters) ?? null,
      })
      return inModule(`${header.generator}(${shortJson(shown.json)})`, header.place, () =>
        withContext(context, () =>
          buildModule(context, ports(parameters), (inputs) => run(inputs as Inputs<T>), library.modules),
        ),
      )
    }
    return library.define(define, header.generator, shown, () => {
      const simulated = options.model?.(parameters) ?? null
      const model =
        simulated &&
        library.define(options, `${header.generator}'s model`, shown, () =>
          build(`${name(parameters)}_model`, simulated),
        )
      const built = build(name(parameters), (inputs) => body(inputs, parameters))
      return model === null ? built : withModel(built, model)
    })
  }

  const generator = (parameters: P, use: { readonly name?: string } = {}): Use<T> => {
    return (inputs) => {
      const context = currentContext('an instance')
      const definition = define(parameters, DefinitionLibrary.current())
      return instantiate(context, definition, ports(parameters), inputs, use.name ?? null) as Outputs<T>
    }
  }
  return Object.assign(generator, { define })
}

/** A module that simulators replace by its model. */
function withModel(built: Module, { name, clocked, resettable }: Module): Module {
  if (clocked !== built.clocked || resettable !== built.resettable) {
    throw new Error(`internal: ${built.name} and its model do not have the same clock and reset`)
  }
  return Object.freeze({ ...built, model: name })
}

/**
 * Elaborates `generator` for these parameters into a checked design: all definitions it needs, itself the top.
 *
 * @throws DiagnosticError with every mistake that the first failing check found.
 *
 * @example
 * const Inverter = module(
 *   () => 'inverter',
 *   () => ({ a: input(4), y: output(4) }),
 *   ({ a }) => ({ y: a.not() }),
 * )
 * elaborate(Inverter, {}).top // 'inverter'
 */
export function elaborate<P, T extends Ports>(generator: Generator<P, T>, parameters: P): Design {
  const library = new DefinitionLibrary()
  const top = library.use(() => generator.define(parameters, library))
  return runPasses({ top: top.name, modules: library.modules })
}
