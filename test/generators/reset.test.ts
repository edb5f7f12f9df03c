/** A reset in the middle of a frame, and nothing unknown after it. */

import { describe, expect, test } from 'vitest'
import { printed, randomStalls, runStream } from '../support/generator-bench.ts'
import { blocks } from '../support/generator-blocks.ts'

describe.each(Object.entries(blocks))('%s', (_, { design, stream }) => {
  test('starts clean after a reset in any cycle', async () => {
    const target = await printed(design)
    for (let cycle = 1; cycle <= 40; cycle++) {
      await runStream(target, stream, { ...randomStalls, resetAt: [cycle] }, ['engine'])
    }
  })

  test('starts clean, and shows nothing unknown, in Icarus', async () => {
    const target = await printed(design)
    for (const resetAt of [[], [4], [9, 10], [23]]) {
      await runStream(target, stream, { ...randomStalls, resetAt })
    }
  })

  test('would be caught without its resets', async () => {
    const broken = await printed(design, (text) => text.replaceAll('if (rst)', "if (1'b0)"))
    await expect(runStream(broken, stream, {}, ['icarus'])).rejects.toThrow(/unknown|deadlock/)
  })
})
