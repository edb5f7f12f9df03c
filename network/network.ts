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
 * Every output sees every input. The accumulator of neuron `r` is
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

/** A layer; told apart by `kind`. */
export type Layer = FullyConnectedLayer

/**
 * How the accumulators of the last layer become the scores, one a class.
 * - `popcount`: the accumulator itself, `pop`.
 * - `affine`: `scale[k] * dot + offset[k]` with `dot = 2 * pop - inputs`, the sum of the products +1 and -1. In a
 *   network of one layer with integer inputs `dot` is the `sum`.
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
