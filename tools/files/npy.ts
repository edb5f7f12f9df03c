/** Arrays in NumPy's .npy format, versions 1 to 3 (NEP 1): the element types that networks are stored in, in C order. */
import { InputError } from './input-error.ts'

/** The element types, by their name in the header. */
const elementTypes = {
  '|u1': Uint8Array,
  '<i2': Int16Array,
  '<i4': Int32Array,
  '<i8': BigInt64Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const

type ElementType = keyof typeof elementTypes

/** Elements of one of the types uint8, int16, int32, int64, float32 and float64. */
export type NpyData = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array

export interface NpyArray {
  /** Sizes, outermost first; empty for a scalar. */
  readonly shape: readonly number[]
  /** The last index runs fastest. */
  readonly data: NpyData
}

const magic = '\x93NUMPY'

/**
 * Reads one array.
 *
 * @throws InputError when the bytes are no .npy file, the element type or order is not supported, or the length is not
 *   what the shape says.
 *
 * @example
 * const { shape, data } = parseNpy(formatNpy({ shape: [2, 3], data: new Int32Array(6) }))
 * shape // [2, 3]
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const header = readHeader(bytes)
  const type = /'descr': *'([^']*)'/.exec(header.text)?.[1] ?? ''
  const order = /'fortran_order': *(True|False)/.exec(header.text)?.[1]
  const sizes = /'shape': *\(([\d, ]*)\)/.exec(header.text)?.[1]
  if (!Object.hasOwn(elementTypes, type)) {
    throw new InputError(`arrays of type ${JSON.stringify(type)} are not read`, {
      help: `convert it with numpy's astype; the types that are read are ${Object.keys(elementTypes).join(', ')}`,
    })
  }
  if (order !== 'False' || sizes === undefined) {
    throw new InputError('the array is not in C order, or its header cannot be read', {
      help: 'save numpy.ascontiguousarray(x)',
    })
  }
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number)
  const Elements = elementTypes[type as ElementType]
  const expected = shape.reduce((product, size) => product * size, Elements.BYTES_PER_ELEMENT)
  const found = bytes.length - header.end
  if (found !== expected) {
    throw new InputError(
      `an array of shape (${shape.join(', ')}) takes ${expected} bytes, but there are ${found}`,
      {
        help: 'the file is truncated or damaged; copy it again',
      },
    )
  }
  // A copy, because elements must be aligned.
  return { shape, data: new Elements(Uint8Array.from(bytes.subarray(header.end)).buffer) }
}

/**
 * Writes one array, as version 1.0, byte for byte as numpy.save does.
 *
 * @example
 * formatNpy({ shape: [2, 3], data: new Int32Array(6) })
 */
export function formatNpy({ shape, data }: NpyArray): Uint8Array {
  const type = (Object.keys(elementTypes) as ElementType[]).find((key) => data instanceof elementTypes[key])
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`
  // Magic, version, length and dictionary, ended by a line feed, fill a multiple of 64 bytes.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10
  const text = `${magic}\x01\x00${String.fromCharCode(length & 0xff, length >> 8)}${dictionary.padEnd(length - 1)}\n`
  const bytes = new Uint8Array(text.length + data.byteLength)
  bytes.set(Array.from(text, (character) => character.charCodeAt(0)))
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), text.length)
  return bytes
}

/** The dictionary of a header, and where the elements begin. */
function readHeader(bytes: Uint8Array): { text: string; end: number } {
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  const version = bytes[6] ?? 0
  const start = version === 1 ? 10 : 12
  if (latin1(0, 6) !== magic || version < 1 || version > 3 || bytes.length < start) {
    throw new InputError('this is no .npy array', { help: 'write the file with numpy.save or numpy.savez' })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (end > Math.min(bytes.length, 65_536)) {
    throw new InputError(`the header of the array ends at byte ${end}`, {
      help: 'the file is truncated or damaged',
    })
  }
  return { text: latin1(start, end), end }
}
