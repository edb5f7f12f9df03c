/** The check of memories: widths of addresses and words, contents that fill them exactly. */

import { expect, it } from 'vitest'
import { Data } from '../../dsl/data.ts'
import { checkMemories } from '../../dsl/passes/check-memories.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

const place = { file: 'test.ts', line: 5 }

it('accepts addresses of exactly the bits that the depth needs', () => {
  const b = builderOf()
  const address = b.input('address', 3)
  const enable = b.input('enable', 1)
  const data = b.input('data', 8)
  const memory = b.memory({ name: 'rows', depth: 5, width: 8, style: 'auto', contents: null, place })
  b.write(memory, { address, data, enable })
  b.output('y', b.add({ kind: 'memoryRead', width: 8, memory, address, synchronous: true, enable }))
  const design = designOf(b)
  expect(runPass(checkMemories, design)).toBe(design)
})

it('names the port, the memory and the widths', () => {
  const b = builderOf()
  const address = b.input('address', 4)
  const data = b.input('data', 7)
  const memory = b.memory({ name: 'rows', depth: 5, width: 8, style: 'auto', contents: null, place })
  b.write(memory, { address, data, enable: data })
  const read = { kind: 'memoryRead', width: 7, memory, address, synchronous: false, enable: address } as const
  b.output('y', b.add(read, variable('row', 6)))
  expect(() => runPass(checkMemories, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0550 a write address of memory \`rows\` of module \`unit\` must have 3 bits, but \`address\` is 4 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})
      help: use .trunc(3)

    BL0550 a written word of memory \`rows\` of module \`unit\` must have 8 bits, but \`data\` is 7 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})
      help: use .zext(8)

    BL0550 a write enable of memory \`rows\` of module \`unit\` must have 1 bit, but \`data\` is 7 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})
      help: use .trunc(1)

    BL0550 a read address of memory \`rows\` of module \`unit\` must have 3 bits, but \`address\` is 4 bits
      --> test.ts:6
      while elaborating Test({"name":"unit"})
      help: use .trunc(3)

    BL0550 a read of memory \`rows\` of module \`unit\` must have 8 bits, but \`row\` is 7 bits
      --> test.ts:6
      while elaborating Test({"name":"unit"})
      help: use .zext(8)

    BL0550 a read enable of memory \`rows\` of module \`unit\` must have 1 bit, but \`address\` is 4 bits
      --> test.ts:6
      while elaborating Test({"name":"unit"})
      help: use .trunc(1)

    BL0555 a lookup in memory \`rows\` of module \`unit\` has an enable; only reads that take a cycle can hold their word
      --> test.ts:6
      while elaborating Test({"name":"unit"})]
  `)
})

it('compares contents with the memory', () => {
  const b = builderOf()
  const contents = Data.of(4, [1, 2, 15])
  b.memory({ name: 'weights', depth: 4, width: 3, style: 'logic', contents, place })
  b.memory({ name: 'empty', depth: 4, width: 3, style: 'logic', contents: null, place })
  b.memory({ name: 'none', depth: 0, width: 3, style: 'logic', contents, place })
  expect(() => runPass(checkMemories, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0551 memory \`none\` of module \`unit\` has 0 words of width 3; both are whole numbers of at least 1
      --> test.ts:5
      while elaborating Test({"name":"unit"})

    BL0552 memory \`weights\` of module \`unit\` has 4 words of 3 bits, but its contents are 3 words of 4 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})

    BL0553 word 2 of the contents of memory \`weights\` of module \`unit\` is 15, which does not fit in 3 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})

    BL0554 memory \`empty\` of module \`unit\` has no contents and is never written, so that nothing can be read from it
      --> test.ts:5
      while elaborating Test({"name":"unit"})
      help: write to it, or use rom(contents, …)]
  `)
})
