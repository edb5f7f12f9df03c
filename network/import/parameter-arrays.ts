/** Arrays of a .npz file, checked for type and shape as they are taken. */
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray, NpyData } from '../../tools/files/npy.ts'
import type { Npz } from '../../tools/files/npz.ts'

/** A size that any number will do for. */
export const anySize = -1

/**
 * Takes an array that must have one of some element types, and a shape.
 *
 * @param shape One size for each axis, or `anySize`.
 * @throws InputError that says what was found; its place is the array.
 *
 * @example
 * takeArray(readNpz(readInputFile('parameters.npz')), 'fc0.thresholds', [Int32Array], [anySize]).shape
 */
export function takeArray<T extends NpyData>(
  npz: Npz,
  name: string,
  types: readonly (new (length: number) => T)[],
  shape: readonly number[],
): { readonly shape: readonly number[]; readonly data: T } {
  const array = npz.array(name)
  const fits =
    array.shape.length === shape.length &&
    shape.every((size, axis) => size === anySize || size === array.shape[axis])
  if (!hasType(array.data, types) || !fits) {
    const wanted = `${types.map((type) => type.name).join(' or ')} (${shape.map((size) => (size === anySize ? 'any' : size)).join(', ')})`
    throw new InputError(`it is ${describeArray(array)}, but ${wanted} is needed`, {
      place: name,
      help: 'the file belongs to another format or topology, or it is damaged',
    })
  }
  return { shape: array.shape, data: array.data }
}

/** An array's element type and shape. */
export function describeArray({ data, shape }: NpyArray): string {
  return `${data.constructor.name} (${shape.join(', ')})`
}

function hasType<T extends NpyData>(data: NpyData, types: readonly (new (length: number) => T)[]): data is T {
  return types.some((type) => data instanceof type)
}
