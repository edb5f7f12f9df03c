/** Rows of images live in memories: what Yosys makes of the line buffers of CNV and BinaryNet on a Xilinx device. */

import { describe, expect, test } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { elaborate } from '../../dsl/index.ts'
import { LineBuffer } from '../../generators/windows/line-buffer.ts'
import { runYosys } from '../../tools/yosys.ts'
import { type LineBufferShape, lineBufferParameters } from '../support/generator-windows.ts'

/** The most flip-flops of a line buffer: counters, tables and addresses a step ahead, far fewer than the bits of a row. */
const controlBits = 192

/** Cells by type after synthesis. */
async function synthesized(shape: LineBufferShape): Promise<Record<string, number>> {
  const { files, top } = withTop(shape)
  const sources = Object.keys(files).filter((name) => name.endsWith('.sv'))
  const script = [
    ...sources.map((name) => `read_verilog -sv ${name}`),
    `synth_xilinx -family xcup -top ${top} -flatten -noiopad -noclkbuf -run begin:fine`,
    'simplemap',
    'tee -q -o cells.json stat -json',
  ].join('\n')
  const result = await runYosys(files, script, { quiet: true })
  expect(result.exitCode, result.output).toBe(0)
  const text = result.files['cells.json'] as string | Uint8Array
  const { design } = JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text))
  return design.num_cells_by_type
}

function withTop(shape: LineBufferShape) {
  const design = elaborate(LineBuffer, lineBufferParameters(shape))
  return { files: Object.fromEntries(emitDesign(design).files), top: design.top }
}

const cnv = {
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  pads: [0, 0, 0, 0],
  outside: 'zeros',
} as const

const layers: readonly (readonly [layer: string, shape: LineBufferShape])[] = [
  ['CNV, 32x32 pixels of 3 bytes', { ...cnv, image: [32, 32], channels: 3, bits: 8, simd: 3, replays: 4 }],
  ['CNV, 30x30x64', { ...cnv, image: [30, 30], channels: 64, bits: 1, simd: 32, replays: 2 }],
  ['CNV, 12x12x128', { ...cnv, image: [12, 12], channels: 128, bits: 1, simd: 32, replays: 8 }],
  [
    'BinaryNet, 32x32x128, padded',
    {
      ...cnv,
      image: [32, 32],
      channels: 128,
      bits: 1,
      simd: 64,
      pads: [1, 1, 1, 1],
      outside: 'checkerboard',
      replays: 4,
    },
  ],
]

describe('rows live in block or distributed memory, not in flip-flops', () => {
  test.each(layers)('%s', async (_, shape) => {
    const cells = await synthesized(shape)
    const count = (pattern: RegExp) =>
      Object.entries(cells).reduce((sum, [type, number]) => sum + (pattern.test(type) ? number : 0), 0)
    expect(count(/^RAMB|^RAM\d+|^URAM/)).toBeGreaterThan(0)
    const flipFlops = count(/^FD|^\$_S?DFF/)
    expect(flipFlops).toBeGreaterThan(0)
    expect(flipFlops).toBeLessThan(controlBits)
  })
})
