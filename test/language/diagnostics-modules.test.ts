/** BL02xx: what the language says about modules, their parameters and their ports, word for word. */

import { describe, expect, it } from 'vitest'
import {
  Bits,
  constant,
  elaborate,
  type Generator,
  input,
  inputStream,
  module,
  output,
  outputStream,
  type Ports,
  reg,
  type Signal,
  wire,
} from '../../dsl/index.ts'
import { diagnosticText } from '../support/diagnostic-text.ts'

const Adder = module(
  () => 'adder',
  () => ({ a: input(8), b: input(8), sum: output(8) }),
  ({ a, b }) => ({ sum: a.add(b) }),
)

/** As JavaScript sees a generator: TypeScript refuses most of these mistakes already. */
function untyped(generator: unknown): Generator<unknown, Ports> {
  return generator as Generator<unknown, Ports>
}

describe('signals', () => {
  it('BL0201: exist in modules only', () => {
    expect(diagnosticText(() => constant(1, 1))).toMatchInlineSnapshot(`
      "
      BL0201 a constant was made outside of a module
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => constant(1, 1)))
        help: move it into the body of module(name, ports, body)
      "
    `)
    expect(diagnosticText(() => Adder({})({ a: 1, b: 2 }))).toMatchInlineSnapshot(`
      "
      BL0201 an instance was made outside of a module
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => Adder({})({ a: 1, b: 2 })))
        help: move it into the body of module(name, ports, body)
      "
    `)
  })

  it('BL0202: come and go through ports', () => {
    const Outer = module(
      () => 'outer',
      () => ({ secret: input(8), y: output(8) }),
      ({ secret }) => {
        const Inner = module(
          () => 'inner',
          () => ({ y: output(8) }),
          () => {
            const copy = secret.not().add(1)
            return { y: copy }
          },
        )
        return Inner({})({})
      },
    )
    const Setter = module(
      () => 'setter',
      () => ({ y: output(8) }),
      () => {
        const shared = wire(8)
        const Inner = module(
          () => 'inner',
          () => ({ a: input(1), y: output(1) }),
          ({ a }) => {
            shared.set(7)
            return { y: a }
          },
        )
        Inner({})({ a: 1 })
        return { y: shared }
      },
    )
    expect(diagnosticText(() => elaborate(Outer, {}))).toMatchInlineSnapshot(`
      "
      BL0202 \`secret\` belongs to module outer and is used in module inner
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |             const copy = secret.not().add(1)
        while elaborating copy < Inner({}) < Outer({})
        help: pass it through an input port
      "
    `)
    expect(diagnosticText(() => elaborate(Setter, {}))).toMatchInlineSnapshot(`
      "
      BL0202 \`shared\` belongs to module setter and is set in module inner
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |             shared.set(7)
        while elaborating Inner({}) < Setter({})
        help: return the value through an output port and set it outside
      "
    `)
  })
})

