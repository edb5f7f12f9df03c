/** The lint of a folder: silence for clean text, every message of every tool otherwise, remembered by content. */

import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { lintFolder } from '../../tools/lint.ts'
import { runYosys } from '../../tools/yosys.ts'
import { folderWith } from '../support/sim-folder.ts'

const clean = `\`default_nettype none

module clean (
    input  logic       clk,
    input  logic [1:0] a,
    output logic [7:0] y
);

  logic [7:0] words [0:3];
  initial $readmemh("words.mem", words);
  always_ff @(posedge clk) y <= words[a];

endmodule

\`default_nettype wire
`
const words = '01\n02\n03\n04\n'

test('clean text passes in silence', async () => {
  expect(await lintFolder(await folderWith({ 'clean.sv': clean, 'words.mem': words }), 'clean')).toEqual([])
})

test('every tool has its say', async () => {
  const careless = clean.replace('[7:0] y', '[6:0] y').replace('endmodule', '  absent it (.a(a));\nendmodule')
  const folder = await folderWith({ 'clean.sv': careless, 'words.mem': words })
  const messages = await lintFolder(folder, 'clean')
  expect(messages).toContainEqual(
    expect.stringMatching(/^icarus: clean\.sv:\d+: error: Unknown module type: absent/),
  )
  expect(messages).toContainEqual(expect.stringMatching(/^verilator: %Warning-WIDTH: clean\.sv:\d+/))
  expect(messages).toContainEqual(expect.stringMatching(/^yosys: ERROR: .*absent/))
})

test('a missing memory file is a message', async () => {
  const messages = await lintFolder(await folderWith({ 'clean.sv': clean }), 'clean')
  expect(messages).toEqual([expect.stringMatching(/^yosys: .*words\.mem/)])
})

describe('the answer', () => {
  test('is remembered for the same content, wherever it stands', async () => {
    const cache = await folderWith({})
    vi.stubEnv('BITLOOM_CACHE', cache)
    const files = { 'clean.sv': clean, 'words.mem': words }
    await lintFolder(await folderWith(files), 'clean')
    const [entry] = await readdir(path.join(cache, 'lint'))
    const stored = path.join(cache, 'lint', entry!, 'messages.json')
    await writeFile(stored, '["remembered"]')
    expect(await lintFolder(await folderWith(files), 'clean')).toEqual(['remembered'])
    const other = await folderWith({ ...files, 'clean.sv': `${clean}\n` })
    expect(await lintFolder(other, 'clean')).toEqual([])
    vi.unstubAllEnvs()
  })
})

describe('Yosys', () => {
  const inverter = { 'inverter.sv': 'module inverter (input a, output y);\n  assign y = ~a;\nendmodule\n' }

  test('hands back what it printed and wrote', async () => {
    const script = 'read_verilog -sv inverter.sv\nsynth -top inverter\nwrite_json out.json\nstat'
    const { exitCode, output, files } = await runYosys(inverter, script)
    expect(exitCode).toBe(0)
    expect(output).toContain('Number of cells:                  1')
    expect(JSON.parse(String(files['out.json']))).toHaveProperty('modules.inverter')
  })

  test('says what failed', async () => {
    const result = await runYosys(inverter, 'read_verilog -sv inverter.sv; hierarchy -check -top absent', {
      quiet: true,
    })
    expect(result.exitCode).toBe(1)
    expect(result.output).toBe("ERROR: Module `absent' not found!\n")
  })

  test('runs several scripts at once', async () => {
    const names = ['one', 'two', 'three']
    const runs = names.map((name) => runYosys({}, `log ${name}`))
    const outputs = (await Promise.all(runs)).map(({ output }) => output)
    outputs.forEach((output, i) => {
      expect(output).toContain(`${names[i]!}\n`)
    })
  })
})
