/** What a binarized network is: plain data, with nothing of hardware in it. Schemas say it for files, and types follow from them. */
import { z } from 'zod'
import type { BitMatrix } from './bit-matrix.ts'
import { maximumLayerSize } from './limits.ts'

const size = z.int().min(1).max(maximumLayerSize)
const integers = z.array(z.int()).readonly()

/** Height, width and channels of an image; its bytes come row by row, channel fastest. */
export type ImageShape = readonly [height: number, width: number, channels: number]

const imageShape: z.ZodType<ImageShape> = z.tuple([size, size, size]).readonly()

const bitInput = z
  .strictObject({
    kind: z.literal('bits'),
    shape: imageShape,
    /** 0..256. */
    threshold: z.int(),
  })
  .readonly()

/** The first layer eats one bit a byte: 1 (which stands for +1) when byte >= threshold, otherwise 0 (for -1). */
export interface BitInput extends z.infer<typeof bitInput> {}

const integerMapping = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('affine'), scale: z.int(), offset: z.int() }).readonly(),
  z.strictObject({ kind: z.literal('fixedPoint') }).readonly(),
])

/**
 * How a byte becomes an integer.
 * - `affine`: `scale * byte + offset`; 1 and 0 keep the byte, 2 and -255 give the odd numbers -255..255.
 * - `fixedPoint`: the byte stands for -1..+1 and becomes a signed fixed-point number with `bits - 1` fraction bits,
 *   `min(2^(bits-1) - 1, floor(2^(bits-1) * (2 * byte / 255 - 1) + 1/2))`, as in FINN's CNV.
 */
export type IntegerMapping = z.infer<typeof integerMapping>

const integerInput = z
  .strictObject({
    kind: z.literal('integers'),
    shape: imageShape,
    /** Width of the integer, 1..16; two's complement when signed. */
    bits: z.int(),
    signed: z.boolean(),
    mapping: integerMapping,
  })
  .readonly()

/** The first layer eats one integer a byte. */
export interface IntegerInput extends z.infer<typeof integerInput> {}

const inputEncoding = z.discriminatedUnion('kind', [bitInput, integerInput])

/** How the bytes of an image become what the first layer eats. */
export type InputEncoding = z.infer<typeof inputEncoding>

/** Two sizes or steps, down and to the right. */
export type Pair = readonly [y: number, x: number]

const pair: z.ZodType<Pair> = z.tuple([size, size]).readonly()

const side = z.int().min(0).max(maximumLayerSize)

const padding = z.strictObject({ top: side, left: side, bottom: side, right: side }).readonly()

/** Rows and columns added around a map, as ONNX counts its `pads`. */
export type Padding = z.infer<typeof padding>

/**
 * What a 1-bit convolution sees outside of its map.
 * - `none`: nothing, because the layer has no padding.
 * - `negative`, `positive`: the bit 0 (-1), the bit 1 (+1).
 * - `checkerboard`: the bit 1 where `y + x` is even, 0 where it is odd, in all channels; `y` and `x` are the coordinates of
 *   the map, negative above and to the left of it.
 * - `zero`: the number 0, which is no bit: a tap outside adds nothing.
 */
export const paddingModes = ['none', 'negative', 'positive', 'checkerboard', 'zero'] as const

/** One of `paddingModes`. */
export type PaddingMode = (typeof paddingModes)[number]

const fullyConnected = z
  .strictObject({ kind: z.literal('fullyConnected'), name: z.string(), inputs: size, outputs: size })
  .readonly()

/**
 * Every output sees every input; a map is flattened pixel by pixel, row by row, channel fastest. The accumulator of neuron `r` is
 * - `pop`, the number of inputs equal to the bits of row `r` (XNOR, then popcount), when the inputs are bits;
 * - `sum`, the inputs added (weight bit 1) or subtracted (weight bit 0), when they are integers: the first layer only.
 */
export interface FullyConnectedLayer extends z.infer<typeof fullyConnected> {
  /** `outputs` rows of `inputs` columns; bit 1 is the weight +1, bit 0 the weight -1. */
  readonly weights: BitMatrix
  /**
   * Output bit `r` = accumulator `r` >= `thresholds[r]`. A threshold at or below the smallest accumulator, or above the
   * largest, is a legal constant. Null for the last layer and for no other: its accumulators become the scores.
   */
  readonly thresholds: Int32Array | null
}

