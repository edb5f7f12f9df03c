/** What a binarized network is: plain data, with nothing of hardware in it. */
import type { BitMatrix } from './bit-matrix.ts'

/** Height, width and channels of an image; its bytes come row by row, channel fastest. */
export type ImageShape = readonly [height: number, width: number, channels: number]

/** The first layer eats one bit a byte: 1 (which stands for +1) when byte >= threshold, otherwise 0 (for -1). */
export interface BitInput {
  readonly kind: 'bits'
  readonly shape: ImageShape
  /** 0..256. */
  readonly threshold: number
}

/** The first layer eats one integer a byte. */
export interface IntegerInput {
  readonly kind: 'integers'
  readonly shape: ImageShape
  /** Width of the integer, 1..16; two's complement when signed. */
  readonly bits: number
  readonly signed: boolean
  readonly mapping: IntegerMapping
}

/**
 * How a byte becomes an integer.
 * - `affine`: `scale * byte + offset`; 1 and 0 keep the byte, 2 and -255 give the odd numbers -255..255.
 * - `fixedPoint`: the byte stands for -1..+1 and becomes a signed fixed-point number with `bits - 1` fraction bits,
 *   `min(2^(bits-1) - 1, floor(2^(bits-1) * (2 * byte / 255 - 1) + 1/2))`, as in FINN's CNV.
 */
export type IntegerMapping =
  | { readonly kind: 'affine'; readonly scale: number; readonly offset: number }
  | { readonly kind: 'fixedPoint' }

/** How the bytes of an image become what the first layer eats. */
export type InputEncoding = BitInput | IntegerInput

/**
 * Every output sees every input; a map is flattened pixel by pixel, row by row, channel fastest. The accumulator of neuron `r` is
 * - `pop`, the number of inputs equal to the bits of row `r` (XNOR, then popcount), when the inputs are bits;
 * - `sum`, the inputs added (weight bit 1) or subtracted (weight bit 0), when they are integers: the first layer only.
 */
export interface FullyConnectedLayer {
  readonly kind: 'fullyConnected'
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  /** `outputs` rows of `inputs` columns; bit 1 is the weight +1, bit 0 the weight -1. */
  readonly weights: BitMatrix
  /**
   * Output bit `r` = accumulator `r` >= `thresholds[r]`. A threshold at or below the smallest accumulator, or above the
   * largest, is a legal constant. Null for the last layer and for no other: its accumulators become the scores.
   */
  readonly thresholds: Int32Array | null
}

/** Two sizes or steps, down and to the right. */
export type Pair = readonly [y: number, x: number]

/** Rows and columns added around a map, as ONNX counts its `pads`. */
export interface Padding {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/**
 * What a 1-bit convolution sees outside of its map.
 * - `none`: nothing, because the layer has no padding.
 * - `negative`, `positive`: the bit 0 (-1), the bit 1 (+1).
 * - `checkerboard`: the bit 1 where `y + x` is even, 0 where it is odd, in all channels; `y` and `x` are the coordinates of
 *   the map, negative above and to the left of it.
 * - `zero`: the number 0, which is no bit: a tap outside adds nothing.
 */
export type PaddingMode = 'none' | 'negative' | 'positive' | 'checkerboard' | 'zero'

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
export interface ConvolutionLayer {
  readonly kind: 'convolution'
  readonly name: string
  /** The map that it slides over. */
  readonly input: ImageShape
  /** Neurons, which are the channels of the output map. */
  readonly outputs: number
  readonly kernel: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: Padding
  /** `none` when there is no padding, and only then. */
  readonly paddingMode: PaddingMode
  /** `outputs` rows; tap (ky, kx) of channel `c` is column `(ky * kernel[1] + kx) * channels + c`. */
  readonly weights: BitMatrix
  /**
   * Output bit `r` = accumulator `r` >= `thresholds[r]`, in the unit of the accumulator: matches for `pop`, the signed sum
   * itself for `dot` and `sum`; one threshold for all pixels. Null for the last layer, whose map must be one pixel.
   */
  readonly thresholds: Int32Array | null
}

/**
 * The OR of each channel in a sliding window, which is the maximum of -1 and +1; padding is -1, the bit 0. Window (y, x)
 * begins at (y * stride - top, x * stride - left).
 */
export interface PoolLayer {
  readonly kind: 'pool'
  readonly name: string
  readonly input: ImageShape
  readonly kernel: Pair
  readonly stride: Pair
  readonly padding: Padding
  /** True to keep windows that reach past the bottom or right padding, if they begin inside the map or its top or left padding. */
  readonly ceilMode: boolean
}

/** A layer with neurons. */
export type NeuronLayer = FullyConnectedLayer | ConvolutionLayer

/** A layer; told apart by `kind`. */
export type Layer = NeuronLayer | PoolLayer

/**
 * How the accumulators of the last layer become the scores, one a class.
 * - `popcount`: the accumulator itself, which must be `pop`.
 * - `affine`: `scale[k] * dot + offset[k]` with `dot = 2 * pop - fanIn`, the sum of the products +1 and -1. Where the
 *   accumulator is no `pop`, it takes the place of `dot`.
 */
export type ScoreRule =
  | { readonly kind: 'popcount' }
  | { readonly kind: 'affine'; readonly scale: readonly number[]; readonly offset: readonly number[] }

/**
 * How the scores become the answer.
 * - `argmax`: the first class with the highest score.
 * - `highest-set-bit`: bit `k` = score `k` >= `thresholds[k]`; the highest set bit wins, class 0 when none is set.
 */
export type DecisionRule =
  | { readonly rule: 'argmax' }
  | { readonly rule: 'highest-set-bit'; readonly thresholds: readonly number[] }

/** A trained, binarized network. `validateNetwork` says what must hold. */
export interface Network {
  /** Becomes file and module names. */
  readonly name: string
  readonly input: InputEncoding
  /** At least one. */
  readonly layers: readonly Layer[]
  readonly scores: ScoreRule
  readonly decision: DecisionRule
  /** The names of the classes; as many as the last layer has outputs. */
  readonly classes: readonly string[]
}

/** A network without convolutions and pools. */
export interface FullyConnectedNetwork extends Network {
  readonly layers: readonly FullyConnectedLayer[]
}
