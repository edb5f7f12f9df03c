/** Parameters in the header of a file: as a line of JSON, cut where nobody would read on. */

import { expect, it } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { elaborate, input, module, output } from '../../dsl/index.ts'

const Wire = module(
  () => 'wire_of_8',
  (_: { readonly notes: readonly number[] }) => ({ a: input(8), y: output(8) }),
  ({ a }) => ({ y: a }),
)

function parametersLine(count: number): string {
  const notes = Array.from({ length: count }, (_, index) => 1000 + index)
  const { files } = emitDesign(elaborate(Wire, { notes }))
  return /^\/\/ Parameters: (.*)$/m.exec(files.get('wire_of_8.sv')!)![1]!
}

it('are whole where they are short', () => {
  expect(parametersLine(3)).toBe('{"notes":[1000,1001,1002]}')
})

it('are cut between two of them where they are long', () => {
  const line = parametersLine(1000)
  expect(line).toMatch(/^\{"notes":\[1000,1001,.*,\d{4}, \.\.\. \(the whole in manifest\.json\)$/)
  expect(line.length).toBeLessThan(700)
})
