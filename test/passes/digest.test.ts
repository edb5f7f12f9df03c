/** The digest of a module: equal for equal hardware, whatever its inside is called; different for any other. */

import { expect, it } from 'vitest'
import { Data } from '../../dsl/data.ts'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { moduleDigest } from '../../dsl/ir/hash.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

interface Variation {
  readonly port?: string
  readonly init?: bigint | null
  readonly operator?: 'xor' | 'xnor'
  readonly word?: number
  readonly swap?: boolean
  readonly names?: boolean
  readonly unread?: boolean
}

function digestOf(variation: Variation): string {
  const { port = 'y', init = 0n, operator = 'xnor', word = 1, swap, names, unread } = variation
  const b: ModuleBuilder = builderOf()
  const a = b.input('a', 2)
  const c = b.input('c', 2)
  if (unread) b.add({ kind: 'unary', width: 2, operator: 'not', operand: a })
  const [left, right] = swap ? [c, a] : [a, c]
  const match = b.add({ kind: 'binary', width: 2, operator, left, right }, names ? variable('match', 9) : {})
  const register = b.register(2, { init }, names ? variable('held', 10) : {})
  b.drive(register, match)
  const contents = Data.of(3, [0, word, 2, 3])
  const memory = b.memory({ name: 'rows', depth: 4, width: 3, style: 'logic', contents, place: null })
  const read = { kind: 'memoryRead', width: 3, memory, address: register, synchronous: false, enable: null }
  b.output(port, b.add(read as never))
  return moduleDigest(designOf(b).modules[0]!)
}

it('does not look at names and places of inner values, nor at what nothing reads', () => {
  expect(digestOf({ names: true, unread: true })).toBe(digestOf({}))
  expect(digestOf({})).toMatch(/^[0-9a-f]{16}$/)
})

it('sees every change of ports, operators, operands, resets and contents', () => {
  const variations: Variation[] = [
    {},
    { port: 'z' },
    { init: 1n },
    { init: null },
    { operator: 'xor' },
    { word: 7 },
    { swap: true },
  ]
  expect(new Set(variations.map(digestOf)).size).toBe(variations.length)
})
