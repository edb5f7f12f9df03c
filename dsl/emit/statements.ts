/** Registers, decoders and instances as always blocks and instance items. */

import { clockPort, type Design, moduleNamed, resetPort } from '../ir/design.ts'
import type { MatchNode, NodeId, RegisterNode } from '../ir/node.ts'
import type { InstanceItem, Item, Sequential, Statement } from '../verilog/tree.ts'
import { placeText } from './comments.ts'
import type { ExpressionWriter } from './expressions.ts'
import { constant, literal } from './literals.ts'
import type { Names } from './names.ts'
import type { SignalPlan } from './signals.ts'
import { name } from './widths.ts'

/** What the statements of one module are made from. */
export interface ModuleContext {
  readonly design: Design
  readonly plan: SignalPlan
  readonly names: Names
  readonly write: ExpressionWriter
  readonly places: boolean
  /** Declares one more signal and returns its name. */
  readonly declare: (wish: string, width: number) => string
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

/** An instance with all its ports; `outputs` are the signals of its outputs, the others end in `unused_…` signals. */
export function instanceItem(
  context: ModuleContext,
  index: number,
  outputs: ReadonlyMap<string, string>,
): InstanceItem {
  const { design, plan, names, write, places, declare } = context
  const instance = plan.module.instances[index]!
  const definition = moduleNamed(design, instance.module)
  const ambient = [
    ...(definition.clocked ? [clockPort] : []),
    ...(definition.resettable ? [resetPort] : []),
  ].map((port) => ({ port, value: name(port) }))
  const connections = definition.ports.map((port) => {
    if (port.direction === 'output') {
      const wish = `unused_${names.instances[index]}_${port.name}`
      const signal = outputs.get(port.name) ?? declare(wish, port.width)
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
