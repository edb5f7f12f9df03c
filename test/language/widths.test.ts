/** Widths that TypeScript cannot see are checked at elaboration. */

import { describe, expect, it } from 'vitest'
import { elaborate, input, module, output } from '../../dsl/index.ts'

describe('literal widths', () => {
  it('are checked again at elaboration, where TypeScript sees only `number`', () => {
    const Mixed = module(
      ({ width }: { width: number }) => `mixed_${width}`,
      ({ width }) => ({ a: input(width), b: input(8), y: output(8) }),
      ({ a, b }) => ({ y: b.xnor(a) }),
    )
    expect(elaborate(Mixed, { width: 8 }).top).toBe('mixed_8')
    expect(() => elaborate(Mixed, { width: 9 })).toThrow(
      /BL0104 width mismatch in xnor: `b` is 8 bits, `a` is 9 bits/,
    )
  })
})
