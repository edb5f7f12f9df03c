/** Which ROMs a module is made of, if it is nothing else: seen in the tree of its text. */

import { memoryWords } from '../dsl/emit/memories.ts'
import type {
  CombinationalCase,
  Expression,
  Item,
  MemoryDeclaration,
  Statement,
} from '../dsl/verilog/tree.ts'
import type { Rtl, RtlModule } from './rtl.ts'

/** A ROM that is read at every edge, or at once. */
export interface Rom {
  /** Where its words are kept; those of a decoder, written as a `case`, are logic. */
  readonly style: 'block' | 'logic'
  readonly depth: number
  readonly width: number
  /** The signal that it is read at. */
  readonly address: string
  readonly registered: boolean
  /** Its words in order. */
  readonly words: () => readonly bigint[]
}

/** Words under a name; a decoder has its address, too, a memory has as many as it has readings. */
type Store = Omit<Rom, 'address' | 'registered'> & { readonly name: string; readonly address: string | null }

/** A reading of a memory at an address, or of what a decoder has found. */
type Reading = Pick<Rom, 'registered'> & { readonly of: string; readonly address: string | null }

/** What an item says about ROMs. */
interface Parts {
  readonly stores: readonly Store[]
  readonly readings: readonly Reading[]
}

const nothing: Parts = { stores: [], readings: [] }

/** The ROMs of a module that is nothing else, each read once; null for any other module. */
export function romsOf({ tree: { items } }: RtlModule, { memory }: Rtl): readonly Rom[] | null {
  const files = new Map(items.flatMap((item) => (item.kind === 'readmemh' ? [[item.memory, item.file]] : [])))
  const textOf = (name: string) => memory.get(files.get(name) ?? '')
  const parts: Parts[] = []
  for (const item of items) {
    const found = partsOf(item, textOf)
    if (found === null) return null
    parts.push(found)
  }
  const unread = new Map(parts.flatMap(({ stores }) => stores.map((store) => [store.name, store])))
  const roms: Rom[] = []
  for (const { of, address, registered } of parts.flatMap(({ readings }) => readings)) {
    const store = unread.get(of)
    const at = store?.address ?? address
    if (store === undefined || at === null || store.address === address) return null
    unread.delete(of)
    roms.push({ ...store, address: at, registered })
  }
  return unread.size === 0 && roms.length > 0 ? roms : null
}

/** Null for what stands in no module that is nothing but ROMs. */
function partsOf(item: Item, textOf: (memory: string) => string | undefined): Parts | null {
  switch (item.kind) {
    case 'signal':
    case 'readmemh':
      return nothing
    case 'memory': {
      const store = storeOfMemory(item, textOf(item.name))
      return store && { stores: [store], readings: [] }
    }
    case 'case': {
      const store = storeOfDecoder(item)
      return store && { stores: [store], readings: [] }
    }
    case 'assign': {
      // Bits of a word, or bits that nobody reads.
      if (item.value.kind === 'bit' || item.value.kind === 'range') return nothing
      const reading = item.value.kind === 'element' ? readingOf(item.value, false) : null
      return reading && { stores: [], readings: [reading] }
    }
    case 'sequential': {
      const readings = item.body.map(readingAtEdge)
      return readings.every((reading) => reading !== null) ? { stores: [], readings } : null
    }
    case 'localparam':
    case 'instance':
      return null
  }
}

/** A memory with contents whose place was asked for. */
function storeOfMemory(
  { name, depth, width, attribute }: MemoryDeclaration,
  text: string | undefined,
): Store | null {
  const style = attribute?.value
  if (text === undefined || (style !== 'block' && style !== 'logic')) return null
  return { name, style, depth, width, address: null, words: () => memoryWords(text) }
}

/** A decoder of consecutive values, the last of which is the default. */
function storeOfDecoder({ subject, target, arms, otherwise }: CombinationalCase): Store | null {
  const isInOrder = arms.every(({ labels }, i) => labels.length === 1 && labels[0]!.value === BigInt(i))
  const words = [...arms.map(({ value }) => value), otherwise].map(constantOf)
  if (subject.kind !== 'name' || !isInOrder || !words.every((word) => word !== null)) return null
  return {
    name: target,
    style: 'logic',
    depth: words.length,
    width: words[0]!.width,
    address: subject.name,
    words: () => words.map(({ value }) => value),
  }
}

function readingAtEdge(statement: Statement): Reading | null {
  return statement.kind === 'nonblocking' ? readingOf(statement.value, true) : null
}

function readingOf(value: Expression, registered: boolean): Reading | null {
  if (value.kind === 'name') return { of: value.name, address: null, registered }
  if (value.kind !== 'element' || value.index.kind !== 'name') return null
  return { of: value.name, address: value.index.name, registered }
}

/** A literal, or literals side by side, the first in the high bits. */
function constantOf(expression: Expression): { readonly width: number; readonly value: bigint } | null {
  if (expression.kind === 'literal') return expression
  if (expression.kind !== 'concat') return null
  let [width, value] = [0, 0n]
  for (const part of expression.parts) {
    if (part.kind !== 'literal') return null
    width += part.width
    value = (value << BigInt(part.width)) | part.value
  }
  return { width, value }
}
