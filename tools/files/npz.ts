/** Several named arrays in one file, as numpy.savez writes them: a zip file of .npy members. */
import { type Unzipped, unzipSync, zipSync } from 'fflate'
import { atPlace, InputError } from './input-error.ts'
import { formatNpy, type NpyArray, parseNpy } from './npy.ts'

/** The arrays of a file; each is parsed when it is asked for. */
export interface Npz {
  /** In the order of the file. */
  readonly names: readonly string[]
  /** @throws InputError when there is no such array, or it is damaged; its place is the array. */
  array(name: string): NpyArray
}

/** No file of parameters comes near; a zip file that unpacks to more is an accident or an attack. */
const maximumUnpackedBytes = 2 ** 30

/**
 * Opens a .npz file, stored or deflated. Nothing is written to disk, whatever the members are called.
 *
 * @throws InputError when the bytes are no zip file, or a member is no .npy array by name.
 *
 * @example
 * const { shape, data } = readNpz(readInputFile('parameters.npz')).array('fc0.weights')
 */
export function readNpz(bytes: Uint8Array): Npz {
  const members = new Map<string, Uint8Array>()
  for (const [member, content] of Object.entries(unzip(bytes))) {
    if (!member.endsWith('.npy')) {
      throw new InputError(`member ${JSON.stringify(member)} is no .npy array`, {
        help: 'write the file with numpy.savez',
      })
    }
    members.set(member.slice(0, -'.npy'.length), content)
  }
  return {
    names: [...members.keys()],
    array(name) {
      const member = members.get(name)
      if (member === undefined) {
        throw new InputError(`there is no array ${name}`, {
          help: `the arrays are ${[...members.keys()].join(', ')}`,
        })
      }
      return atPlace(name, () => parseNpy(member))
    },
  }
}

/** Writes a .npz file: stored, not compressed, and without the time of day, so that equal arrays give equal bytes. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, formatNpy(array)] as const)
  // The earliest time that a zip file can hold; fflate writes local time, so it is given as local time.
  return zipSync(Object.fromEntries(members), { level: 0, mtime: new Date(1980, 0, 1) })
}

function unzip(bytes: Uint8Array): Unzipped {
  let unpacked = 0
  try {
    return unzipSync(bytes, {
      filter({ originalSize }) {
        unpacked += originalSize
        if (unpacked > maximumUnpackedBytes)
          throw new Error(`it unpacks to more than ${maximumUnpackedBytes} bytes`)
        return true
      },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(`the zip file cannot be read: ${reason}`, {
      help: 'the file is truncated or damaged; copy it again',
    })
  }
}
