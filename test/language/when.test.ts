/** `when`: of the assignments whose conditions hold, the last one in the program wins, as if it ran in every cycle. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  delayed,
  input,
  module,
  output,
  type Register,
  reg,
  type Signal,
  type Wire,
  when,
  wire,
} from '../../dsl/index.ts'
import { runModule } from '../support/run-module.ts'

/** What `next` becomes in each of the four cases of two conditions, in the order a b = 00, 01, 10, 11. */
function cases(body: (a: Signal<1>, b: Signal<1>, target: Wire<8>) => void): number[] {
  const Cases = module(
    () => 'cases',
    () => ({ a: input(1), b: input(1), y: output(8) }),
    ({ a, b }) => {
      const y = wire(8, { default: 0 })
      body(a, b, y)
      return { y }
    },
  )
  const stimulus = [0, 1, 2, 3].map((code) => ({ a: code >> 1, b: code & 1 }))
  return runModule(Cases, {}, stimulus).map(({ y }) => y!)
}

describe('when', () => {
  it('applies its body where the condition is 1', () => {
    expect(cases((a, _b, y) => when(a, () => y.set(1)))).toEqual([0, 0, 1, 1])
  })

  it('tries elsewhen where no condition before holds, and otherwise where none does', () => {
    expect(
      cases((a, b, y) => {
        when(a, () => y.set(1))
          .elsewhen(b, () => y.set(2))
          .otherwise(() => y.set(3))
      }),
    ).toEqual([3, 2, 1, 1])
  })

  it('takes any number of branches; those that assign nothing leave what was there', () => {
    expect(
      cases((a, b, y) => {
        y.set(9)
        when(a.and(b), () => {})
          .elsewhen(a, () => y.set(1))
          .elsewhen(b, () => {})
          .otherwise(() => y.set(2))
      }),
    ).toEqual([2, 9, 1, 9])
  })

  it('nests', () => {
    expect(
      cases((a, b, y) => {
        when(a, () => {
          y.set(1)
          when(b, () => y.set(2)).otherwise(() => y.set(3))
        }).otherwise(() => {
          when(b, () => y.set(4))
        })
      }),
    ).toEqual([0, 4, 3, 2])
  })

  it('lets a later assignment win over an earlier when, and a later when over an earlier assignment', () => {
    expect(
      cases((a, _b, y) => {
        when(a, () => y.set(1))
        y.set(2)
      }),
    ).toEqual([2, 2, 2, 2])
    expect(
      cases((a, b, y) => {
        y.set(1)
        when(a, () => y.set(2))
        when(b, () => y.set(3))
      }),
    ).toEqual([1, 3, 2, 3])
  })

  it('lets a later assignment in the same body win', () => {
    expect(
      cases((a, _b, y) => {
        when(a, () => {
          y.set(1)
          y.set(2)
        })
      }),
    ).toEqual([0, 0, 2, 2])
  })

  it('reads registers as they were and wires as they end up, wherever the reading stands', () => {
    const Swap = module(
      () => 'swap',
      () => ({ go: input(1), left: output(4), right: output(4), seen: output(4) }),
      ({ go }) => {
        const left = reg(4, { init: 1 })
        const right = reg(4, { init: 2 })
        const late = wire(4, { default: 0 })
        const seen = late.add(1)
        when(go, () => {
          left.set(right)
          right.set(left)
          late.set(8)
        })
        return { left, right, seen }
      },
    )
    expect(runModule(Swap, {}, [{ go: 0 }, { go: 1 }, { go: 1 }])).toEqual([
      { left: 1, right: 2, seen: 1 },
      { left: 1, right: 2, seen: 9 },
      { left: 2, right: 1, seen: 9 },
    ])
  })

  it('keeps a register where nothing applies, and adds to its enable', () => {
    const Gated = module(
      () => 'gated',
      () => ({ en: input(1), go: input(1), count: output(4) }),
      ({ en, go }) => {
        const count = reg(4, { init: 0, en })
        when(go, () => count.set(count.add(1)))
        return { count }
      },
    )
    const stimulus = [0, 1, 2, 3, 3, 3].map((code) => ({ en: code >> 1, go: code & 1 }))
    expect(runModule(Gated, {}, stimulus).map(({ count }) => count)).toEqual([0, 0, 0, 0, 1, 2])
  })

  it('does not reach what is made inside its body: a helper means the same wherever it is called', () => {
    const Helpers = module(
      () => 'helpers',
      () => ({ a: input(8), go: input(1), inner: output(8), outer: output(8), both: output(8) }),
      ({ a, go }) => {
        const both = reg(8, { init: 0 })
        const doubled = (value: Signal<8>) => {
          const sum = wire(8)
          sum.set(value.add(value))
          return delayed(sum, { init: 0 })
        }
        const outer = doubled(a)
        let inner: Signal<8> = a
        when(go, () => {
          inner = doubled(a)
          both.set(inner)
        })
        return { inner, outer, both }
      },
    )
    expect(runModule(Helpers, {}, [{ a: 1 }, { a: 2 }, { a: 3, go: 1 }, { a: 4, go: 0 }])).toEqual([
      { inner: 0, outer: 0, both: 0 },
      { inner: 2, outer: 2, both: 0 },
      { inner: 4, outer: 4, both: 0 },
      { inner: 6, outer: 6, both: 4 },
    ])
  })

  it('reaches what is made inside its body from the branches next to it', () => {
    expect(
      cases((a, b, y) => {
        let count: Wire<8> = y
        when(a, () => {
          count = wire(8, { default: 1 })
          count.set(5)
        }).elsewhen(b, () => count.set(7))
        y.set(count)
      }),
    ).toEqual([5, 7, 5, 5])
  })
})

