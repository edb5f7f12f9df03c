/** One small streaming module twice: as a hand-made design and as hand-written SystemVerilog. */

import type { Design } from '../../dsl/ir/design.ts'
import type { SimulationTarget } from '../../sim/target.ts'
import { facesOf, handWritten, type PortList } from './sim-folder.ts'
import { builderOf, designOf } from './sim-modules.ts'

const inputs: PortList = { offset: 8, a: { value: 8, tag: 40 } }
const outputs: PortList = { b: { sum: 9, tag: 40 }, taken: 16 }

const body = `
  logic full;
  logic [15:0] count;
  assign a_ready = !full || b_ready;
  assign b_valid = full;
  assign taken = count;
  always_ff @(posedge clk)
    if (rst) full <= 1'b0;
    else if (a_ready) full <= a_valid;
  always_ff @(posedge clk)
    if (rst) count <= 16'd0;
    else if (a_ready && a_valid) count <= count + 16'd1;
  always_ff @(posedge clk)
    if (a_ready) begin
      b_sum <= 9'(a_value) + 9'(offset);
      b_tag <= a_tag;
    end`

/** Adds a plain input to each beat and holds the sum in a register: `sum = value + offset`, `taken` counts the beats. */
export function adderDesign(): Design {
  const b = builderOf('adder')
  const logic = (operator: 'and' | 'or', left: number, right: number) =>
    b.add({ kind: 'binary', width: 1, operator, left, right })
  const offset = b.input('offset', 8)
  const [valid, value, tag] = [b.input('a_valid', 1), b.input('a_value', 8), b.input('a_tag', 40)]
  const ready = b.input('b_ready', 1)
  const full = b.register(1, { init: 0n })
  const count = b.register(16, { init: 0n })
  const empty = b.add({ kind: 'unary', width: 1, operator: 'not', operand: full })
  const take = logic('or', empty, ready)
  const moves = logic('and', take, valid)
  const wide = (operand: number) => b.add({ kind: 'extend', width: 9, signed: false, operand })
  const sum = b.register(9, { enable: take })
  const held = b.register(40, { enable: take })
  const one = b.add({ kind: 'constant', width: 16, value: 1n })
  b.drive(full, valid, take)
  b.drive(count, b.add({ kind: 'binary', width: 16, operator: 'add', left: count, right: one }), moves)
  b.drive(sum, b.add({ kind: 'binary', width: 9, operator: 'add', left: wide(value), right: wide(offset) }))
  b.drive(held, tag)
  b.output('a_ready', take)
  b.output('b_valid', full)
  b.output('b_sum', sum)
  b.output('b_tag', held)
  b.output('taken', count)
  b.streams.push(...facesOf(inputs, outputs).streams)
  return designOf(b.finish({ clocked: true, resettable: true }))
}

/** The adder with both its faces. */
export async function adder(): Promise<SimulationTarget> {
  return { ...(await handWritten('adder', inputs, outputs, body)), design: adderDesign() }
}
