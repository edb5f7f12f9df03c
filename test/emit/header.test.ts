/** Reading headers of other people's modules. */

import { expect, test } from 'vitest'
import { parseModuleHeader } from '../../dsl/verilog/header.ts'

test('ports of constant width, and nothing of the body', () => {
  const header = parseModuleHeader(`
    // A multiplier. module decoy (input a);
    \`timescale 1ns / 1ps
    (* keep_hierarchy = "yes" *)
    module multiplier (
      input  wire        clk,      /* the clock */
      input  logic [7:0] a, b,
      input signed [15:8] c,
      output reg  [15:0] product,
      output             done
    );
      initial $display("not ( read ] at all %d", 8'hzz);
    endmodule
    module other (input x); endmodule`)
  expect(header).toEqual({
    name: 'multiplier',
    parameters: [],
    ports: [
      { name: 'clk', direction: 'input', width: 1 },
      { name: 'a', direction: 'input', width: 8 },
      { name: 'b', direction: 'input', width: 8 },
      { name: 'c', direction: 'input', width: 8 },
      { name: 'product', direction: 'output', width: 16 },
      { name: 'done', direction: 'output', width: 1 },
    ],
  })
})

test('widths follow from parameters, defaults or given ones', () => {
  const text = `module fifo #(
      parameter int WIDTH = 8, DEPTH = 2 ** 4,
      parameter [31:0] MASK = 32'hff_00,
      parameter INIT = "zeros.mem",
      parameter ADDRESS = $clog2(DEPTH)
    ) (
      input [WIDTH-1:0] d, input [ADDRESS-1:0] a, output [2*(WIDTH+1)-1:0] q, output [(1<<ADDRESS)/4-1:0] one_hot
    );`
  const widths = (parameters = {}) => parseModuleHeader(text, parameters).ports.map((port) => port.width)
  expect(widths()).toEqual([8, 4, 18, 4])
  expect(widths({ WIDTH: 3, DEPTH: 64n, INIT: 'ones.mem' })).toEqual([3, 6, 8, 16])
  expect(parseModuleHeader(text, { DEPTH: 64 }).parameters).toEqual([
    { name: 'WIDTH', value: 8n },
    { name: 'DEPTH', value: 64n },
    { name: 'MASK', value: 0xff00n },
    { name: 'INIT', value: 'zeros.mem' },
    { name: 'ADDRESS', value: 6n },
  ])
})

test('a module without ports', () => {
  expect(parseModuleHeader('module alone; endmodule')).toEqual({ name: 'alone', parameters: [], ports: [] })
})

test.each([
  ['no module', 'int main() { return 0; }', /there is no module/],
  ['ports without directions', 'module m (a, b);\ninput a; output b; endmodule', /port a has no direction/],
  ['an inout port', 'module m (inout pad);', /pad is an inout port/],
  ['an unknown parameter', 'module m (input [W-1:0] a);', /W is not a parameter/],
  ['a range that counts upwards', 'module m (input [0:7] a);', /range of a counts upwards/],
  ['a broken header', '\n\nmodule m (input [7:0 a);', /verilog|Verilog|header/],
  ['a header without an end', 'module m (input a', /header/],
])('%s is an error', (_what, text, message) => {
  expect(() => parseModuleHeader(text)).toThrow(message)
  expect(() => parseModuleHeader(text)).toThrow(/BL0608/)
})