const convolution = z
  .strictObject({
    kind: z.literal('convolution'),
    name: z.string(),
    /** The map that it slides over. */
    input: imageShape,
    /** Neurons, which are the channels of the output map. */
    outputs: size,
    kernel: pair,
    stride: pair,
    dilation: pair,
    padding,
    /** `none` when there is no padding, and only then. */
    paddingMode: z.enum(paddingModes),
  })
  .readonly()

/**
 * A sliding window over a map (cross-correlation, no kernel is flipped). Tap (ky, kx) of output pixel (y, x) sees pixel
 * (y * stride - top + ky * dilation, x * stride - left + kx * dilation) of the map. At every output pixel, the accumulator of
 * neuron `r` is
 * - `pop`, the number of taps, the padded ones included, whose bit equals that of row `r`: when the inputs are bits and the
 *   padding mode is any but `zero`;
 * - `dot`, the sum of the products +1 and -1 over the taps inside the map alone: when the mode is `zero`;
 * - `sum`, the inputs of the taps inside the map, added or subtracted: when the inputs are integers (the first layer only),
 *   whose padding is always the number 0, so that the mode is `none` or `zero`.
 */
export interface ConvolutionLayer extends z.infer<typeof convolution> {
  /** `outputs` rows; tap (ky, kx) of channel `c` is column `(ky * kernel[1] + kx) * channels + c`. */
  readonly weights: BitMatrix
  /**
   * Output bit `r` = accumulator `r` >= `thresholds[r]`, in the unit of the accumulator: matches for `pop`, the signed sum
   * itself for `dot` and `sum`; one threshold for all pixels. Null for the last layer, whose map must be one pixel.
   */
  readonly thresholds: Int32Array | null
}

const pool = z
  .strictObject({
    kind: z.literal('pool'),
    name: z.string(),
    input: imageShape,
    kernel: pair,
    stride: pair,
    padding,
    /** True to keep windows that reach past the bottom or right padding, if they begin inside the map or its top or left padding. */
    ceilMode: z.boolean(),
  })
  .readonly()

/**
 * The OR of each channel in a sliding window, which is the maximum of -1 and +1; padding is -1, the bit 0. Window (y, x)
 * begins at (y * stride - top, x * stride - left).
 */
export interface PoolLayer extends z.infer<typeof pool> {}

/** A layer with neurons. */
export type NeuronLayer = FullyConnectedLayer | ConvolutionLayer

/** A layer; told apart by `kind`. */
export type Layer = NeuronLayer | PoolLayer

/** A layer without weights and thresholds, as a file describes it. */
export const layerDescription = z.discriminatedUnion('kind', [fullyConnected, convolution, pool])
export type LayerDescription = z.infer<typeof layerDescription>

const scoreRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('popcount') }).readonly(),
  z.strictObject({ kind: z.literal('affine'), scale: integers, offset: integers }).readonly(),
])

/**
 * How the accumulators of the last layer become the scores, one a class.
 * - `popcount`: the accumulator itself, which must be `pop`.
 * - `affine`: `scale[k] * dot + offset[k]` with `dot = 2 * pop - fanIn`, the sum of the products +1 and -1. Where the
 *   accumulator is no `pop`, it takes the place of `dot`.
 */
export type ScoreRule = z.infer<typeof scoreRule>

const decisionRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('argmax') }).readonly(),
  z.strictObject({ kind: z.literal('highest-set-bit'), thresholds: integers }).readonly(),
])

/**
 * How the scores become the answer.
 * - `argmax`: the first class with the highest score.
 * - `highest-set-bit`: bit `k` = score `k` >= `thresholds[k]`; the highest set bit wins, class 0 when none is set.
 */
export type DecisionRule = z.infer<typeof decisionRule>

/** Everything about a network but its layers. */
export const networkFrame = z.strictObject({
  /** Becomes file and module names. */
  name: z.string(),
  input: inputEncoding,
  scores: scoreRule,
  decision: decisionRule,
  /** The names of the classes; as many as the last layer has outputs. */
  classes: z.array(z.string()).readonly(),
})

/** A trained, binarized network. `validateNetwork` says what must hold. */
export interface Network extends Readonly<z.infer<typeof networkFrame>> {
  /** At least one. */
  readonly layers: readonly Layer[]
}

/** A network without convolutions and pools. */
export interface FullyConnectedNetwork extends Network {
  readonly layers: readonly FullyConnectedLayer[]
}
