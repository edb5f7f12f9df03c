/** Names come from the source: port, then `.named()`, then variable, then structure; this file runs through the transform. */

import { describe, expect, it } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import {
  concat,
  Data,
  elaborate,
  fork,
  input,
  inputStream,
  module,
  output,
  outputStream,
  popcount,
  ram,
  reg,
  rom,
  type Signal,
  stream,
  topModule,
} from '../../dsl/index.ts'

/** The names of a module's inner nodes, memories and instances in the order in which they were made. */
function innerNames(body: (inputs: { a: Signal<8>; b: Signal<8>; go: Signal<1> }) => Signal<8>): string[] {
  const Named = module(
    () => 'named',
    () => ({ a: input(8), b: input(8), go: input(1), y: output(8) }),
    (inputs) => ({ y: body(inputs) }),
  )
  const { meta, memories, instances, ports } = topModule(elaborate(Named, {}))
  const names = [...meta, ...memories, ...instances].flatMap(({ name }) => (name === null ? [] : [name]))
  return names.filter((name) => !ports.some((port) => port.name === name))
}

const Adder = module(
  () => 'adder',
  () => ({ a: input(8), b: input(8), sum: output(8) }),
  ({ a, b }) => ({ sum: a.add(b) }),
)

describe('variables', () => {
  it('name what they hold', () => {
    expect(
      innerNames(({ a, b }) => {
        const match = a.xnor(b)
        const inverted = match.not()
        return inverted.add(1)
      }),
    ).toEqual(['match', 'inverted'])
  })

  it('become names in the style of hardware: camelCase is written with underscores', () => {
    const halfSum = (left: Signal<8>, right: Signal<8>) => {
      const leftOver = left.xor(right)
      return leftOver.not()
    }
    expect(
      innerNames(({ a, b }) => {
        const firstHalf = halfSum(a, b)
        const { Upper2Bits } = { Upper2Bits: firstHalf.add(b) }
        return Upper2Bits.sub(firstHalf)
      }),
    ).toEqual(['first_half_left_over', 'first_half', 'upper2_bits'])
  })

  it('name the result of a helper; what the helper keeps in variables gets a prefix', () => {
    const increment = (value: Signal<8>) => {
      const next = value.add(1)
      const wrapped = next.xor(0x80)
      return wrapped
    }
    expect(
      innerNames(({ a }) => {
        const first = increment(a)
        const second = increment(first)
        return second.not()
      }),
    ).toEqual(['first_next', 'first', 'second_next', 'second'])
  })

  it('prefix through any depth of helpers', () => {
    const double = (value: Signal<8>) => {
      const sum = value.add(value)
      return sum.not()
    }
    const quadruple = (value: Signal<8>) => {
      const half = double(value)
      return double(half)
    }
    expect(
      innerNames(({ a }) => {
        const four = quadruple(a)
        return four.add(1)
      }),
    ).toEqual(['four_half_sum', 'four_half', 'four_sum', 'four'])
  })

  it('rename nothing that was made before: const b = a, and helpers that hand back what they were given', () => {
    const same = <T>(value: T): T => value
    expect(
      innerNames(({ a, b }) => {
        const original = a.xor(b)
        const alias = original
        const returned = same(original)
        const port = same(a)
        return alias.and(returned).or(port)
      }),
    ).toEqual(['original'])
  })

  it('name the parts of arrays, objects and patterns', () => {
    expect(
      innerNames(({ a, b }) => {
        const list = [a.xor(b), a.and(b)]
        const record = { low: list[0]!.add(1), nested: { high: list[1]!.add(2) } }
        const { low: renamed } = { low: record.low.not() }
        const [head] = [record.nested.high.not()]
        return renamed.add(head!)
      }),
    ).toEqual(['list_0', 'list_1', 'record_low', 'record_nested_high', 'renamed', 'head'])
  })

  it('look into arrays that contain themselves', () => {
    expect(
      innerNames(({ a, b }) => {
        const ring = ((): unknown[] => {
          const parts: unknown[] = [a.xor(b)]
          parts.push(parts)
          return parts
        })()
        return (ring[0] as Signal<8>).not()
      }),
    ).toEqual(['ring_0'])
  })

  it('name registers, memories, streams and instances', () => {
    expect(
      innerNames(({ a, b, go }) => {
        const count = reg(8, { init: 0 })
        count.set(count.add(a))
        const table = rom(Data.of(8, [1, 2, 3, 4]), { style: 'logic' })
        const store = ram({ depth: 4, width: 8, style: 'distributed', readDuringWrite: 'old' })
        store.write(a.trunc(2), b, go)
        const total = Adder({})({ a: count, b: table.lookup(b.trunc(2)) })
        const { sum } = Adder({})({ a: total.sum, b: store.lookup(a.trunc(2)) })
        return sum
      }),
    ).toEqual(['count', 'total_sum', 'sum', 'table', 'store', 'total', 'adder'])
  })

  it('name the whole expression after the variable and what is nested in it after its own parts', () => {
    expect(
      innerNames(({ a, b }) => {
        const total = Adder({})({ a: Adder({})({ a, b }).sum, b })
        return total.sum
      }),
    ).toEqual(['total_adder_sum', 'total_sum', 'total_adder', 'total'])
  })
})

