/** The family of networks that most files hold: 3 x 3 convolutions, some followed by a 2 x 2 pool, then fully connected layers. */
import type { BitMatrix } from '../bit-matrix.ts'
import type { ConvolutionLayer, ImageShape, Layer, PaddingMode, PoolLayer } from '../network.ts'
import { outputShape } from '../shapes.ts'

/** One layer with weights, in the order of columns and the unit of thresholds that networks have. */
export interface StackedLayer {
  /** What it is; pools are part of the convolution before them. */
  readonly kind: 'convolution' | 'pooledConvolution' | 'fullyConnected'
  readonly weights: BitMatrix
  readonly thresholds: Int32Array | null
}

/**
 * Connects layers. Convolutions move by one pixel; they are padded by one on every side, or not at all. Layers are called
 * conv0, pool1, fc6 by the index of their weights.
 *
 * @param paddingModes What the first and what the other convolutions are padded with.
 */
export function stackLayers(
  input: ImageShape,
  paddingModes: { readonly first: PaddingMode; readonly others: PaddingMode },
  stacked: readonly StackedLayer[],
): Layer[] {
  const layers: Layer[] = []
  for (const [index, stackedLayer] of stacked.entries()) {
    const last = layers.at(-1)
    const shape = last ? outputShape(last) : input
    const paddingMode = index === 0 ? paddingModes.first : paddingModes.others
    layers.push(...connect(shape, index, stackedLayer, paddingMode))
  }
  return layers
}

function connect(
  input: ImageShape,
  index: number,
  { kind, weights, thresholds }: StackedLayer,
  paddingMode: PaddingMode,
): readonly Layer[] {
  const neurons = { outputs: weights.rows, weights, thresholds }
  switch (kind) {
    case 'fullyConnected':
      return [{ kind, name: `fc${index}`, inputs: weights.columns, ...neurons }]
    case 'convolution':
      return [convolution(input, index, neurons, paddingMode)]
    case 'pooledConvolution': {
      const pooled = convolution(input, index, neurons, paddingMode)
      return [pooled, pool(outputShape(pooled), index)]
    }
  }
}

function convolution(
  input: ImageShape,
  index: number,
  neurons: Pick<ConvolutionLayer, 'outputs' | 'weights' | 'thresholds'>,
  paddingMode: PaddingMode,
): ConvolutionLayer {
  const pad = paddingMode === 'none' ? 0 : 1
  return {
    kind: 'convolution',
    name: `conv${index}`,
    input,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: pad, left: pad, bottom: pad, right: pad },
    paddingMode,
    ...neurons,
  }
}

function pool(input: ImageShape, index: number): PoolLayer {
  return {
    kind: 'pool',
    name: `pool${index}`,
    input,
    kernel: [2, 2],
    stride: [2, 2],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    ceilMode: false,
  }
}

/** The classes of CIFAR-10 (A. Krizhevsky, 2009), in the order of its labels. */
export const cifarClasses: readonly string[] = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
]
