/** Memories in the one form that synthesis infers block RAM from: declaration, contents, writes and reads, never a reset. */

import { clockPort } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import { operandsOf } from '../ir/walk.ts'
import type { Assign, Element, Item, MemoryDeclaration, ReadMemory, Statement } from '../verilog/tree.ts'
import { placeText } from './comments.ts'
import type { Profile } from './profile.ts'
import { addressWidth, type SignalPlan } from './signals.ts'
import type { ModuleContext } from './statements.ts'
import { name } from './widths.ts'

/** Declarations of the memories that something reads, each followed by the loading of its contents. */
export function memoryDeclarations(
  { plan, names, places }: ModuleContext,
  profile: Profile,
  fileOf: (memory: number) => string,
): (MemoryDeclaration | ReadMemory)[] {
  return plan.module.memories.flatMap((memory, index): (MemoryDeclaration | ReadMemory)[] => {
    if (!plan.readMemories.has(index)) return []
    const { depth, width, style, contents, writes, place } = memory
    const { attribute, values } = writes.length > 0 ? profile.ram : profile.rom
    const value = values[style]
    const declaration: MemoryDeclaration = {
      kind: 'memory',
      width,
      depth,
      name: names.memories[index]!,
      attribute: value === null ? null : { name: attribute, value },
      above: [],
      trailing: places && place ? `@[${placeText(place)}]` : null,
    }
    if (contents === null) return [declaration]
    return [declaration, { kind: 'readmemh', file: fileOf(index), memory: declaration.name }]
  })
}

/** The word of memory `memory` at `address`. */
export function memoryWord({ plan, names, write }: ModuleContext, memory: number, address: NodeId): Element {
  const index = write.address(address, addressWidth(plan.module.memories[memory]!.depth))
  return { kind: 'element', name: names.memories[memory]!, index }
}

/** The writes and synchronous reads of each memory, in one always_ff. */
export function memoryPorts(context: ModuleContext): Item[] {
  const { plan, names, write } = context
  return plan.module.memories.flatMap((memory, index): Item[] => {
    if (!plan.readMemories.has(index)) return []
    const named: Assign[] = []
    const word = (address: NodeId) => {
      const found = memoryWord(context, index, address)
      return isConstant(plan, address)
        ? withNamedAddress(context, found, addressWidth(memory.depth), named)
        : found
    }
    const body: Statement[] = memory.writes.map(({ address, data, enable }) =>
      when(context, enable, { kind: 'nonblocking', target: word(address), value: write.use(data) }),
    )
    for (const id of plan.signals) {
      const node = plan.node(id)
      if (node.kind !== 'memoryRead' || node.memory !== index || !node.synchronous) continue
      const target = name(names.signals.get(id)!)
      body.push(when(context, node.enable, { kind: 'nonblocking', target, value: word(node.address) }))
    }
    if (body.length === 0) return []
    return [...named, { kind: 'sequential', clock: clockPort, body }]
  })
}

/** In an always block, a constant address would make Yosys turn the memory into registers: it gets a signal. */
function withNamedAddress(
  { declare }: ModuleContext,
  word: Element,
  width: number,
  named: Assign[],
): Element {
  const target = declare(`${word.name}_address`, width)
  named.push({ kind: 'assign', target, value: word.index })
  return { ...word, index: name(target) }
}

/** Whether the value is the same in every cycle, as a tool would find out. */
function isConstant(plan: SignalPlan, id: NodeId): boolean {
  const node = plan.node(plan.resolve(id))
  if (node.kind === 'constant') return true
  const operands = node.kind === 'register' || node.kind === 'memoryRead' ? [] : operandsOf(node)
  return operands.length > 0 && operands.every((operand) => isConstant(plan, operand))
}

function when({ plan, write }: ModuleContext, enable: NodeId | null, statement: Statement): Statement {
  if (enable === null) return statement
  const node = plan.node(plan.resolve(enable))
  if (node.kind === 'constant' && node.value === 1n) return statement
  return { kind: 'if', condition: write.use(enable), whenTrue: [statement], otherwise: [] }
}
