/** BL03xx to BL05xx: what the language says about registers, wires, streams, memories and data, word for word. */

import { describe, expect, it } from 'vitest'
import {
  Data,
  elaborate,
  fork,
  input,
  inputStream,
  module,
  output,
  outputStream,
  type Ports,
  ram,
  reg,
  rom,
  type Signal,
  type Stream,
  stream,
  when,
  wire,
} from '../../dsl/index.ts'
import { diagnosticText } from '../support/diagnostic-text.ts'

interface Inputs {
  readonly go: Signal<1>
  readonly a: Signal<8>
  readonly s: Stream<{ data: 8 }>
}

/** What a module with an input stream `s` is told when its body makes a mistake; a stream that is not asked for is drained. */
function mistakeIn(body: (inputs: Inputs) => unknown): string {
  const Example = module(
    () => 'example',
    () => ({ go: input(1), a: input(8), s: inputStream({ data: 8 }), y: output(8) }),
    (inputs) => {
      let asked = false
      body({
        go: inputs.go,
        a: inputs.a,
        get s() {
          asked = true
          return inputs.s
        },
      })
      if (!asked) inputs.s.drain()
      return { y: inputs.a }
    },
  )
  return diagnosticText(() => elaborate(Example, {}))
}

const Sink = module(
  () => 'sink',
  () => ({ beats: inputStream({ data: 8 }), last: output(8) }),
  ({ beats }) => {
    const last = reg(8)
    beats.accept(1)
    when(beats.valid, () => last.set(beats.payload.data))
    return { last }
  },
)