describe('definitions', () => {
  it('BL0203: have one structure for each name', () => {
    const Gate = module(
      ({ lanes }: { lanes: number; operator: 'and' | 'or' }) => `gate_${lanes}`,
      ({ lanes }) => ({ a: input(lanes), b: input(lanes), y: output(lanes) }),
      ({ a, b }, { operator }) => ({ y: a[operator](b) }),
    )
    const Both = module(
      () => 'both',
      () => ({ a: input(4), b: input(4), y: output(4) }),
      ({ a, b }) => {
        const { y: all } = Gate({ lanes: 4, operator: 'and' })({ a, b })
        const { y: any } = Gate({ lanes: 4, operator: 'or' })({ a: all, b })
        return { y: any }
      },
    )
    expect(diagnosticText(() => elaborate(Both, {}))).toMatchInlineSnapshot(`
      "
      BL0203 two different modules are called gate_4
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |         const { y: any } = Gate({ lanes: 4, operator: 'or' })({ a: all, b })
        note: Gate with {"lanes":4,"operator":"and"} (test/language/diagnostics-modules.test.ts:LINE)
        note: Gate with {"lanes":4,"operator":"or"} (test/language/diagnostics-modules.test.ts:LINE)
        while elaborating { any } < Both({})
        help: make the name function depend on every parameter that changes the hardware
      "
    `)
  })

  it('BL0204: return exactly their outputs', () => {
    const ports = () => ({ a: input(8), y: output(8), carry: output(1) })
    const Silent = module(() => 'silent', ports, (({ a }: { a: Signal<8> }) => ({ y: a })) as never)
    const Talkative = module(
      () => 'talkative',
      ports,
      ({ a }) => ({ y: a, carry: a.bit(7), overflow: a.bit(6) }),
    )
    expect(diagnosticText(() => elaborate(Silent, {}))).toMatchInlineSnapshot(`
      "
      BL0204 the body of silent returns no carry
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Silent = module(() => 'silent', ports, (({ a }: { a: Signal<8> }) => ({ y: a })) as never)
        while elaborating Silent({})
        help: its outputs are y, carry
      "
    `)
    expect(diagnosticText(() => elaborate(Talkative, {}))).toMatchInlineSnapshot(`
      "
      BL0204 the body of talkative returns overflow, which is not an output
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Talkative = module(
        while elaborating Talkative({})
        help: its outputs are y, carry
      "
    `)
  })

  it('BL0205: are given exactly their inputs', () => {
    const useAdder = (inputs: object) =>
      module(
        () => 'user',
        () => ({ a: input(8), y: output(8) }),
        ({ a }) => {
          const { sum } = untyped(Adder)({})({ a, ...inputs } as never) as { sum: Signal<8> }
          return { y: sum }
        },
      )
    expect(diagnosticText(() => elaborate(useAdder({}), {}))).toMatchInlineSnapshot(`
      "
      BL0205 an instance of adder is given no b
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |           const { sum } = untyped(Adder)({})({ a, ...inputs } as never) as { sum: Signal<8> }
        while elaborating { sum } < module({})
        help: its inputs are a, b
      "
    `)
    expect(diagnosticText(() => elaborate(useAdder({ b: 1, c: 1 }), {}))).toMatchInlineSnapshot(`
      "
      BL0205 an instance of adder is given c, which is not an input
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |           const { sum } = untyped(Adder)({})({ a, ...inputs } as never) as { sum: Signal<8> }
        while elaborating { sum } < module({})
        help: its inputs are a, b
      "
    `)
  })

  it('BL0206: do not contain themselves', () => {
    interface Parameters {
      readonly depth: number
    }
    const Tree: Generator<Parameters, Ports> = module(
      ({ depth }: Parameters) => `tree_${depth}`,
      (): Ports => ({ a: input(1), y: output(1) }),
      (inputs, { depth }) => Tree({ depth })(inputs as never) as never,
    )
    expect(diagnosticText(() => elaborate(Tree, { depth: 3 }))).toMatchInlineSnapshot(`
      "
      BL0206 Tree with {"depth":3} instantiates itself
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |       (inputs, { depth }) => Tree({ depth })(inputs as never) as never,
        while elaborating Tree({"depth":3})
        help: change its parameters on the way down, and stop at the smallest
      "
    `)
  })

  it('BL0207: have parameters that can be compared and shown', () => {
    const Any = module(
      () => 'any',
      () => ({ y: output(1) }),
      () => ({ y: constant(0, 1) }),
    )
    expect(diagnosticText(() => elaborate(Any, { fold: { order: () => 1 } }))).toMatchInlineSnapshot(`
      "
      BL0207 parameters.fold.order is a function, which cannot be a parameter
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => elaborate(Any, { fold: { order: () => 1 } })))
        help: parameters are numbers, strings, booleans, bigints, Data, Int32Array, and arrays and plain objects of these
      "
    `)
    expect(diagnosticText(() => elaborate(Any, { weights: [Bits.of(1, 4)] }))).toMatchInlineSnapshot(`
      "
      BL0207 parameters.weights[0] is an object of class Bits, which cannot be a parameter
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => elaborate(Any, { weights: [Bits.of(1, 4)] })))
        help: parameters are numbers, strings, booleans, bigints, Data, Int32Array, and arrays and plain objects of these
      "
    `)
    expect(diagnosticText(() => elaborate(Any, { scale: Number.NaN }))).toMatchInlineSnapshot(`
      "
      BL0207 parameters.scale is NaN, which cannot be a parameter
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => elaborate(Any, { scale: Number.NaN })))
        help: parameters are numbers, strings, booleans, bigints, Data, Int32Array, and arrays and plain objects of these
      "
    `)
    expect(diagnosticText(() => elaborate(Any, undefined))).toMatchInlineSnapshot(`
      "
      BL0207 parameters are undefined, which cannot be a parameter
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => elaborate(Any, undefined)))
        help: parameters are numbers, strings, booleans, bigints, Data, Int32Array, and arrays and plain objects of these
      "
    `)
  })
})