describe('streams', () => {
  it('take the name of their variable for valid, ready and payload', () => {
    const Made = module(
      () => 'made',
      () => ({ sink: outputStream({ data: 8 }) }),
      () => {
        const count = reg(8, { init: 0 })
        const beats = stream(count.ne(0), { data: count.add(3) })
        count.set(count.add(1))
        const inverted = beats.map(({ data }) => ({ data: data.not() }))
        return { sink: inverted }
      },
    )
    const names = topModule(elaborate(Made, {})).meta.map((meta) => meta.name)
    expect(names).toContain('beats_valid')
    expect(names).toContain('beats_data')
    expect(names).toContain('inverted_data')
  })

  it('call their fire after themselves, wherever it is used', () => {
    const Fires = module(
      () => 'fires',
      () => ({
        s: inputStream({ data: 8 }),
        go: input(1),
        moved: output(2),
        made: outputStream({ data: 8 }),
      }),
      ({ s, go }) => {
        const counter = () => {
          const count = reg(8, { init: 0 })
          const beats = stream(go, { data: count })
          count.set(count.add(beats.fire.zext(8)))
          return beats
        }
        const numbers = counter()
        s.accept(go)
        const push = s.fire
        const both = push.and(numbers.fire)
        return { moved: concat(both, s.fire) as Signal<2>, made: numbers }
      },
    )
    const names = topModule(elaborate(Fires, {})).meta.flatMap(({ name }) => name ?? [])
    expect(names.filter((name) => name.endsWith('_fire'))).toEqual(['s_fire', 'numbers_fire'])
  })

  it('name both copies of a fork, and the flags between them', () => {
    const Both = module(
      () => 'both',
      () => ({ s: inputStream({ data: 8 }), x: outputStream({ data: 8 }), y: outputStream({ data: 8 }) }),
      ({ s }) => {
        const [left, right] = fork(s, 2)
        return { x: left!, y: right! }
      },
    )
    expect(emitDesign(elaborate(Both, {}), { places: false }).files.get('both.sv')).toMatchInlineSnapshot(`
      "\`default_nettype none

      // Generated by Bitloom; edit its source instead.
      // Generator:  Both
      // Parameters: {}
      module both (
          input  logic       clk,
          input  logic       rst,
          input  logic       s_valid,
          output logic       s_ready,
          input  logic [7:0] s_data,
          output logic       x_valid,
          input  logic       x_ready,
          output logic [7:0] x_data,
          output logic       y_valid,
          input  logic       y_ready,
          output logic [7:0] y_data
      );
        logic s_taken_0;
        logic s_taken_1;
        logic s_done_0;
        logic s_done_1;

        assign x_valid = s_valid & ~s_taken_0;
        assign y_valid = s_valid & ~s_taken_1;
        assign s_done_0 = s_taken_0 | x_ready;
        assign s_done_1 = s_taken_1 | y_ready;
        assign s_ready = s_done_0 & s_done_1;
        assign x_data = s_data;
        assign y_data = s_data;

        always_ff @(posedge clk) begin
          if (rst) begin
            s_taken_0 <= 1'b0;
            s_taken_1 <= 1'b0;
          end else begin
            s_taken_0 <= s_valid & s_done_0 & ~s_ready;
            s_taken_1 <= s_valid & s_done_1 & ~s_ready;
          end
        end
      endmodule

      \`default_nettype wire
      "
    `)
  })
})

