/** The check of streams: valid and payload never wait for the ready of the same stream. */

import { expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { checkStreams } from '../../dsl/passes/check-streams.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

function withStream(b: ModuleBuilder, valid: number, word: number): ModuleBuilder {
  const place = { file: 'test.ts', line: 2 }
  b.output('out_valid', valid, place)
  b.output('out_word', word, place)
  const payload = [{ field: 'word', port: 'out_word', width: 1 }]
  b.streams.push({ name: 'out', direction: 'output', valid: 'out_valid', ready: 'out_ready', payload })
  return b
}

it('accepts a register that ready only lets go', () => {
  const b = builderOf()
  const ready = b.input('out_ready', 1)
  const full = b.register(1, { init: 0n }, variable('full', 3))
  b.drive(full, b.add({ kind: 'unary', width: 1, operator: 'not', operand: ready }))
  const design = designOf(withStream(b, full, full))
  expect(runPass(checkStreams, design)).toBe(design)
})

it('shows how ready reaches valid and payload', () => {
  const b = builderOf('eager')
  const ready = b.input('out_ready', 1)
  const go = b.input('go', 1)
  const both = b.add(
    { kind: 'binary', width: 1, operator: 'and', left: go, right: ready },
    variable('both', 7),
  )
  const valid = b.add({ kind: 'unary', width: 1, operator: 'not', operand: both }, variable('valid', 8))
  expect(() =>
    runPass(checkStreams, designOf(withStream(b, valid, ready))),
  ).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0450 \`out_valid\` of module \`eager\` waits for \`out_ready\`: a stream must offer its beat without looking at its own ready
      --> test.ts:2
      note: \`out_valid\` is \`valid\`
      note: \`valid\` depends on \`both\` (test.ts:8)
      note: \`both\` depends on \`out_ready\` (test.ts:7)
      while elaborating Test({"name":"eager"})
      help: decide valid and payload from registers and inputs, and use ready only to decide what happens next

    BL0450 \`out_word\` of module \`eager\` waits for \`out_ready\`: a stream must offer its beat without looking at its own ready
      --> test.ts:2
      note: \`out_word\` is \`out_ready\` itself
      while elaborating Test({"name":"eager"})
      help: decide valid and payload from registers and inputs, and use ready only to decide what happens next]
  `)
})
