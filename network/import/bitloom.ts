/** Importer of our own format. */
import { descriptionFile, loadNetwork, parametersFile } from '../files.ts'
import type { FolderImporter } from './importer.ts'

export const bitloom: FolderImporter = {
  kind: 'folder',
  format: 'bitloom',
  about: 'our own, and that of the networks that ship with us',
  topologies: [],
  contents: `${descriptionFile} and ${parametersFile}`,
  recognises: (names) => names.includes(descriptionFile),
  read: loadNetwork,
}
