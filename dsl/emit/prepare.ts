/** From a module of the IR to the tree of its file: everything is decided here, printing only writes it down. */

import type { Place } from '../diagnostics.ts'
import {
  clockPort,
  type Design,
  type MemoryContents,
  type Module,
  moduleNamed,
  resetPort,
} from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import type {
  Expression,
  Item,
  LocalParameter,
  PortDeclaration,
  Remarks,
  SignalDeclaration,
  VerilogModule,
} from '../verilog/tree.ts'
import { commentLines, placeText } from './comments.ts'
import { ExpressionWriter } from './expressions.ts'
import { headerLines } from './header.ts'
import { memoryDeclarations, memoryPorts, memoryWord } from './memory-items.ts'
import { type Names, nameEverything } from './names.ts'
import type { Profile } from './profile.ts'
import { Reads, runsOfOnes } from './reads.ts'
import { planSignals, type SignalPlan } from './signals.ts'
import { decoder, instanceItem, type ModuleContext, registerGroups } from './statements.ts'
import { select } from './widths.ts'

/** Comments keep clear of the right margin and of the `// ` before them. */
const commentWidth = 95

/** What preparing needs to know beside the module. */
export interface PrepareOptions {
  readonly profile: Profile
  /** Whether declarations end in their source places. */
  readonly places: boolean
  /** The sidecar file of a memory's contents. */
  readonly memoryFile: (contents: MemoryContents) => string
}

/** A prepared module: its tree, and where each named signal comes from. */
export interface PreparedModule {
  readonly tree: VerilogModule
  /** Source places by signal name, in the order of declaration. */
  readonly places: ReadonlyMap<string, string>
}

/** Prepares one module of a checked design. */
export function prepareModule(design: Design, module: Module, options: PrepareOptions): PreparedModule {
  const { places } = options
  const plan = planSignals(module)
  const names = nameEverything(plan)
  const write = new ExpressionWriter(plan, names)
  const extra: SignalDeclaration[] = []
  const declare = (wish: string, width: number): string => {
    const name = names.namespace.give(wish)
    extra.push({ kind: 'signal', width, name, above: [], trailing: null })
    return name
  }
  const context: ModuleContext = { design, plan, names, write, places, declare }

  const logic = logicItems(context)
  const reads = readsOf(design, logic)

  const ports = portDeclarations(context)
  const parameters = localParameters(context, reads)
  const signals = signalDeclarations(context)
  const outputs = new Set(
    module.ports.filter(({ direction }) => direction === 'output').map(({ name }) => name),
  )
  const unused = [...ports, ...signals]
    .filter(({ name }) => !outputs.has(name))
    .flatMap(({ name, width }) => unusedBits(name, width, reads, declare))
  const memories = memoryDeclarations(context, options.profile, (index) =>
    options.memoryFile(module.memories[index]!.contents!),
  )

  return {
    tree: {
      header: headerLines(module, commentWidth),
      name: module.name,
      trailing: places && module.place ? `@[${placeText(module.place)}]` : null,
      ports,
      items: [...parameters, ...signals, ...extra, ...memories, ...logic, ...unused],
    },
    places: signalPlaces(module, plan, names),
  }
}

/** Assigns, decoders and instances in source order, then memories, then registers. */
function logicItems(context: ModuleContext): Item[] {
  const { plan, names, write } = context
  const outputsOf = plan.module.instances.map(() => new Map<string, string>())
  const ordered: { readonly order: number; readonly item: Item }[] = []
  const firstUse = new Map<number, NodeId>()
  for (const id of plan.signals) {
    const node = plan.node(id)
    const signal = names.signals.get(id)!
    switch (node.kind) {
      case 'input':
      case 'register':
      case 'constant':
        break
      case 'instanceOutput':
        outputsOf[node.instance]!.set(node.port, signal)
        if (!firstUse.has(node.instance)) firstUse.set(node.instance, id)
        break
      case 'memoryRead': {
        if (node.synchronous) break
        const value = memoryWord(context, node.memory, node.address)
        ordered.push({ order: id, item: { kind: 'assign', target: signal, value } })
        break
      }
      case 'match':
        ordered.push({ order: id, item: decoder(context, signal, node) })
        break
      case 'unary':
      case 'binary':
      case 'slice':
      case 'element':
      case 'concat':
      case 'extend':
      case 'mux':
      case 'wire':
        ordered.push({ order: id, item: { kind: 'assign', target: signal, value: write.define(id) } })
    }
  }
  for (const index of plan.module.instances.keys()) {
    const order = firstUse.get(index) ?? plan.module.nodes.length
    ordered.push({ order, item: instanceItem(context, index, outputsOf[index]!) })
  }
  ordered.sort((a, b) => a.order - b.order)
  return [
    ...ordered.map(({ item }) => item),
    ...outputAliases(context),
    ...memoryPorts(context),
    ...registerGroups(context),
  ]
}

