/** Simulation models: one file, two texts, which say the same in every cycle. */

import { describe, expect, test } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { textFor } from '../../dsl/emit/model.ts'
import { delayed, elaborate, input, module, output, popcount, type Signal } from '../../dsl/index.ts'
import { DotProduct } from '../../generators/dot-product/dot-product.ts'
import { allSimulators, bench, printed, runInAll } from '../support/generator-bench.ts'

const Counted = module(
  () => 'counted',
  () => ({ bits: input(3), count: output(2) }),
  ({ bits }) => {
    const pair = bits.bit(0).zext(2).add(bits.bit(1).zext(2))
    return { count: delayed(pair.add(bits.bit(2).zext(2))) }
  },
  {
    latency: () => 1,
    model:
      () =>
      ({ bits }) => ({ count: delayed(popcount(bits)) }),
  },
)

describe('a module with a model', () => {
  const { files } = emitDesign(elaborate(Counted, {}), { places: false })
  const bodyOf = (file: string) => files.get(file)!.replace(/^.*?(?=module )/s, '')

  test('is the structure where SYNTHESIS is defined and uses its model elsewhere', () => {
    expect(bodyOf('counted.sv')).toMatchInlineSnapshot(`
      "module counted (
          input  logic       clk,
          input  logic [2:0] bits,
          output logic [1:0] count
      );
      \`ifdef SYNTHESIS
        logic [1:0] pair;

        assign pair = 2'(bits[0]) + 2'(bits[1]);

        always_ff @(posedge clk) begin
          count <= pair + 2'(bits[2]);
        end
      \`else
        counted_model model (
            .clk   (clk),
            .bits  (bits),
            .count (count)
        );
      \`endif
      endmodule

      \`default_nettype wire
      "
    `)
    expect(bodyOf('counted_model.sv')).toMatchInlineSnapshot(`
      "module counted_model (
          input  logic       clk,
          input  logic [2:0] bits,
          output logic [1:0] count
      );
        always_ff @(posedge clk) begin
          count <= 2'($countones(bits));
        end
      endmodule

      \`default_nettype wire
      "
    `)
  })

  test('says in its header how it is simulated', () => {
    expect(files.get('counted.sv')).toContain(
      '// Simulated:  as counted_model, which gives the same in every cycle\n',
    )
  })

  test('keeps the numbers of its lines in both texts', () => {
    const text = files.get('counted.sv')!
    for (const use of ['synthesis', 'simulation'] as const) {
      const lines = textFor(text, use).split('\n')
      expect(lines).toHaveLength(text.split('\n').length)
      expect(lines.filter((line) => line.startsWith('`ifdef') || line.startsWith('`else'))).toEqual([])
    }
  })

  test('hands its reset on, and keeps clear of ports that are called model', () => {
    const last = ({ model }: { readonly model: Signal<3> }) => ({ last: delayed(model, { init: 0 }) })
    const Reset = module(
      () => 'with_reset',
      () => ({ model: input(3), last: output(3) }),
      last,
      { model: () => last },
    )
    const text = emitDesign(elaborate(Reset, {}), { places: false }).files.get('with_reset.sv')!
    expect(text).toMatch(/with_reset_model model_ \(\s+\.clk\s+\(clk\),\s+\.rst\s+\(rst\),\s+\.model/)
  })

  test('cannot have a model that needs another clock', () => {
    const Wrong = module(
      () => 'wrong',
      () => ({ bits: input(3), count: output(2) }),
      ({ bits }) => ({ count: popcount(bits) }),
      {
        model:
          () =>
          ({ bits }) => ({ count: delayed(popcount(bits)) }),
      },
    )
    expect(() => elaborate(Wrong, {})).toThrow('wrong and its model do not have the same clock')
  })
})

test('structure and model of a dot product agree in every simulator', async () => {
  const parameters = { lanes: 50, planes: 1, width: 6, structure: 'compressor' } as const
  const target = await bench(DotProduct, parameters)
  const structure = await printed(elaborate(DotProduct, parameters), (text) => textFor(text, 'synthesis'))
  const word = (seed: bigint) => (seed * 0x9e3779b97f4a7c15n) % (1n << 50n)
  const values = {
    activation: Array.from({ length: 60 }, (_, cycle) => word(BigInt(cycle + 1))),
    weight: Array.from({ length: 60 }, (_, cycle) => (cycle % 7 === 0 ? word(BigInt(cycle + 1)) : 0n)),
  }
  const stimulus = { cycles: 60, values }
  const options = { tracePorts: true, allowUnknown: true }
  const settled = 8
  const dots = async (of: typeof target) =>
    (await runInAll(of, stimulus, allSimulators, options)).ports!.dot!.slice(settled)
  expect(await dots(structure)).toEqual(await dots(target))
  expect(new Set((await dots(target)).map(Number))).toContain(50)
})
