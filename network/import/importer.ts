/** What an importer is: one format of trained networks, what tells its files from others, and how they are read. */
import { InputError } from '../../tools/files/input-error.ts'
import type { Network } from '../network.ts'
import type { ModelFile } from './model-file.ts'

interface Format {
  /** What `--format` calls it. */
  readonly format: string
  /** What the files are, in a few words for whoever looks for the name of a format. */
  readonly about: string
  /** How layers can be connected, where the files do not say it; none where they do. */
  readonly topologies: readonly string[]
  /** @param topology One of `topologies`; the empty string where there are none. */
  readonly read: (path: string, topology: string) => Network
}

/** Of a format whose networks are folders. */
export interface FolderImporter extends Format {
  readonly kind: 'folder'
  /** The files that are looked for, as the end of `a folder with`. */
  readonly contents: string
  readonly recognises: (names: readonly string[]) => boolean
}

/** Of a format whose networks are files; a folder with one such file, and nothing else that is known, stands for it. */
export interface FileImporter extends Format {
  readonly kind: 'file'
  /** What the names of such files end with. */
  readonly extension: `.${string}`
  /** The way to get such a file, as the end of `a file that`. */
  readonly origin: string
  readonly recognises: (file: ModelFile) => boolean
}

/** Of either. */
export type Importer = FolderImporter | FileImporter

/** @throws InputError that lists the known ones, for a topology that is none of them. */
export function knownTopology<Topology extends string>(known: readonly Topology[], name: string): Topology {
  const found = known.find((each) => each === name)
  if (found !== undefined) return found
  throw new InputError(`topology ${JSON.stringify(name)} is not known`, {
    help: `the known ones are ${known.join(', ')}`,
  })
}
