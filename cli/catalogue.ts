/** `npm run catalogue`: writes the RTL of the catalogue, or checks that it is up to date. */

import { writeFolder } from '../dsl/emit/index.ts'
import { InputError } from '../tools/files/input-error.ts'
import { catalogueFiles, catalogueFolder, differences } from './catalogue-files.ts'
import { command, runIfStarted } from './command.ts'

export const program = command(
  'catalogue',
  `Writes instructive instances of the generators to ${catalogueFolder}.`,
)
  .option('--check', 'write nothing; fail when the folder is not exactly what would be written')
  .action(async ({ check = false }: { readonly check?: boolean }) => {
    const files = catalogueFiles()
    if (check) await requireUpToDate(files)
    else await writeFolder(files, catalogueFolder)
    console.log(`${files.size} files in ${catalogueFolder}${check ? ' are up to date' : ''}`)
  })

async function requireUpToDate(files: ReadonlyMap<string, string>): Promise<void> {
  const found = await differences(files, catalogueFolder)
  if (found.length === 0) return
  throw new InputError(`the catalogue is not up to date: ${found.join(', ')}`, {
    place: catalogueFolder,
    help: 'write it anew with npm run catalogue, look at the differences, and commit them',
  })
}

await runIfStarted(program, import.meta)
