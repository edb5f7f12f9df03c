/** `npm run bench`: how fast we elaborate, simulate and infer, as a table and as JSON. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Table from 'cli-table3'
import { command, run } from '../cli/command.ts'
import { loadMnistImages } from '../examples/training/data.ts'
import { loadImages } from '../network/images.ts'
import { formatJson } from '../network/json.ts'
import { loadModel } from '../network/load-model.ts'
import { writeFileWhole } from '../network/write-file.ts'
import { defaultFolding } from '../plan/folding.ts'
import type { Figure } from './measure.ts'
import { benchNetwork } from './network.ts'

/** FINN's folding of LFC on a Z7020: 512 cycles a frame. */
const lfcFolding = {
  layers: [
    { pe: 32, simd: 49 },
    { pe: 64, simd: 32 },
    { pe: 32, simd: 64 },
    { pe: 10, simd: 8 },
  ],
}

const program = command('bench', 'Measures elaboration, the simulators and the reference.')
  .option('--data <folder>', 'folder with bnn-pynq/mnist-lfcW1A1 and mnist/', '../shared/data')
  .option('--json <file>', 'write the figures as JSON, too')
  .action(async ({ data, json }: { readonly data: string; readonly json?: string }) => {
    const figures = await measure(data)
    console.log(render(figures))
    if (json !== undefined) writeFileWhole(json, formatJson(figures))
  })

/** LFC where its published parameters are at hand, otherwise the network that ships with us. */
async function measure(data: string): Promise<Figure[]> {
  const lfc = join(data, 'bnn-pynq/mnist-lfcW1A1')
  if (existsSync(lfc)) {
    const images = loadImages(join(data, 'mnist/t10k-images-idx3-ubyte'))
    return benchNetwork(loadModel(lfc, { topology: 'lfc' }), lfcFolding, images)
  }
  const sfc = loadModel('examples/sfc-mnist')
  return benchNetwork(sfc, defaultFolding(sfc, 512), loadMnistImages('t10k'))
}

function render(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'value', 'unit', 'ratio'],
    colAligns: ['left', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  })
  for (const { name, value, unit, ratio } of figures) {
    const digits = value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US')
    table.push([name, digits, unit, ratio ? `${ratio.value.toPrecision(3)} x ${ratio.to}` : ''])
  }
  return table.toString()
}

await run(program)
