/** Giving every signal, memory and instance of a module a name of its own, in one namespace. */

import { type Diagnostic, diagnostic, type Place } from '../diagnostics.ts'
import { clockPort, type Module, type NameStrength, resetPort } from '../ir/design.ts'
import { isIdentifier, reservedAsPort, reservedBy } from '../ir/identifiers.ts'
import type { NodeId } from '../ir/node.ts'
import { roleOf } from './roles.ts'
import type { SignalPlan } from './signals.ts'

/** A set of names in which each can be given once. */
export class Namespace {
  readonly #taken = new Set<string>()
  readonly #next = new Map<string, number>()

  reserve(name: string): void {
    this.#taken.add(name)
  }

  /** `wish` as an identifier, numbered (`sum`, `sum_1`, `sum_2`) when it is taken. */
  give(wish: string): string {
    const stem = asIdentifier(wish)
    let name = stem
    for (let i = this.#next.get(stem) ?? 1; this.#taken.has(name); i++) {
      name = `${stem}_${i}`
      this.#next.set(stem, i + 1)
    }
    this.#taken.add(name)
    return name
  }
}

/** `wish` with everything replaced that a name cannot hold; keywords get an ending. */
function asIdentifier(wish: string): string {
  let name = wish.replace(/[^A-Za-z0-9_]+$/, '').replace(/[^A-Za-z0-9_]+/g, '_')
  if (!/^[A-Za-z_]/.test(name)) name = `_${name}`
  return reservedBy(name) === null ? name : `${name}_value`
}

/** The names of everything in one module. */
export interface Names {
  readonly namespace: Namespace
  /** By node, for the signals of the plan. */
  readonly signals: ReadonlyMap<NodeId, string>
  /** By index. */
  readonly memories: readonly string[]
  /** By index. */
  readonly instances: readonly string[]
}

/**
 * Names a module's parts. Ports keep theirs; then `.named()` names, instances and memories, variables, and last the names
 * made up here, each group in source order.
 */
export function nameEverything(plan: SignalPlan): Names {
  const { module } = plan
  const namespace = new Namespace()
  const signals = new Map<NodeId, string>()
  namespace.reserve(clockPort)
  namespace.reserve(resetPort)
  for (const port of module.ports) namespace.reserve(port.name)
  for (const [id, port] of plan.portOf) signals.set(id, port)

  const nameSignals = (strength: NameStrength) => {
    for (const id of plan.signals) {
      if (signals.has(id)) continue
      const node = plan.node(id)
      if (node.kind === 'input') signals.set(id, node.port)
      else if (plan.meta(id).strength === strength) signals.set(id, namespace.give(wishFor(plan, id)))
    }
  }
  nameSignals('port')
  nameSignals('explicit')
  const instances = module.instances.map((instance) => namespace.give(instance.name))
  const memories = module.memories.map((memory) => namespace.give(memory.name))
  nameSignals('variable')
  nameSignals('structural')
  return { namespace, signals, memories, instances }
}

function wishFor(plan: SignalPlan, id: NodeId): string {
  const { name, scope } = plan.meta(id)
  if (name !== null) return name
  const node = plan.node(id)
  const role = roleOf(node, plan.module)
  const prefixed = node.kind === 'memoryRead' || node.kind === 'instanceOutput'
  return prefixed ? role : [...scope, role].join('_')
}

/** Mistakes in names that are never changed: those of modules and ports. */
export function checkFixedNames(modules: readonly Module[]): Diagnostic[] {
  const found: Diagnostic[] = []
  const files = new Map<string, string>()
  for (const module of modules) {
    found.push(...checkName('module', module.name, module.place, module.name))
    const clash = files.get(module.name.toLowerCase())
    if (clash !== undefined) {
      found.push(
        diagnostic({
          code: 'BL0603',
          message: `the modules ${clash} and ${module.name} cannot stand side by side as files`,
          place: module.place,
          help: 'module names must differ in more than upper and lower case',
        }),
      )
    }
    files.set(module.name.toLowerCase(), module.name)
    found.push(...checkPorts(module))
  }
  return found
}

function checkPorts(module: Module): Diagnostic[] {
  const seen = new Set<string>()
  if (module.clocked) seen.add(clockPort)
  if (module.resettable) seen.add(resetPort)
  return module.ports.flatMap(({ name, place }) => {
    if (!seen.has(name)) {
      seen.add(name)
      return checkName('port', name, place, module.name)
    }
    const message = `the module ${module.name} has two ports called ${name}`
    const help = `${clockPort} and ${resetPort} are the clock and reset, which modules with state have by themselves`
    return [diagnostic({ code: 'BL0602', message, place, help })]
  })
}

function checkName(what: 'module' | 'port', name: string, place: Place | null, module: string): Diagnostic[] {
  const shown = JSON.stringify(name)
  const where = what === 'port' ? ` of module ${module}` : ''
  const reserved = reservedAsPort(name)
  if (isIdentifier(name) && reserved === null) return []
  const message =
    reserved === null
      ? `the ${what} name ${shown}${where} is not a plain identifier`
      : `the ${what} name ${shown}${where} is ${reserved}`
  const help = `${what} names are printed as given: use letters, digits and underscores, and no reserved word`
  return [diagnostic({ code: 'BL0601', message, place, help })]
}