describe('ports', () => {
  it('BL0116: take values of their width', () => {
    const Narrow = module(
      () => 'narrow',
      () => ({ a: input(9 as number), y: output(8) }),
      ({ a }) => ({ y: a as Signal<8> }),
    )
    const User = module(
      () => 'user',
      () => ({ a: input(9 as number), y: output(8) }),
      ({ a }) => {
        const sum = Adder({})({ a: a as Signal<8>, b: 1 })
        return { y: sum.sum }
      },
    )
    expect(diagnosticText(() => elaborate(Narrow, {}))).toMatchInlineSnapshot(`
      "
      BL0116 the output y of narrow is 8 bits, but \`a\` is 9 bits
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Narrow = module(
        while elaborating Narrow({})
        help: use .trunc(8) or a comparison
      "
    `)
    expect(diagnosticText(() => elaborate(User, {}))).toMatchInlineSnapshot(`
      "
      BL0116 the input a of adder is 8 bits, but \`a\` is 9 bits
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |         const sum = Adder({})({ a: a as Signal<8>, b: 1 })
        while elaborating sum < User({})
        help: use .trunc(8) or a comparison
      "
    `)
  })

  it('BL0117: take signals, not streams', () => {
    const User = module(
      () => 'user',
      () => ({ numbers: inputStream({ data: 8 }), y: output(8) }),
      ({ numbers }) => {
        const { sum } = Adder({})({ a: numbers as unknown as Signal<8>, b: 1 })
        return { y: sum }
      },
    )
    expect(diagnosticText(() => elaborate(User, {}))).toMatchInlineSnapshot(`
      "
      BL0117 the input a of adder was given an object of class Stream where it needs a signal
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |         const { sum } = Adder({})({ a: numbers as unknown as Signal<8>, b: 1 })
        while elaborating { sum } < User({})
        help: operators and ports take signals and integers; a stream has .valid, .ready and .payload
      "
    `)
  })

  it('BL0101, BL0407: have a width and names of their own', () => {
    const WithoutWidth = module(
      ({ lanes }: { lanes: number }) => `without_width_${lanes}`,
      ({ lanes }) => ({ a: input(lanes), y: output(1) }),
      ({ a }) => ({ y: a.reduceOr() }),
    )
    expect(diagnosticText(() => elaborate(WithoutWidth, { lanes: 0 }))).toMatchInlineSnapshot(`
      "
      BL0101 an input port has width 0; widths are whole numbers of at least 1
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |       ({ lanes }) => ({ a: input(lanes), y: output(1) }),
        while elaborating WithoutWidth({"lanes":0})
        help: for an index into n things use indexWidth(n), which is never 0
      "
    `)
    expect(diagnosticText(() => inputStream({ data: 8, last: 0 }))).toMatchInlineSnapshot(`
      "
      BL0101 the field last of a stream port has width 0; widths are whole numbers of at least 1
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => inputStream({ data: 8, last: 0 })))
        help: for an index into n things use indexWidth(n), which is never 0
      "
    `)
    expect(diagnosticText(() => outputStream({ data: 8, ready: 1 }))).toMatchInlineSnapshot(`
      "
      BL0407 a stream port has a field called ready, like its own ready signal
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     expect(diagnosticText(() => outputStream({ data: 8, ready: 1 })))
        help: give the field another name
      "
    `)
  })

  it('BL0250 to BL0253: have names that SystemVerilog takes as they are', () => {
    const Hostile = module(
      () => 'hostile',
      () => ({ 'a-b': input(1), reg: input(1), clk: input(1), s: inputStream({ x: 1 }), s_x: input(1) }),
      ({ s }) => {
        s.drain()
        return {}
      },
    )
    expect(diagnosticText(() => elaborate(Hostile, {}))).toMatchInlineSnapshot(`
      "
      BL0250 a port of module \`hostile\` is called "a-b", which is not a legal name in SystemVerilog
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Hostile = module(
        while elaborating Hostile({})
        help: use letters, digits and _, and start with a letter or _

      BL0251 a port of module \`hostile\` is called \`reg\`, which is a keyword of SystemVerilog
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Hostile = module(
        while elaborating Hostile({})
        help: choose another name, for example \`reg_value\`

      BL0253 a port of module \`hostile\` is called \`clk\`, the name of the ambient clock
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Hostile = module(
        while elaborating Hostile({})
        help: choose another name; modules that hold state get clk and rst by themselves

      BL0252 module \`hostile\` has two ports called \`s_x\`
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |     const Hostile = module(
        note: the stream \`s\` has a port of this name
        while elaborating Hostile({})
        help: rename one of them; a stream s takes the names s_valid, s_ready and s_FIELD
      "
    `)
  })

  it('show where they were used when parameters are long', () => {
    const Long = module(
      () => 'long',
      () => ({ a: input(1), y: output(1) }),
      ({ a }) => ({ y: a.and(reg(2) as unknown as Signal<1>) }),
    )
    const folds = Array.from({ length: 200 }, (_, i) => i)
    expect(diagnosticText(() => elaborate(Long, { folds }))).toMatchInlineSnapshot(`
      "
      BL0104 width mismatch in and: \`a\` is 1 bit, \`reg(2)\` is 2 bits
        --> test/language/diagnostics-modules.test.ts:LINE
       LINE |       ({ a }) => ({ y: a.and(reg(2) as unknown as Signal<1>) }),
        while elaborating Long({"folds":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19…)
        help: extend or truncate one side: a.zext(2)
      "
    `)
  })
})
