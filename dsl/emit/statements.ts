/** Registers, memories, decoders and instances as always blocks and instance items. */

import { clockPort, type Design, type Memory, moduleNamed, resetPort } from '../ir/design.ts'
import type { MatchNode, NodeId, RegisterNode } from '../ir/node.ts'
import type { InstanceItem, Item, Sequential, Statement } from '../verilog/tree.ts'
import { placeText } from './comments.ts'
import type { ExpressionWriter } from './expressions.ts'
import { constant, literal } from './literals.ts'
import type { Names } from './names.ts'
import { addressWidth, type SignalPlan } from './signals.ts'
import { name } from './widths.ts'

/** What the statements of one module are made from. */
export interface ModuleContext {
  readonly design: Design
  readonly plan: SignalPlan
  readonly names: Names
  readonly write: ExpressionWriter
  readonly places: boolean
}

/** A decoder: an `always_comb` case, or an assign when there is nothing to decode. */
export function decoder({ plan, write }: ModuleContext, target: string, node: MatchNode): Item {
  const subject = plan.node(plan.resolve(node.subject))
  if (subject.kind === 'constant' || node.arms.length === 0) {
    const value = subject.kind === 'constant' ? subject.value : null
    const arm = node.arms.find(({ values }) => value !== null && values.includes(value))
    return { kind: 'assign', target, value: write.use(arm?.result ?? node.otherwise) }
  }
  return {
    kind: 'case',
    subject: write.use(node.subject),
    target,
    arms: node.arms.map(({ values, result }) => ({
      labels: values.map((value) => literal(value, subject.width)),
      value: write.use(result),
    })),
    otherwise: write.use(node.otherwise),
  }
}

/** Registers that share reset and enable share one always_ff, in the order of their first register. */
export function registerGroups({ plan, names, write }: ModuleContext): Sequential[] {
  const groups = new Map<string, { id: NodeId; node: RegisterNode }[]>()
  for (const id of plan.signals) {
    const node = plan.node(id)
    if (node.kind !== 'register') continue
    const enable = node.enable === null ? 'always' : plan.resolve(node.enable)
    const key = `${node.init === null ? 'plain' : 'reset'} ${enable}`
    const group = groups.get(key)
    if (group) group.push({ id, node })
    else groups.set(key, [{ id, node }])
  }
  return [...groups.values()].map((group) => {
    const { init, enable } = group[0]!.node
    const target = (id: NodeId) => name(names.signals.get(id)!)
    let body = group.map(({ id, node }): Statement => {
      return { kind: 'nonblocking', target: target(id), value: write.use(node.next) }
    })
    if (enable !== null) body = [{ kind: 'if', condition: write.use(enable), whenTrue: body, otherwise: [] }]
    if (init !== null) {
      const initial = group.map(({ id, node }): Statement => {
        return { kind: 'nonblocking', target: target(id), value: constant(node.init!, node.width) }
      })
      body = [{ kind: 'if', condition: name(resetPort), whenTrue: initial, otherwise: body }]
    }
    return { kind: 'sequential', clock: clockPort, body }
  })
}

/** The writes and synchronous reads of each memory, in one always_ff, without reset: what synthesis infers memories from. */
export function memoryPorts({ plan, names, write }: ModuleContext): Sequential[] {
  return plan.module.memories.flatMap((memory, index) => {
    if (!plan.readMemories.has(index)) return []
    const word = (address: NodeId) => wordOf(write, memory, names.memories[index]!, address)
    const writes = memory.writes.map((port): Statement => {
      const store: Statement = {
        kind: 'nonblocking',
        target: word(port.address),
        value: write.use(port.data),
      }
      return when(write, plan, port.enable, store)
    })
    const reads = plan.signals.flatMap((id): Statement[] => {
      const node = plan.node(id)
      if (node.kind !== 'memoryRead' || node.memory !== index || !node.synchronous) return []
      const load: Statement = {
        kind: 'nonblocking',
        target: name(names.signals.get(id)!),
        value: word(node.address),
      }
      return [when(write, plan, node.enable, load)]
    })
    const body = [...writes, ...reads]
    return body.length === 0 ? [] : [{ kind: 'sequential', clock: clockPort, body }]
  })
}

function when(
  write: ExpressionWriter,
  plan: SignalPlan,
  enable: NodeId | null,
  statement: Statement,
): Statement {
  if (enable === null) return statement
  const node = plan.node(plan.resolve(enable))
  if (node.kind === 'constant' && node.value === 1n) return statement
  return { kind: 'if', condition: write.use(enable), whenTrue: [statement], otherwise: [] }
}

/** The word of `memory` at `address`. */
export function wordOf(write: ExpressionWriter, memory: Memory, signal: string, address: NodeId) {
  const index = write.address(address, addressWidth(memory.depth))
  return { kind: 'element', name: signal, index } as const
}

/** An instance with all its ports; outputs that nobody reads end in `unused_…` signals, which `unusedOutput` declares. */
export function instanceItem(
  context: ModuleContext,
  index: number,
  outputs: ReadonlyMap<string, string>,
  unusedOutput: (wish: string, width: number) => string,
): InstanceItem {
  const { design, plan, names, write, places } = context
  const instance = plan.module.instances[index]!
  const definition = moduleNamed(design, instance.module)
  const ambient = [
    ...(definition.clocked ? [clockPort] : []),
    ...(definition.resettable ? [resetPort] : []),
  ].map((port) => ({ port, value: name(port) }))
  const connections = definition.ports.map((port) => {
    if (port.direction === 'output') {
      const signal =
        outputs.get(port.name) ?? unusedOutput(`unused_${names.instances[index]}_${port.name}`, port.width)
      return { port: port.name, value: name(signal) }
    }
    const driver = instance.inputs[port.name]
    if (driver === undefined) {
      throw new Error(`internal: input ${port.name} of ${instance.name} is not connected`)
    }
    return { port: port.name, value: write.use(driver) }
  })
  return {
    kind: 'instance',
    module: definition.name,
    name: names.instances[index]!,
    connections: [...ambient, ...connections],
    above: [],
    trailing: places && instance.place ? `@[${placeText(instance.place)}]` : null,
  }
}
