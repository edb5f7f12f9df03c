/** The one generated file of a test harness: a module that hides the names and widths of the design's ports. */

import { clockPort, resetPort } from '../../dsl/ir/design.ts'
import type { TargetInterface } from '../target.ts'
import {
  type Connection,
  connections,
  harnessLayout,
  inputPayload,
  inputVectors,
  outputPayload,
  outputVectors,
  type Vector,
  vectorWords,
} from './layout.ts'

/** Name of the wrapper module; `testbench.sv` and `main.cpp` instantiate it. */
export const wrapperName = 'bitloom_harness'

/** The vectors that the harness sets, and those that the design answers with. */
const given = [inputVectors.valid, inputPayload, outputVectors.ready, 'values'] as const
const returned = [inputVectors.ready, outputVectors.valid, outputPayload, 'results'] as const

/** The text of the wrapper around the top module of a target. */
export function wrapperText(target: TargetInterface): string {
  const layout = harnessLayout(target)
  const pieces = connections(layout)
  const clocks = [...(target.clocked ? [clockPort] : []), ...(target.resettable ? [resetPort] : [])]
  const ports = [
    ...clocks.map((name) => `.${name}(${name})`),
    ...pieces.map(({ port, vector, low, width }) => `.${port}(${vector}[${low} +: ${width}])`),
  ]
  const bits = (vector: Vector) => 32 * vectorWords(layout)[vector]
  const declare = (direction: string) => (vector: Vector) =>
    `  ${direction} logic [${bits(vector) - 1}:0] ${vector}`
  return [
    `module ${wrapperName} (`,
    '  input logic clk,',
    '  input logic rst,',
    [...given.map(declare('input')), ...returned.map(declare('output'))].join(',\n'),
    ');',
    ...returned.flatMap((vector) => zeroGaps(vector, bits(vector), pieces)),
    `  ${target.top} dut (`,
    ports.map((port) => `    ${port}`).join(',\n'),
    '  );',
    'endmodule',
    '',
  ].join('\n')
}

/** Drives the bits of a vector that no port drives, so that they are not unknown. */
function zeroGaps(vector: Vector, bits: number, pieces: readonly Connection[]): string[] {
  const own = pieces.filter((piece) => piece.vector === vector).sort((a, b) => a.low - b.low)
  const gaps: string[] = []
  let position = 0
  for (const { low, width } of [...own, { low: bits, width: 0 }]) {
    if (low > position) gaps.push(`  assign ${vector}[${low - 1}:${position}] = '0;`)
    position = low + width
  }
  return gaps
}
