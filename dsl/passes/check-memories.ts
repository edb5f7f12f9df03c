/** Checks memories: widths of addresses, words and enables, and contents that fill them exactly. */

import type { DiagnosticInput, Report } from '../diagnostics.ts'
import type { Memory, Module } from '../ir/design.ts'
import { clog2 } from '../ir/evaluate.ts'
import type { MemoryReadNode, NodeId } from '../ir/node.ts'
import { atNode, bits, inModule, label } from './describe.ts'
import { checkPass } from './pass.ts'

/**
 * BL0550 address, word or enable of a wrong width, BL0551 depth or width that is no such number, BL0552
 * contents of another depth or width, BL0553 word that does not fit, BL0554 neither contents nor writes,
 * BL0555 enable on a lookup.
 */
export const checkMemories = checkPass('memories', (module, _design, report) => {
  const checks = module.memories.map((memory) => new MemoryCheck(module, memory, report))
  const shaped = checks.map((check) => check.shape())
  for (const [index, { writes }] of module.memories.entries()) {
    const check = checks[index]!
    if (!shaped[index]) continue
    check.contents()
    for (const write of writes) check.write(write)
  }
  for (const [id, node] of module.nodes.entries()) {
    if (node.kind === 'memoryRead' && shaped[node.memory]) checks[node.memory]!.read(id, node)
  }
})

function addressWidth(memory: Memory): number {
  return Math.max(1, clog2(memory.depth))
}

class MemoryCheck {
  readonly #name: string
  readonly #module: Module
  readonly #memory: Memory
  readonly #report: Report

  constructor(module: Module, memory: Memory, report: Report) {
    this.#module = module
    this.#memory = memory
    this.#report = report
    this.#name = `memory \`${memory.name}\` of module \`${module.name}\``
  }

  /** Whether depth and width are numbers that a memory can have. */
  shape(): boolean {
    const { depth, width } = this.#memory
    if ([depth, width].every((size) => Number.isSafeInteger(size) && size >= 1)) return true
    this.#error({
      code: 'BL0551',
      message: `${this.#name} has ${depth} words of width ${width}; both are whole numbers of at least 1`,
    })
    return false
  }

  contents(): void {
    const { contents, depth, width, writes } = this.#memory
    if (contents === null) {
      if (writes.length > 0) return
      this.#error({
        code: 'BL0554',
        message: `${this.#name} has no contents and is never written, so that nothing can be read from it`,
        help: 'write to it, or use rom(contents, …)',
      })
      return
    }
    if (contents.words.length !== depth || contents.width !== width) {
      this.#error({
        code: 'BL0552',
        message: `${this.#name} has ${depth} words of ${bits(width)}, but its contents are ${contents.words.length} words of ${bits(contents.width)}`,
      })
    }
    const limit = 1n << BigInt(width)
    const bad = contents.words.findIndex((word) => word < 0n || word >= limit)
    if (bad === -1) return
    this.#error({
      code: 'BL0553',
      message: `word ${bad} of the contents of ${this.#name} is ${contents.words[bad]}, which does not fit in ${bits(width)}`,
    })
  }

  write({ address, data, enable }: Memory['writes'][number]): void {
    this.#width(address, 'a write address', addressWidth(this.#memory))
    this.#width(data, 'a written word', this.#memory.width)
    this.#width(enable, 'a write enable', 1)
  }

  read(id: NodeId, { address, enable, synchronous }: MemoryReadNode): void {
    const at = atNode(this.#module, id)
    this.#width(address, 'a read address', addressWidth(this.#memory), at)
    this.#width(id, 'a read', this.#memory.width, at)
    if (enable === null) return
    this.#width(enable, 'a read enable', 1, at)
    if (synchronous) return
    this.#error({
      code: 'BL0555',
      message: `a lookup in ${this.#name} has an enable; only reads that take a cycle can hold their word`,
      ...at,
    })
  }

  #width(id: NodeId, role: string, width: number, at: Partial<DiagnosticInput> = {}): void {
    const found = this.#module.nodes[id]!.width
    if (found === width) return
    this.#error({
      code: 'BL0550',
      message: `${role} of ${this.#name} must have ${bits(width)}, but ${label(this.#module, id)} is ${bits(found)}`,
      help: found < width ? `use .zext(${width})` : `use .trunc(${width})`,
      ...at,
    })
  }

  #error(found: DiagnosticInput): void {
    const place = this.#memory.place ?? this.#module.place
    this.#report.error({ ...inModule(this.#module), place, ...found })
  }
}
