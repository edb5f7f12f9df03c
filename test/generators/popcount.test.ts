/** The structures of a popcount: each equal to the count that it stands for, by proof where that is short, else by simulation. */

import { describe, expect, test } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { clog2, Data, elaborate, type Generator, indexWidth, type Ports } from '../../dsl/index.ts'
import { AgreementAdders } from '../../generators/dot-product/agreement.ts'
import { BitCounter } from '../../generators/dot-product/bit-counter.ts'
import { DissolvedDotProduct } from '../../generators/dot-product/dissolved-dot-product.ts'
import { dotProductModel } from '../../generators/dot-product/dot-product.model.ts'
import { dotProductLatency } from '../../generators/dot-product/dot-product.timing.ts'
import { DotProduct } from '../../generators/dot-product/dot-product.ts'
import { popcountStructure } from '../../plan/popcount-structure.ts'
import { type Simulator, simulate } from '../../sim/simulate.ts'
import { runYosys } from '../../tools/yosys.ts'
import { allSimulators, bench, usualSimulators } from '../support/generator-bench.ts'
import { generatorOf } from '../support/random.ts'

/** The values of an output from cycle `latency` on, the same in all simulators. */
async function run<P, T extends Ports>(
  generator: Generator<P, T>,
  parameters: P,
  values: Readonly<Record<string, readonly bigint[]>>,
  output: string,
  latency: number,
  simulators: readonly Simulator[] = usualSimulators,
): Promise<number[]> {
  const target = await bench(generator, parameters)
  const cycles = Object.values(values)[0]!.length + latency
  const runs = simulators.map((simulator) =>
    simulate(target, { cycles, values }, { simulator, tracePorts: true, allowUnknown: true }),
  )
  const [first, ...others] = (await Promise.all(runs)).map(({ ports }) => ports![output]!.slice(latency))
  for (const other of others) expect(other).toEqual(first)
  return first!.map(Number)
}

const bitsOf = (word: bigint, count: number) =>
  Array.from({ length: count }, (_, i) => Number((word >> BigInt(i)) & 1n))

/** Lane by lane the number that the planes of an activation spell. */
const numbersOf = (word: bigint, lanes: number, planes: number) =>
  Array.from({ length: lanes }, (_, lane) =>
    bitsOf(word, lanes * planes).reduce(
      (sum, bit, i) => sum + (i % lanes === lane ? bit * 2 ** Math.floor(i / lanes) : 0),
      0,
    ),
  )

const resultWidth = (lanes: number, planes: number) => clog2(lanes * (2 ** planes - 1) + 1)

/** All lanes agree, none does, and what comes. */
function stimulus(lanes: number, planes: number) {
  const random = generatorOf(lanes * planes)
  const all = (width: number) => (1n << BigInt(width)) - 1n
  const activation = [all(lanes * planes), 0n, all(lanes * planes), 0n]
  const weight = [all(lanes), 0n, 0n, all(lanes)]
  for (let i = 0; i < 40; i++) {
    activation.push(random.bits(lanes * planes))
    weight.push(random.bits(lanes))
  }
  return { activation, weight }
}

/** Registers as wires: a pipeline whose paths are equally long computes the same without them. */
const withoutRegisters = `module \\$dff (CLK, D, Q);
  parameter CLK_POLARITY = 1;
  parameter WIDTH = 1;
  input CLK;
  input [WIDTH-1:0] D;
  output [WIDTH-1:0] Q;
  assign Q = D;
endmodule`

interface Proof {
  readonly inputs: string
  /** Statements that set `holds`; `INSTANCE` stands for the name of the proven module. */
  readonly body: string
  /** A change of the proven text, to see that a proof can fail. */
  readonly change?: (text: string) => string
}

/** Whether a SAT solver finds that `holds` is 1 for all inputs. */
async function proved<P, T extends Ports>(
  generator: Generator<P, T>,
  parameters: P,
  { inputs, body, change = (text) => text }: Proof,
): Promise<boolean> {
  const design = elaborate(generator, parameters)
  const modules = [...emitDesign(design).files].filter(([name]) => name.endsWith('.sv'))
  const files = Object.fromEntries(modules.map(([name, text]) => [name, change(text)]))
  const proof = `module proof(input logic clk, ${inputs}, output logic holds);
${body.replaceAll('INSTANCE', design.top)}
endmodule`
  const read = `read_verilog -sv proof.sv ${Object.keys(files).join(' ')}; hierarchy -check -top proof`
  const script = `${read}; proc; flatten; techmap -map wires.v; opt; sat -verify -prove holds 1 proof`
  const text = { ...files, 'proof.sv': proof, 'wires.v': withoutRegisters }
  const { exitCode, output } = await runYosys(text, script, { quiet: true })
  if (exitCode !== 0) expect(output).toContain('proof did fail')
  return exitCode === 0
}