describe('strength', () => {
  it('.named() wins over a variable', () => {
    expect(
      innerNames(({ a, b }) => {
        const sum = a.add(b).named('total')
        return sum.not()
      }),
    ).toEqual(['total'])
  })

  it('a port wins over both: the driver of an output bears the name of the port', () => {
    const Ports = module(
      () => 'ports',
      () => ({ a: input(8), y: output(8) }),
      ({ a }) => {
        const result = a.not().named('outcome')
        return { y: result }
      },
    )
    expect(emitDesign(elaborate(Ports, {}), { places: false }).files.get('ports.sv')).toMatchInlineSnapshot(`
      "\`default_nettype none

      // Generated by Bitloom; edit its source instead.
      // Generator:  Ports
      // Parameters: {}
      module ports (
          input  logic [7:0] a,
          output logic [7:0] y
      );
        assign y = ~a;
      endmodule

      \`default_nettype wire
      "
    `)
  })

  it('an instance named by hand keeps its name', () => {
    expect(
      innerNames(({ a, b }) => {
        const total = Adder({}, { name: 'the_adder' })({ a, b })
        return total.sum
      }),
    ).toEqual(['total_sum', 'the_adder'])
  })

  it('a memory named by hand keeps its name', () => {
    expect(
      innerNames(({ a }) => {
        const table = rom(Data.of(8, [1, 2, 3, 4]), { style: 'logic' }).named('squares')
        return table.lookup(a.trunc(2))
      }),
    ).toEqual(['squares'])
  })
})

describe('one namespace a module', () => {
  it('numbers collisions in source order', () => {
    const Collisions = module(
      () => 'collisions',
      () => ({ a: input(64), y: output(7), z: output(7) }),
      ({ a }) => {
        const counts = [a, a.not()].map((value) => {
          const ones = popcount(value.xor(5))
          return ones.add(popcount(value))
        })
        const ones = counts[0]!.xor(counts[1]!)
        return { y: ones.add(counts[0]!), z: ones.sub(counts[1]!) }
      },
    )
    expect(
      emitDesign(elaborate(Collisions, {}), { places: false }).files.get('collisions.sv'),
    ).toMatchInlineSnapshot(`
      "\`default_nettype none

      // Generated by Bitloom; edit its source instead.
      // Generator:  Collisions
      // Parameters: {}
      module collisions (
          input  logic [63:0] a,
          output logic [6:0]  y,
          output logic [6:0]  z
      );
        logic [63:0] counts_inverse;
        logic [6:0]  counts_ones;
        logic [6:0]  counts_0;
        logic [6:0]  counts_ones_1;
        logic [6:0]  counts_1;
        logic [6:0]  ones;

        assign counts_inverse = ~a;
        assign counts_ones = 7'($countones(a ^ 64'd5));
        assign counts_0 = counts_ones + 7'($countones(a));
        assign counts_ones_1 = 7'($countones(counts_inverse ^ 64'd5));
        assign counts_1 = counts_ones_1 + 7'($countones(counts_inverse));
        assign ones = counts_0 ^ counts_1;
        assign y = ones + counts_0;
        assign z = ones - counts_1;
      endmodule

      \`default_nettype wire
      "
    `)
  })

  it('starts afresh in every module, whatever variable its user is in', () => {
    const outer = () => {
      const design = elaborate(Adder, {})
      return topModule(design)
    }
    const top = outer()
    expect(
      top.meta.every((meta) => meta.name === null || top.ports.some((port) => port.name === meta.name)),
    ).toBe(true)
  })
})

describe('a generator', () => {
  it('is called after its constant, says what its JSDoc says first, and knows where it stands', () => {
    /**
     * Inverts
     * everything.
     *
     * Second paragraph.
     */
    const helper = module(
      () => 'helper',
      () => ({ a: input(1), y: output(1) }),
      ({ a }) => ({ y: a.not() }),
    )
    expect(topModule(elaborate(helper, {}))).toMatchObject({ generator: 'helper', contract: null })
    const top = topModule(elaborate(Inverter, {}))
    expect(top).toMatchObject({ generator: 'Inverter', contract: 'Inverts everything.', latency: 0 })
    expect(top.place?.file).toBe('test/language/naming.test.ts')
  })
})

/**
 * Inverts
 * everything.
 *
 * Second paragraph.
 */
const Inverter = module(
  () => 'inverter',
  () => ({ a: input(1), y: output(1) }),
  ({ a }) => ({ y: a.not() }),
  { latency: () => 0 },
)
