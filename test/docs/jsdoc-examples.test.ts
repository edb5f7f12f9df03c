/** The documentation in the source is true: every example runs, every function and generator has a sentence. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as language from '../../dsl/index.ts'
import { documentedFolders, readFile, sourceFiles } from './extract.ts'
import { type Names, namesIn, runExample } from './run-example.ts'
import { buildStage } from './stage.ts'

const project = process.cwd()
const sources = sourceFiles(documentedFolders).map((file) => ({ file, ...readFile(file) }))

describe('every exported function, class and generator', () => {
  it.each(sources.map(({ file }) => file))('of %s has a sentence that says what it is for', (file) => {
    const { exported } = sources.find((source) => source.file === file)!
    const undocumented = exported.filter(
      ({ isActive, description }) => isActive && !/^\S.*\w/s.test(description),
    )
    expect(undocumented.map(({ line, name }) => `${file}:${line} ${name}`)).toEqual([])
  })
})

describe('the example of', () => {
  const examples = sources.flatMap((source) => source.examples)
  let folder: string
  let stage: Names

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bitloom-examples-'))
    stage = await buildStage(project, folder)
    process.chdir(folder)
  })
  afterAll(() => {
    process.chdir(project)
    rmSync(folder, { recursive: true })
  })

  it.each(examples.map((example) => [`${example.name} in ${example.file}`, example] as const))(
    '%s',
    async (_, example) => {
      const mentioned = namesIn(example.code)
      const files = sources.filter(({ exported }) => exported.some(({ name }) => mentioned.has(name)))
      const modules = await Promise.all(files.map(({ file }) => import(join(project, file))))
      const own = await import(join(project, example.file))
      await runExample(example, Object.assign({}, ...modules, stage, language, own))
    },
  )
})