/** A program of assignments under conditions, as plain data. */
type Statement =
  | { readonly kind: 'set'; readonly target: number; readonly value: number }
  | {
      readonly kind: 'when'
      readonly branches: readonly { readonly condition: number; readonly body: readonly Statement[] }[]
      readonly otherwise: readonly Statement[] | null
    }

const targets = 4
const conditions = 4

const { program } = fc.letrec<{ program: Statement[]; statement: Statement }>((tie) => ({
  program: fc.array(tie('statement'), { maxLength: 4 }),
  statement: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant('set' as const),
      target: fc.nat(targets - 1),
      value: fc.nat(255),
    }),
    fc.record({
      kind: fc.constant('when' as const),
      branches: fc.array(fc.record({ condition: fc.nat(conditions - 1), body: tie('program') }), {
        minLength: 1,
        maxLength: 3,
      }),
      otherwise: fc.option(tie('program')),
    }),
  ),
}))

/** The program in the language. */
function build(
  statements: readonly Statement[],
  flags: readonly Signal<1>[],
  signals: readonly (Register<8> | Wire<8>)[],
): void {
  for (const statement of statements) {
    if (statement.kind === 'set') {
      signals[statement.target]!.set(statement.value)
      continue
    }
    const [first, ...others] = statement.branches
    let chain = when(flags[first!.condition]!, () => build(first!.body, flags, signals))
    for (const { condition, body } of others) {
      chain = chain.elsewhen(flags[condition]!, () => build(body, flags, signals))
    }
    const { otherwise } = statement
    if (otherwise) chain.otherwise(() => build(otherwise, flags, signals))
  }
}

/** The program as one that runs from top to bottom. */
function execute(statements: readonly Statement[], flags: readonly boolean[], state: number[]): void {
  for (const statement of statements) {
    if (statement.kind === 'set') state[statement.target] = statement.value
    else {
      const taken = statement.branches.find(({ condition }) => flags[condition])
      execute(taken?.body ?? statement.otherwise ?? [], flags, state)
    }
  }
}

/** What the targets hold before the program: registers are first set to 7, wires have their defaults. */
const start = [7, 101, 7, 103]

function moduleOf(statements: readonly Statement[]) {
  return module(
    () => 'nest',
    () => ({ flags: input(conditions), t0: output(8), t1: output(8), t2: output(8), t3: output(8) }),
    ({ flags }) => {
      const [t0, t2] = [reg(8), reg(8)]
      const [t1, t3] = [wire(8, { default: 101 }), wire(8, { default: 103 })]
      t0.set(7)
      t2.set(7)
      build(statements, flags.elements(1), [t0, t1, t2, t3])
      return { t0, t1, t2, t3 }
    },
  )
}

describe('any nest of assignments', () => {
  it('does what the program does when it runs from top to bottom in every cycle', () => {
    fc.assert(
      fc.property(program, (statements) => {
        // Two cycles for each case: registers show in the second what they took in the first.
        const flags = Array.from({ length: 2 ** conditions }, (_, code) => code)
        const stimulus = flags.flatMap((code) => [{ flags: code }, { flags: code }])
        const outputs = runModule(moduleOf(statements), {}, stimulus)
        for (const code of flags) {
          const state = [...start]
          const held = Array.from({ length: conditions }, (_, bit) => ((code >> bit) & 1) === 1)
          execute(statements, held, state)
          expect(Object.values(outputs[2 * code + 1]!)).toEqual(state)
        }
      }),
      { seed: 3, numRuns: 200 },
    )
  })
})