const countProof = (bits: number): Proof => ({
  inputs: `input logic [${bits - 1}:0] word`,
  body: `logic [${clog2(bits + 1) - 1}:0] count;
INSTANCE counter(.*);
assign holds = count == ${clog2(bits + 1)}'($countones(word));`,
})

/** One bit more counts one more. With a count of 0 for no bits this for every bit proves a count of any width. */
const stepProof = (bits: number, bit: number): Proof => ({
  inputs: `input logic [${bits - 1}:0] word`,
  body: `logic [${clog2(bits + 1) - 1}:0] less, more;
INSTANCE without(.clk, .word(word & ~(${bits}'d1 << ${bit})), .count(less));
INSTANCE with_bit(.clk, .word(word | (${bits}'d1 << ${bit})), .count(more));
assign holds = more == less + 1'b1;`,
})

/** A lane that agrees counts one more than the same lane when it does not. */
const agreementProof = (lanes: number, lane: number): Proof => ({
  inputs: `input logic [${lanes - 1}:0] activation, weight`,
  body: `logic [${resultWidth(lanes, 1) - 1}:0] less, more;
logic [${lanes - 1}:0] agrees;
assign agrees = (activation & ~(${lanes}'d1 << ${lane})) | (weight & (${lanes}'d1 << ${lane}));
INSTANCE without(.clk, .activation(agrees ^ (${lanes}'d1 << ${lane})), .weight, .dot(less));
INSTANCE with_lane(.clk, .activation(agrees), .weight, .dot(more));
assign holds = more == less + 1'b1;`,
})

/** The weights of a fold, written as a choice. */
const dissolvedProof = ({ words, width }: Data): Proof => ({
  inputs: `input logic [${width - 1}:0] activation, input logic [${indexWidth(words.length) - 1}:0] fold`,
  body: `logic [${width - 1}:0] weight;
always_comb case (fold)
${words.map((word, index) => `  ${index}: weight = ${width}'d${word};`).join('\n')}
  default: weight = ${width}'d${words.at(-1)};
endcase
logic [${resultWidth(width, 1) - 1}:0] dot;
INSTANCE row(.*);
assign holds = dot == ${resultWidth(width, 1)}'($countones(~(activation ^ weight)));`,
})

const popcountProof = (lanes: number): Proof => ({
  inputs: `input logic [${lanes - 1}:0] activation, weight`,
  body: `logic [${resultWidth(lanes, 1) - 1}:0] dot;
INSTANCE product(.*);
assign holds = dot == ${resultWidth(lanes, 1)}'($countones(~(activation ^ weight)));`,
})

