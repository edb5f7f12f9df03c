/** `npm run train:sfc`: trains the network that ships with Bitloom and writes it as an integer network. */
import { Presets, SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { saveNetwork } from '../../network/files.ts'
import { imageAt } from '../../network/images.ts'
import { formatInputError, InputError } from '../../network/input-error.ts'
import { referenceBatch } from '../../network/reference.ts'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { loadMnist, loadMnistImages, type Mnist, slice } from './data.ts'
import { countDifferences, toNetwork } from './fold.ts'
import { calibrate, countCorrect } from './inference.ts'
import { startBackend } from './layers.ts'
import { prefixTable, vectorTable } from './report.ts'
import { type Recipe, startTraining, type Training, trainEpoch } from './train.ts'

/** FINN's SFC (Y. Umuroglu et al., FPGA 2017), and how it is trained. */
const recipe = {
  widths: [784, 256, 256, 256, 10],
  batchSize: 100,
  shift: 1,
  rate: 0.1,
  finalRate: 0.001,
  normalizationRate: 0.1,
  scoreScale: 1 / 16,
} satisfies Partial<Recipe>

/** Enough images to follow the hold-out accuracy from epoch to epoch. */
const QUICK_CALIBRATION = 5000

interface Options {
  readonly epochs: number
  readonly seed: number
  readonly out: string
  readonly checkpoint: string
  readonly resume: boolean
}

const options = new Command('train:sfc')
  .description('Train the 784-256-256-256-10 binarized network on MNIST and write it in integers.')
  .option('--epochs <n>', 'passes over the training images', wholeNumber, 100)
  .option('--seed <n>', 'start of the random generator', wholeNumber, 1)
  .option('--out <folder>', 'where network.json and parameters.npz go', 'examples/sfc-mnist')
  .option('--checkpoint <file>', 'written after every epoch', '.cache/train-sfc.npz')
  .option('--resume', 'go on from the checkpoint', false)
  .parse()
  .opts<Options>()

try {
  await run(options)
} catch (error) {
  if (!(error instanceof InputError)) throw error
  console.error(formatInputError(error))
  process.exitCode = 1
}

async function run({ epochs, seed, out, checkpoint, resume }: Options): Promise<void> {
  await startBackend()
  const mnist = loadMnist()
  const full: Recipe = { ...recipe, epochs, seed }
  const training = resume ? loadCheckpoint(checkpoint, full) : startTraining(full)
  trainToTheEnd(training, mnist, checkpoint)

  const statistics = calibrate(training.model, mnist.training)
  const network = toNetwork(training.model, statistics, 'sfc_mnist')
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
