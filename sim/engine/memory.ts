/** Reads and writes of memories; an address at or past the depth is reported through `fault`. */

import type { Memory } from '../../dsl/ir/design.ts'
import type { MemoryReadNode, NodeId } from '../../dsl/ir/node.ts'
import { wordsOf } from '../words.ts'
import type { Access } from './access.ts'
import { result } from './decode.ts'

/** The statement of an asynchronous read. */
export function asynchronousRead(access: Access, id: NodeId, node: MemoryReadNode): string {
  if (node.width > 32) return wideRead(access, node, node.address, access.slot(id))
  return result(access, id, narrowRead(access, node, node.address))
}

/** What a synchronous read does at the clock edge; `address` is the node to read there. */
export function synchronousRead(access: Access, id: NodeId, node: MemoryReadNode, address: NodeId): string {
  const target = access.slot(id)
  return node.width > 32
    ? wideRead(access, node, address, target)
    : `m[${target}] = ${narrowRead(access, node, address)}`
}

/** What a write port does at the clock edge. */
export function write(access: Access, index: number, address: NodeId, data: NodeId): string {
  const memory = access.design.memories[index]!
  const words = wordsOf(memory.width)
  const at = access.unsigned(address)
  const store =
    words === 1
      ? `r${index}[${at}] = ${access.word(data)}`
      : `transfer(r${index}, ${at} * ${words}, m, ${access.slot(data)}, ${words})`
  return checked(access, memory, index, address, store)
}

function narrowRead(access: Access, node: MemoryReadNode, address: NodeId): string {
  const memory = access.design.memories[node.memory]!
  const at = access.unsigned(address)
  const word = `r${node.memory}[${at}]`
  return canPass(access, memory, address)
    ? `(${at} < ${memory.depth} ? ${word} : fault(${node.memory}, ${at}))`
    : word
}

function wideRead(access: Access, node: MemoryReadNode, address: NodeId, target: number): string {
  const words = wordsOf(node.width)
  const copied = `transfer(m, ${target}, r${node.memory}, ${access.unsigned(address)} * ${words}, ${words})`
  return checked(access, access.design.memories[node.memory]!, node.memory, address, copied)
}

function checked(access: Access, memory: Memory, index: number, address: NodeId, body: string): string {
  if (!canPass(access, memory, address)) return body
  const at = access.unsigned(address)
  return `if (${at} < ${memory.depth}) { ${body} } else fault(${index}, ${at})`
}

/** Whether the address has values at or past the depth. */
function canPass(access: Access, memory: Memory, address: NodeId): boolean {
  return 2 ** access.width(address) > memory.depth
}
