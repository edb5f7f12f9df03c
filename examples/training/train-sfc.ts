/** `npm run train:sfc`: FINN's fully connected SFC (Y. Umuroglu et al., FPGA 2017), and how it is trained. */
import { runIfStarted } from '../../cli/command.ts'
import { trainerCommand } from './command.ts'

export const program = trainerCommand({
  command: 'train:sfc',
  description: 'Train the 784-256-256-256-10 binarized network on MNIST and write it in integers.',
  name: 'sfc_mnist',
  epochs: 100,
  recipe: {
    widths: [784, 256, 256, 256, 10],
    convolutions: 0,
    batchSize: 100,
    shift: 1,
    rate: 0.1,
    finalRate: 0.001,
    normalizationRate: 0.1,
    scoreScale: 1 / 16,
  },
})

await runIfStarted(program, import.meta)
