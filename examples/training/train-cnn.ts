/** `npm run train:cnn`: a small network of two padded convolutions, and how it is trained. */
import { runIfStarted } from '../../cli/command.ts'
import { trainerCommand } from './command.ts'

export const program = trainerCommand({
  command: 'train:cnn',
  description:
    'Train a binarized network with two convolutions, padded with -1, on MNIST and write it in integers.',
  name: 'cnn_mnist',
  epochs: 9,
  recipe: {
    widths: [1, 16, 32, 128, 10],
    convolutions: 2,
    batchSize: 50,
    shift: 1,
    rate: 0.1,
    finalRate: 0.001,
    normalizationRate: 0.1,
    scoreScale: 1 / 8,
  },
})

await runIfStarted(program, import.meta)