describe('registers and wires', () => {
  it('BL0301: are set, and all that are not are listed at once', () => {
    expect(
      mistakeIn(() => {
        const count = reg(8, { init: 0 })
        const enable = wire(1)
        return count.and(enable.sext(8))
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0301 the register \`count\` is never set
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         const count = reg(8, { init: 0 })
        while elaborating Example({})
        help: call .set(next); a value that never changes is a constant(value, width)

      BL0301 the wire \`enable\` is never set
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         const enable = wire(1)
        while elaborating Example({})
        help: call .set(value) once, or give it a default
      "
    `)
  })

  it('BL0302: have a default where a condition decides', () => {
    expect(
      mistakeIn(({ go }) => {
        const next = wire(8)
        when(go, () => next.set(1))
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0302 the wire \`next\` is set under a condition but has no default
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         when(go, () => next.set(1))
        while elaborating Example({})
        help: give it a value for the other case: wire(8, { default: 0 })
      "
    `)
  })

  it('BL0303: are set once where they have no default', () => {
    expect(
      mistakeIn(({ a }) => {
        const next = wire(8)
        next.set(a)
        next.set(a.not())
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0303 the wire \`next\` is set twice
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         next.set(a.not())
        while elaborating Example({})
        help: set it once; choose between values with mux, or give it a default and use when
      "
    `)
  })

  it('BL0304: get all branches of a when in one go', () => {
    expect(
      mistakeIn(({ go, a }) => {
        const count = reg(8)
        const branches = when(go, () => count.set(a))
        count.set(0)
        branches.otherwise(() => count.set(1))
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0304 otherwise does not directly follow its when: something was assigned in between
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         branches.otherwise(() => count.set(1))
        while elaborating Example({})
        help: write when(…).elsewhen(…).otherwise(…) as one expression
      "
    `)
    expect(
      mistakeIn(({ go, a }) => {
        const count = reg(8)
        const branches = when(go, () => count.set(a))
        branches.otherwise(() => count.set(0))
        branches.elsewhen(go, () => count.set(1))
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0304 elsewhen does not directly follow its when: something was assigned in between
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         branches.elsewhen(go, () => count.set(1))
        while elaborating Example({})
        help: write when(…).elsewhen(…).otherwise(…) as one expression
      "
    `)
  })

  it('BL0360: do not depend on themselves within a cycle', () => {
    const Loop = module(
      () => 'loop',
      () => ({ a: input(8), y: output(8) }),
      ({ a }) => {
        const sum = wire(8)
        const next = sum.add(a)
        sum.set(next)
        return { y: sum }
      },
    )
    expect(diagnosticText(() => elaborate(Loop, {}))).toMatchInlineSnapshot(`
      "
      BL0360 combinational loop in module \`loop\`: \`sum\` depends on itself within a cycle
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         const sum = wire(8)
        note: \`sum\` depends on \`next\` (test/language/diagnostics-state.test.ts:LINE)
        note: \`next\` depends on \`sum\` (test/language/diagnostics-state.test.ts:LINE)
        while elaborating sum < Loop({})
        help: put a register somewhere on this path, or compute one of these values without the next
      "
    `)
  })
})

describe('streams', () => {
  it('BL0401: are consumed once, and both places are named', () => {
    expect(
      mistakeIn(({ s }) => {
        const first = Sink({})({ beats: s })
        s.drain()
        return first
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0401 the stream \`s\` is consumed twice
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         s.drain()
        note: first by the input beats of sink at test/language/diagnostics-state.test.ts:LINE
        note: and again by drain at test/language/diagnostics-state.test.ts:LINE
        while elaborating Example({})
        help: each beat goes to one consumer; const [a, b] = fork(stream, 2) makes two streams of it
      "
    `)
    const Twice = module(
      () => 'twice',
      () => ({
        source: inputStream({ data: 8 }),
        left: outputStream({ data: 8 }),
        right: outputStream({ data: 8 }),
      }),
      ({ source }) => ({ left: source, right: source }),
    )
    expect(diagnosticText(() => elaborate(Twice, {}))).toMatchInlineSnapshot(`
      "
      BL0401 the stream \`source\` is consumed twice
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     const Twice = module(
        note: first by the output left of twice at test/language/diagnostics-state.test.ts:LINE
        note: and again by the output right of twice at test/language/diagnostics-state.test.ts:LINE
        while elaborating Twice({})
        help: each beat goes to one consumer; const [a, b] = fork(stream, 2) makes two streams of it
      "
    `)
  })

  it('BL0402: are consumed', () => {
    expect(
      mistakeIn(({ s, go, a }) => {
        const made = stream(go, { data: a })
        return [s, made]
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0402 the stream \`s\` is never consumed
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |   const Example = module(
        while elaborating Example({})
        help: return it, pass it to an instance, accept it, or say .drain() to throw its beats away

      BL0402 the stream \`made\` is never consumed
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         const made = stream(go, { data: a })
        while elaborating Example({})
        help: return it, pass it to an instance, accept it, or say .drain() to throw its beats away
      "
    `)
  })

  it('BL0403: go where streams go', () => {
    expect(
      mistakeIn(({ a }) => Sink({})({ beats: a as unknown as Stream<{ data: 8 }> })),
    ).toMatchInlineSnapshot(`
      "
      BL0403 the input beats of sink is a stream, but was given something else
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |       mistakeIn(({ a }) => Sink({})({ beats: a as unknown as Stream<{ data: 8 }> })),
        while elaborating Example({})
        help: make a stream of signals with stream(valid, { field: signal })
      "
    `)
  })

  it('BL0404: have the fields that their consumer takes', () => {
    const sink = Sink as unknown as (p: object) => (inputs: Record<string, unknown>) => unknown
    expect(
      mistakeIn(({ s }) => sink({})({ beats: s.map(({ data }) => ({ word: data })) })),
    ).toMatchInlineSnapshot(`
      "
      BL0404 the input beats of sink is given the stream \`s\` with no field data
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |       mistakeIn(({ s }) => sink({})({ beats: s.map(({ data }) => ({ word: data })) })),
        while elaborating Example({})
        help: its fields are data; those of the stream are word; change them with .map
      "
    `)
    expect(
      mistakeIn(({ s, go }) => sink({})({ beats: s.map(({ data }) => ({ data, last: go })) })),
    ).toMatchInlineSnapshot(`
      "
      BL0404 the input beats of sink is given the stream \`s\` with a field last, which it does not take
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |       mistakeIn(({ s, go }) => sink({})({ beats: s.map(({ data }) => ({ data, last: go })) })),
        while elaborating Example({})
        help: its fields are data; those of the stream are data, last; change them with .map
      "
    `)
  })

  it('BL0405: have one consumer in every cycle', () => {
    expect(
      mistakeIn(({ s, go }) => {
        when(go, () => s.drain())
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0405 the stream \`s\` is consumed inside a when
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         when(go, () => s.drain())
        while elaborating Example({})
        help: a stream has one consumer in every cycle: consume it outside, with the condition in .accept(condition)
      "
    `)
  })

  it('BL0406: fork into one or more', () => {
    expect(mistakeIn(({ s }) => fork(s, 0))).toMatchInlineSnapshot(`
      "
      BL0406 cannot fork the stream \`s\` into 0 streams
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(mistakeIn(({ s }) => fork(s, 0)))
        while elaborating Example({})
        help: fork into 1 or more streams; .drain() throws the beats away
      "
    `)
  })

  it('BL0116: are ready or not', () => {
    expect(mistakeIn(({ s, a }) => s.accept(a as Signal as Signal<1>))).toMatchInlineSnapshot(`
      "
      BL0116 \`s.ready\` is 1 bit, but \`a\` is 8 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(mistakeIn(({ s, a }) => s.accept(a as Signal as Signal<1>)))
        while elaborating Example({})
        help: use .trunc(1) or a comparison
      "
    `)
    expect(
      mistakeIn(({ a }) => {
        const made = stream(a as Signal as Signal<1>, { data: a })
        made.drain()
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0116 the valid of a stream is 1 bit, but \`a\` is 8 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         const made = stream(a as Signal as Signal<1>, { data: a })
        while elaborating made < Example({})
        help: use .trunc(1) or a comparison
      "
    `)
  })

  it('BL0202: stay in their module', () => {
    expect(
      mistakeIn(({ s }) => {
        const Inner = module(
          () => 'inner',
          (): Ports => ({}),
          () => {
            s.drain()
            return {}
          },
        )
        Inner({})({})
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0202 the stream \`s\` belongs to module example and is consumed in another module
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |             s.drain()
        while elaborating Inner({}) < Example({})
        help: pass it through an input stream
      "
    `)
  })
})

describe('memories and data', () => {
  it('BL0501: hold words that fit', () => {
    expect(diagnosticText(() => Data.of(4, [1, 16]))).toMatchInlineSnapshot(`
      "
      BL0501 word 1 of the data is 16, which does not fit in 4 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(diagnosticText(() => Data.of(4, [1, 16])))
        help: words are unsigned; wrap negative numbers with BigInt.asUintN(width, value)
      "
    `)
    expect(diagnosticText(() => Data.of(4, [-1]))).toMatchInlineSnapshot(`
      "
      BL0501 word 0 of the data is -1, which does not fit in 4 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(diagnosticText(() => Data.of(4, [-1])))
        help: words are unsigned; wrap negative numbers with BigInt.asUintN(width, value)
      "
    `)
    expect(diagnosticText(() => Data.of(4, []))).toMatchInlineSnapshot(`
      "
      BL0501 Data.of was given no words
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(diagnosticText(() => Data.of(4, [])))
        help: Data holds at least one word
      "
    `)
    expect(diagnosticText(() => Data.of(4, [0.5]))).toMatchInlineSnapshot(`
      "
      BL0102 0.5 is not a whole number that can be a literal
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(diagnosticText(() => Data.of(4, [0.5])))
        help: literals are integers; from 2^53 on write a bigint such as 12345678901234567890n
      "
    `)
  })

  it('BL0502: have words', () => {
    const none = { depth: 0, width: 8, style: 'block', readDuringWrite: 'old' } as const
    expect(mistakeIn(() => ram(none))).toMatchInlineSnapshot(`
      "
      BL0502 a memory has 0 words
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |     expect(mistakeIn(() => ram(none)))
        while elaborating Example({})
        help: the depth is a whole number of at least 1
      "
    `)
  })

  it('BL0503: know all writes when they are read around them', () => {
    expect(
      mistakeIn(({ a, go }) => {
        const store = ram({ depth: 256, width: 8, style: 'block', readDuringWrite: 'new' })
        const word = store.read(a)
        store.write(a, word, go)
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0503 a memory with readDuringWrite 'new' is written after a read port was made
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         store.write(a, word, go)
        while elaborating Example({})
        help: make all write ports before the first read port
      "
    `)
  })

  it('BL0116: have addresses and words of exact width', () => {
    const contents = Data.of(4, [1, 2, 3])
    expect(
      mistakeIn(({ a }) => {
        const table = rom(contents, { style: 'logic' })
        return table.lookup(a)
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0116 an address of \`table\`, a memory of 3 words, is 2 bits, but \`a\` is 8 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         return table.lookup(a)
        while elaborating Example({})
        help: use .trunc(2) or a comparison
      "
    `)
    expect(
      mistakeIn(({ a, go }) => {
        const store = ram({ depth: 256, width: 4, style: 'block', readDuringWrite: 'old' })
        store.write(a, a as Signal, go)
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0116 the written word is 4 bits, but \`a\` is 8 bits
        --> test/language/diagnostics-state.test.ts:LINE
       LINE |         store.write(a, a as Signal, go)
        while elaborating Example({})
        help: use .trunc(4) or a comparison
      "
    `)
  })
})
