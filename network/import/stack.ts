/** The family of networks that most files hold: 3 x 3 convolutions, some followed by a 2 x 2 pool, then fully connected layers. */
import type { BitMatrix } from '../bit-matrix.ts'
import type { ImageShape, Layer, PaddingMode } from '../network.ts'
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
  for (const [index, { kind, weights, thresholds }] of stacked.entries()) {
    const last = layers.at(-1)
    const shape = last ? outputShape(last) : input
    const outputs = weights.rows
    if (kind === 'fullyConnected') {
      layers.push({ kind, name: `fc${index}`, inputs: weights.columns, outputs, weights, thresholds })
      continue
    }
    const paddingMode = index === 0 ? paddingModes.first : paddingModes.others
    const pad = paddingMode === 'none' ? 0 : 1
    layers.push({
      kind: 'convolution',
      name: `conv${index}`,
      input: shape,
      outputs,
      kernel: [3, 3],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: pad, left: pad, bottom: pad, right: pad },
      paddingMode,
      weights,
      thresholds,
    })
    if (kind === 'pooledConvolution') {
      layers.push({
        kind: 'pool',
        name: `pool${index}`,
        input: outputShape(layers.at(-1)!),
        kernel: [2, 2],
        stride: [2, 2],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
        ceilMode: false,
      })
    }
  }
  return layers
}

/** The classes of CIFAR-10 (A. Krizhevsky, 2009), in the order of its labels. */
export const cifarClasses: readonly string[] = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
]
