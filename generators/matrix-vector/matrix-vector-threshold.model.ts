/** Plain-number model of the matrix-vector-threshold unit: the definition of a binarized layer, on arrays of numbers. */

/** A layer in plain numbers. */
export interface LayerModel {
  /** Rows of ±1. */
  readonly weights: readonly (readonly number[])[]
  /** Whether activations are ±1; integers otherwise. */
  readonly binary: boolean
  readonly output:
    | { readonly kind: 'bits'; readonly thresholds: readonly number[] }
    | { readonly kind: 'sums' }
    | { readonly kind: 'affine'; readonly scale: readonly number[]; readonly offset: readonly number[] }
}

/**
 * One result a row for a vector of activations. The sum of a row is its popcount (products equal to +1) for ±1 activations,
 * the dot product otherwise; thresholds apply to the sum, the affine function to the dot product.
 *
 * @example
 * matrixVectorModel({ weights: [[1, -1, 1]], binary: true, output: { kind: 'sums' } }, [1, 1, 1]) // [2]
 */
export function matrixVectorModel(layer: LayerModel, activations: readonly number[]): number[] {
  return layer.weights.map((row, index) => {
    const products = row.map((weight, column) => weight * activations[column]!)
    const dot = products.reduce((total, product) => total + product, 0)
    const sum = layer.binary ? products.filter((product) => product === 1).length : dot
    return resultOf(layer.output, index, sum, dot)
  })
}

function resultOf(output: LayerModel['output'], row: number, sum: number, dot: number): number {
  switch (output.kind) {
    case 'bits':
      return sum >= output.thresholds[row]! ? 1 : 0
    case 'sums':
      return sum
    case 'affine':
      return output.scale[row]! * dot + output.offset[row]!
  }
}
