/** Comparing what a command prints with what a page shows. */

import { expect, it } from 'vitest'
import { commandsIn, pattern } from './commands.ts'

it('is exact but for …', () => {
  expect('a 1 b').toMatch(pattern('a … b'))
  expect('a\n1\n2\nb').toMatch(pattern('a\n…\nb'))
  expect('a\nb').not.toMatch(pattern('a … b'))
  expect('a 1 c').not.toMatch(pattern('a … b'))
  expect('xax').not.toMatch(pattern('a'))
  expect('axb').not.toMatch(pattern('a.b'))
})

it('takes lines that go on as one command', () => {
  expect(commandsIn('$ a \\\n    b\nc\n$ d')).toEqual([
    { command: 'a b', output: 'c' },
    { command: 'd', output: '' },
  ])
})
