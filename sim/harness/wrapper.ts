/** The one generated file of a test harness: a module that hides the names and widths of the design's ports. */

import { clockPort, resetPort } from '../../dsl/ir/design.ts'
import type { TargetInterface } from '../target.ts'
import { type Connection, connections, harnessLayout } from './layout.ts'

/** Name of the wrapper module; `testbench.sv` and `main.cpp` instantiate it. */
export const wrapperName = 'bitloom_harness'

/** The text of the wrapper around the top module of a target. */
export function wrapperText(target: TargetInterface): string {
  const layout = harnessLayout(target)
  const pieces = connections(layout)
  const clocks = [...(target.clocked ? [clockPort] : []), ...(target.resettable ? [resetPort] : [])]
  const ports = [
    ...clocks.map((name) => `.${name}(${name})`),
    ...pieces.map(({ port, vector, low, width }) => `.${port}(${vector}[${low} +: ${width}])`),
  ]
  const outputs: readonly (readonly [string, number])[] = [
    ['in_ready', layout.inputBitWords],
    ['out_valid', layout.outputBitWords],
    ['out_payload', layout.outputWords],
    ['results', layout.resultWords],
  ]
  return [
    `module ${wrapperName} (`,
    '  input logic clk,',
    '  input logic rst,',
    `  input logic [${32 * layout.inputBitWords - 1}:0] in_valid,`,
    `  input logic [${32 * layout.inputWords - 1}:0] in_payload,`,
    `  input logic [${32 * layout.outputBitWords - 1}:0] out_ready,`,
    `  input logic [${32 * layout.valueWords - 1}:0] values,`,
    outputs.map(([name, words]) => `  output logic [${32 * words - 1}:0] ${name}`).join(',\n'),
    ');',
    ...outputs.flatMap(([name, words]) => zeroGaps(name, 32 * words, pieces)),
    `  ${target.top} dut (`,
    ports.map((port) => `    ${port}`).join(',\n'),
    '  );',
    'endmodule',
    '',
  ].join('\n')
}

/** Drives the bits of a vector that no port drives, so that they are not unknown. */
function zeroGaps(vector: string, bits: number, pieces: readonly Connection[]): string[] {
  const own = pieces.filter((piece) => piece.vector === vector).sort((a, b) => a.low - b.low)
  const gaps: string[] = []
  let position = 0
  for (const { low, width } of [...own, { low: bits, width: 0 }]) {
    if (low > position) gaps.push(`  assign ${vector}[${low - 1}:${position}] = '0;`)
    position = low + width
  }
  return gaps
}
