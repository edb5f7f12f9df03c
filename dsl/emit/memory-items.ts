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

/** The writes and synchronous reads of each RAM in an always_ff of its own, the reads of all ROMs together in one. */
export function memoryPorts(context: ModuleContext): Item[] {
  const { memories } = context.plan.module
  const ports = memories.map((_, index) => portsOf(context, index))
  const isRom = (_: unknown, index: number) => memories[index]!.writes.length === 0
  const roms = ports.filter(isRom)
  const blocks = [
    roms.flatMap(({ body }) => body),
    ...ports.filter((port, index) => !isRom(port, index)).map(({ body }) => body),
  ]
  return [
    ...ports.flatMap(({ addresses }) => addresses),
    ...blocks
      .filter((body) => body.length > 0)
      .map((body): Item => ({ kind: 'sequential', clock: clockPort, body })),
  ]
}

/** The statements of one memory, and the assigns of addresses that need a name. */
function portsOf(
  context: ModuleContext,
  index: number,
): { readonly addresses: Assign[]; readonly body: Statement[] } {
  const { plan, names, write } = context
  const memory = plan.module.memories[index]!
  const addresses: Assign[] = []
  if (!plan.readMemories.has(index)) return { addresses, body: [] }
  const word = (address: NodeId) => {
    const found = memoryWord(context, index, address)
    return isConstant(plan, address)
      ? withNamedAddress(context, found, addressWidth(memory.depth), addresses)
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
  return { addresses, body }
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