/** Outputs that are not the name of their driver: constants, inputs passed through, second names of one value. */
function outputAliases({ plan, write }: ModuleContext): Item[] {
  return plan.module.ports.flatMap(({ name, direction }) => {
    if (direction === 'input') return []
    const driver = plan.resolve(plan.module.outputs[name]!)
    if (plan.portOf.get(driver) === name) return []
    return [{ kind: 'assign', target: name, value: write.use(driver) } as const]
  })
}

function portDeclarations({ plan, places }: ModuleContext): PortDeclaration[] {
  const { module } = plan
  const comments = new Map<string, string>()
  for (const id of plan.signals) {
    const node = plan.node(id)
    const port = node.kind === 'input' ? node.port : plan.portOf.get(id)
    const { comment } = plan.meta(id)
    if (port !== undefined && comment !== null) comments.set(port, comment)
  }
  const ambient = [...(module.clocked ? [clockPort] : []), ...(module.resettable ? [resetPort] : [])]
  return [
    ...ambient.map((name) => ({ direction: 'input', width: 1, name, above: [], trailing: null }) as const),
    ...module.ports.map(({ direction, width, name, place }) => {
      const comment = comments.get(name)
      const trailing = places && place && !isSamePlace(place, module.place) ? `@[${placeText(place)}]` : null
      return { direction, width, name, above: comment ? commentLines(comment, commentWidth) : [], trailing }
    }),
  ]
}

/** Ports mostly come from where the module comes from, which the module's own line tells already. */
function isSamePlace(place: Place, other: Place | null): boolean {
  return other !== null && place.file === other.file && place.line === other.line
}

function remarks({ plan, places }: ModuleContext, id: NodeId): Remarks {
  const { comment, place } = plan.meta(id)
  return {
    above: comment === null ? [] : commentLines(comment, commentWidth),
    trailing: places && place ? `@[${placeText(place)}]` : null,
  }
}

function localParameters(context: ModuleContext, reads: Reads): LocalParameter[] {
  const { plan, names, write } = context
  return plan.signals.flatMap((id) => {
    const node = plan.node(id)
    const name = names.signals.get(id)!
    if (node.kind !== 'constant' || !reads.isRead(name)) return []
    const value = write.define(id)
    return [{ kind: 'localparam', width: node.width, name, value, ...remarks(context, id) } as const]
  })
}

function signalDeclarations(context: ModuleContext): SignalDeclaration[] {
  const { plan, names } = context
  return plan.signals.flatMap((id) => {
    const node = plan.node(id)
    if (node.kind === 'input' || node.kind === 'constant' || plan.portOf.has(id)) return []
    return [
      { kind: 'signal', width: node.width, name: names.signals.get(id)!, ...remarks(context, id) } as const,
    ]
  })
}

/** What the logic reads; an instance's outputs are not read by being connected. */
function readsOf(design: Design, logic: readonly Item[]): Reads {
  const reads = new Reads()
  for (const item of logic) {
    reads.item(item, (instance, name) => {
      const port = moduleNamed(design, instance.module).ports.find((candidate) => candidate.name === name)
      return port?.direction === 'output'
    })
  }
  return reads
}

/** An `unused_…` signal for the bits that nothing reads. */
function unusedBits(name: string, width: number, reads: Reads, declare: ModuleContext['declare']): Item[] {
  const whole = (1n << BigInt(width)) - 1n
  const unread = whole & ~reads.mask(name, width)
  if (unread === 0n) return []
  const parts = runsOfOnes(unread, width)
  const total = parts.reduce((sum, part) => sum + part.width, 0)
  const selects = parts.map((part): Expression => select(name, width, part.low, part.width))
  const value: Expression = selects.length === 1 ? selects[0]! : { kind: 'concat', parts: selects }
  return [{ kind: 'assign', target: declare(`unused_${name}`, total), value }]
}

function signalPlaces(module: Module, plan: SignalPlan, names: Names): Map<string, string> {
  const places = new Map<string, string>()
  for (const { name, place } of module.ports) if (place) places.set(name, placeText(place))
  for (const id of plan.signals) {
    const { place } = plan.meta(id)
    const name = names.signals.get(id)!
    if (place && !places.has(name)) places.set(name, placeText(place))
  }
  return places
}
