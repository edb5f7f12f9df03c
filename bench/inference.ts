/** The reference beside onnxruntime, which runs the same network in floats on one thread. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { eachImage, type ImageSet } from '../network/images.ts'
import type { Network } from '../network/network.ts'
import { type Reference, reference } from '../network/reference.ts'
import { compared, type Figure, figure, leastSeconds } from './measure.ts'
import { onnxInput, onnxModel } from './onnx.ts'

/** Runs of each over all images. */
const runs = 10

/**
 * Images a second of both, one image at a time. Floats are converted beforehand; the reference encodes its bytes itself.
 *
 * @throws Error when their scores differ: then the comparison means nothing.
 */
export async function benchInference(network: Network, images: ImageSet): Promise<Figure[]> {
  const bytes = eachImage(images)
  const { run } = reference(network)
  const session = await InferenceSession.create(onnxModel(network), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  })
  try {
    const [height, width, channels] = network.input.shape
    const shape = [1, channels, height, width]
    const tensors = bytes.map((image) => new Tensor('float32', onnxInput(network.input, image), shape))
    await checkScores(run, session, bytes, tensors)

    const [floats, integers] = await leastSeconds(runs, [
      async () => {
        for (const image of tensors) await session.run({ image })
      },
      () => {
        for (const image of bytes) run(image)
      },
    ])
    const { name } = network
    const rate = (seconds: number) => bytes.length / seconds
    const baseline = figure(`${name}: onnxruntime, float, one thread`, rate(floats!), 'images/s')
    return [baseline, compared(`${name}: reference`, rate(integers!), 'images/s', baseline)]
  } finally {
    await session.release()
  }
}

async function checkScores(
  run: Reference['run'],
  session: InferenceSession,
  bytes: readonly Uint8Array[],
  tensors: readonly Tensor[],
): Promise<void> {
  for (const [index, image] of tensors.entries()) {
    const { scores } = await session.run({ image })
    const floats = (scores!.data as Float32Array).join(' ')
    const integers = run(bytes[index]!).scores.join(' ')
    if (integers === floats) continue
    throw new Error(`internal: image ${index} scores ${integers}, but ${floats} in onnxruntime`)
  }
}