describe('proofs', () => {
  test('full adders of products keep the sum at each position, whatever the width', async () => {
    const proof: Proof = {
      inputs: 'input logic [127:0] activation, weight, input logic [63:0] third',
      body: `logic [63:0] sum, carry, first, second;
INSTANCE adders(.*);
assign {second, first} = ~(activation ^ weight);
assign holds = sum == (first ^ second ^ third) && carry == (first & second | first & third | second & third);`,
    }
    expect(await proved(AgreementAdders, { adders: 64 }, proof)).toBe(true)
    const broken = {
      ...proof,
      change: (text: string) => text.replace('(differ & third)', '(second & third)'),
    }
    expect(await proved(AgreementAdders, { adders: 64 }, broken)).toBe(false)
  })

  for (const bits of [1, 2, 6, 7, 8, 14, 15, 16, 17, 20]) {
    test(`the counter of ${bits} bits is $countones`, async () => {
      expect(await proved(BitCounter, { bits }, countProof(bits))).toBe(true)
    })
  }

  test('a wide counter counts one more for a bit more at each place', async () => {
    for (let bit = 0; bit < 63; bit++) {
      expect(await proved(BitCounter, { bits: 63 }, stepProof(63, bit)), `bit ${bit}`).toBe(true)
    }
  })

  test('a counter with any wrong mask or shift is noticed', async () => {
    const breaks: readonly (readonly [string, string])[] = [
      ['- ~', '- '],
      ["& 12'he)", "& 12'h6)"],
      [">> 3'd7", ">> 3'd6"],
      ['number_first_carry << 2', 'number_first_carry << 1 << 2'],
      ['| sum_unpaired', ''],
    ]
    for (const [from, to] of breaks) {
      const change = (text: string) => {
        if (text.includes('module bit_counter')) expect(text).toContain(from)
        return text.replace(from, to)
      }
      expect(await proved(BitCounter, { bits: 20 }, { ...countProof(20), change }), from).toBe(false)
    }
  })

  for (const structure of ['carry-save', 'compressor'] as const) {
    test(`narrow dot products, ${structure}, are $countones(~(a ^ w))`, async () => {
      for (const lanes of [1, 2, 3, 5, 7, 9]) {
        const parameters = { lanes, planes: 1, width: resultWidth(lanes, 1), structure }
        expect(await proved(DotProduct, parameters, popcountProof(lanes)), `${lanes} lanes`).toBe(true)
      }
    })

    test(`a wide dot product, ${structure}, counts one more for a lane that agrees`, async () => {
      const parameters = { lanes: 64, planes: 1, width: resultWidth(64, 1), structure }
      for (const lane of [0, 1, 20, 21, 42, 62, 63]) {
        expect(await proved(DotProduct, parameters, agreementProof(64, lane)), `lane ${lane}`).toBe(true)
      }
    })

    test(`dot products with weights of one to four folds inside, ${structure}, are $countones(~(a ^ w))`, async () => {
      for (const folds of [1, 2, 3, 4]) {
        const weights = Data.of(8, [0xb4n, 0x1dn, 0x72n, 0xe9n].slice(0, folds))
        const parameters = { name: 'row', weights, planes: 1, width: resultWidth(8, 1), structure }
        expect(await proved(DissolvedDotProduct, parameters, dissolvedProof(weights)), `${folds} folds`).toBe(
          true,
        )
      }
    })
  }
})

test('few lanes are left to synthesis, many go to counters on carry chains', () => {
  expect([2, 3, 112].map((lanes) => popcountStructure('xilinx', lanes))).toEqual([
    'behavioural',
    'compressor',
    'compressor',
  ])
  expect([15, 16].map((lanes) => popcountStructure('ice40', lanes))).toEqual(['behavioural', 'compressor'])
})

describe('dot products', () => {
  const shapes: readonly (readonly [lanes: number, planes: number])[] = [
    [1, 1],
    [2, 3],
    [3, 8],
    [49, 1],
    [64, 1],
    [112, 1],
    [200, 1],
    [16, 8],
  ]
  for (const structure of ['carry-save', 'compressor'] as const) {
    for (const [lanes, planes] of shapes) {
      test(`of ${lanes} lanes and ${planes} planes, ${structure}`, async () => {
        const parameters = { lanes, planes, width: resultWidth(lanes, planes), structure }
        const values = stimulus(lanes, planes)
        const simulators = lanes === 64 ? allSimulators : usualSimulators
        const latency = dotProductLatency(parameters)
        const dot = await run(DotProduct, parameters, values, 'dot', latency, simulators)
        const expected = values.activation.map((word, i) =>
          dotProductModel(numbersOf(word, lanes, planes), bitsOf(values.weight[i]!, lanes), planes),
        )
        expect(dot).toEqual(expected)
        const most = lanes * (2 ** planes - 1)
        expect(expected.slice(0, 4)).toEqual([most, most, 0, 0])
      })
    }
  }
})

describe('dissolved dot products', () => {
  const shapes = [
    { lanes: 2, planes: 1, folds: 1 },
    { lanes: 64, planes: 1, folds: 1 },
    { lanes: 50, planes: 1, folds: 3 },
    { lanes: 112, planes: 1, folds: 4 },
    { lanes: 9, planes: 8, folds: 8 },
  ]
  for (const { lanes, planes, folds } of shapes) {
    test(`of ${lanes} lanes, ${planes} planes and ${folds} folds`, async () => {
      const { activation, weight } = stimulus(lanes, planes)
      const weights = Data.of(lanes, weight.slice(0, folds))
      const width = resultWidth(lanes, planes)
      const parameters = { name: 'row', weights, planes, width, structure: 'compressor' } as const
      const latency = dotProductLatency({ lanes, planes, structure: 'compressor' })
      const fold = activation.map((_, i) => BigInt(i % folds))
      const dot = await run(DissolvedDotProduct, parameters, { activation, fold }, 'dot', latency)
      const expected = activation.map((word, i) =>
        dotProductModel(numbersOf(word, lanes, planes), bitsOf(weights.words[i % folds]!, lanes), planes),
      )
      expect(dot).toEqual(expected)
    })
  }
})
