/** `npm run bench:area`: what units and whole networks take, measured with Yosys, as `docs/area.md` and `bench/area.json`. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, runIfStarted } from '../cli/command.ts'
import { progressBar } from '../cli/progress.ts'
import { InputError } from '../tools/files/input-error.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { type AreaFigures, areaDocument } from './area-document.ts'
import { measureNetwork, measureUnit } from './area-measure.ts'
import { type NetworkSubject, networkSubjects, unitSubjects } from './area-subjects.ts'
import { dataOption } from './data-folder.ts'

const root = join(import.meta.dirname, '..')
const figuresPath = join(root, 'bench/area.json')
const pagePath = join(root, 'docs/area.md')

interface AreaOptions {
  readonly data: string
  readonly only?: string
}

export const program = command(
  'bench:area',
  'Measures area with Yosys and writes docs/area.md and bench/area.json.',
)
  .addOption(dataOption('--data <folder>', 'folder with bnn-pynq/ and binarynet-cifar10/'))
  .option(
    '--only <text>',
    'measure the subjects with this in their names, and leave the other figures as they are',
  )
  .action(async ({ data, only }: AreaOptions) => {
    const units = unitSubjects()
    const networks = networkSubjects(data)
    const isWanted = ({ name }: { readonly name: string }) => only === undefined || name.includes(only)
    if (![...units, ...networks].some(isWanted)) {
      const names = networks.map(({ name }) => name).join('; ')
      throw new InputError(`no subject has "${only}" in its name`, { help: `networks are ${names}` })
    }
    // Figures of networks whose parameters are not here stay as they are.
    const isHere = ({ model }: NetworkSubject) => existsSync(model)
    for (const subject of units.filter(isWanted)) {
      const unit = await withProgress(subject.name, (onProgress) => measureUnit(subject, onProgress))
      write((figures) => ({ ...figures, units: updated(figures.units, unit, units) }))
    }
    for (const subject of networks.filter(isWanted).filter(isHere)) {
      const network = await withProgress(subject.name, (onProgress) => measureNetwork(subject, onProgress))
      write((figures) => ({ ...figures, networks: updated(figures.networks, network, networks) }))
    }
    console.log(readFileSync(pagePath, 'utf8'))
  })

/** Changes the figures and the page after each subject, because all of them take an hour. */
function write(change: (figures: AreaFigures) => AreaFigures): void {
  const known = existsSync(figuresPath)
    ? (JSON.parse(readFileSync(figuresPath, 'utf8')) as AreaFigures)
    : { units: [], networks: [] }
  const figures = change(known)
  writeFileWhole(figuresPath, formatJson(figures))
  writeFileWhole(pagePath, areaDocument(figures))
}

/** The figures with one of them new, in the order of the subjects; those of subjects that are gone go, too. */
function updated<Figures extends { readonly name: string }>(
  known: readonly Figures[],
  found: Figures,
  subjects: readonly { readonly name: string }[],
): Figures[] {
  const all = new Map([...known, found].map((figures) => [figures.name, figures]))
  return subjects.flatMap(({ name }) => all.get(name) ?? [])
}

/** Runs something that tells how many modules of how many are done. */
async function withProgress<T>(
  what: string,
  body: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const steps = 100
  const bar = progressBar(what, steps)
  const advance = (done: number, total: number) =>
    bar.advance(Math.round((steps * done) / total), `${done} modules`)
  return body(advance).finally(bar.stop)
}

await runIfStarted(program, import.meta)
