/** The catalogue under rtl-out/catalogue is what the generators make today, and lint-clean. */

import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { catalogue } from '../../accelerator/catalogue.ts'
import { program } from '../../cli/catalogue.ts'
import { catalogueFiles, catalogueFolder, differences } from '../../cli/catalogue-files.ts'
import { lintFolder } from '../../tools/lint.ts'
import { printed } from '../support/generator-bench.ts'
import { runCommand } from '../support/run-command.ts'

const today = catalogueFiles()

test('the committed files are those of today, byte for byte', async () => {
  expect(await differences(today, catalogueFolder), 'run npm run catalogue and look at what changed').toEqual(
    [],
  )
  expect([...today.keys()].sort()).toEqual((await readdir(catalogueFolder)).sort())
})

test('a changed, a missing and a stray file are told', async () => {
  const files = new Map(today)
  files.set('xnor_popcount_64.sv', 'something else')
  files.set('another.sv', '')
  files.delete('argmax_5.sv')
  expect(await differences(files, catalogueFolder)).toEqual([
    'another.sv is missing',
    'argmax_5.sv should not be there',
    'xnor_popcount_64.sv differs',
  ])
})

test('the command checks without writing', async () => {
  const { exitCode, stdout } = await runCommand(program, '--check')
  expect(exitCode).toBe(0)
  expect(stdout).toContain('are up to date')
})

test.each(catalogue)('$about', async ({ elaborate }) => {
  const { directory, top } = await printed(elaborate())
  expect(await lintFolder(directory!, top)).toEqual([])
})
