/** The command line of the trainers: trains a network, proves the folding, writes it in integers and measures it. */
import { Presets, SingleBar } from 'cli-progress'
import { type Command, InvalidArgumentError } from 'commander'
import { command } from '../../cli/command.ts'
import { saveNetwork } from '../../network/files.ts'
import { imageAt } from '../../network/images.ts'
import { referenceBatch } from '../../network/reference.ts'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { loadMnist, loadMnistImages, type Mnist, slice } from './data.ts'
import { countDifferences, toNetwork } from './fold.ts'
import { calibrate, countCorrect } from './inference.ts'
import { startBackend } from './layers.ts'
import { prefixTable, vectorTable } from './report.ts'
import { type Recipe, startTraining, type Training, trainEpoch } from './train.ts'

/** A network that can be trained from the command line. */
export interface Trainer {
  /** The command's name. */
  readonly command: string
  readonly description: string
  /** The network's name; its files go to `examples/` under this name. */
  readonly name: string
  /** Epochs when the user asks for no other number. */
  readonly epochs: number
  readonly recipe: Omit<Recipe, 'epochs' | 'seed'>
}

/** Enough images to follow the hold-out accuracy from epoch to epoch. */
const QUICK_CALIBRATION = 2000

interface Options {
  readonly epochs: number
  readonly seed: number
  readonly out: string
  readonly checkpoint: string
  readonly resume: boolean
}

/** The command that trains `trainer`'s network. */
export function trainerCommand(trainer: Trainer): Command {
  const folder = trainer.name.replaceAll('_', '-')
  return command(trainer.command, trainer.description)
    .option('--epochs <n>', 'passes over the training images', wholeNumber, trainer.epochs)
    .option('--seed <n>', 'start of the random generator', wholeNumber, 1)
    .option('--out <folder>', 'where network.json and parameters.npz go', `examples/${folder}`)
    .option('--checkpoint <file>', 'written after every epoch', `.cache/train-${folder}.npz`)
    .option('--resume', 'go on from the checkpoint', false)
    .action((options: Options) => train(trainer, options))
}

async function train({ name, recipe }: Trainer, options: Options): Promise<void> {
  const { epochs, seed, out, checkpoint, resume } = options
  await startBackend()
  const mnist = loadMnist()
  const full: Recipe = { ...recipe, epochs, seed }
  const training = resume ? loadCheckpoint(checkpoint, full) : startTraining(full)
  trainToTheEnd(training, mnist, checkpoint)

  const statistics = calibrate(training.model, mnist.training)
  const network = toNetwork(training.model, statistics, name)
  const differences = countDifferences(training.model, statistics, network, mnist.holdOut)
  if (differences > 0) throw new Error(`internal: ${differences} bits or scores changed in folding`)
  saveNetwork(network, out)
  const correct = countCorrect(training.model, statistics, mnist.holdOut)
  console.log(`wrote ${out}; hold-out ${percent(correct, mnist.holdOut.count)}, every bit as trained`)
  const test = loadMnistImages('t10k')
  const results = referenceBatch(
    network,
    Array.from({ length: test.count }, (_, index) => imageAt(test, index)),
  )
  console.log(
    `test set, integer reference:\n\n${prefixTable(results, test)}\n\n${vectorTable(results, test)}`,
  )
}

/** Runs the epochs that are left, with a bar on a terminal and one line an epoch in a log. */
function trainToTheEnd(training: Training, { training: samples, holdOut }: Mnist, checkpoint: string): void {
  const { epochs } = training.recipe
  const format = '{bar} {percentage} % | epoch {epoch} of {total} | {note} | {eta_formatted} left'
  const bar = new SingleBar({ format, noTTYOutput: false }, Presets.shades_classic)
  bar.start(epochs, training.epoch, { epoch: training.epoch, note: 'starting' })
  while (training.epoch < epochs) {
    const before = training.epoch
    const loss = trainEpoch(training, samples, (share) => bar.update(before + share, { epoch: before + 1 }))
    saveCheckpoint(training, checkpoint)
    const statistics = calibrate(training.model, slice(samples, 0, QUICK_CALIBRATION))
    const accuracy = percent(countCorrect(training.model, statistics, holdOut), holdOut.count)
    const note = `loss ${loss.toFixed(4)}, hold-out ${accuracy}`
    bar.update(training.epoch, { note })
    if (!process.stderr.isTTY) console.log(`epoch ${training.epoch}/${epochs}: ${note}`)
  }
  bar.stop()
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
