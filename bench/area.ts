/** `npm run bench:area`: what units and whole networks take, measured with Yosys, as `docs/area.md` and `bench/area.json`. */

import { join } from 'node:path'
import { command, run } from '../cli/command.ts'
import { progressBar } from '../cli/progress.ts'
import { formatJson } from '../network/json.ts'
import { writeFileWhole } from '../network/write-file.ts'
import { type AreaFigures, areaDocument } from './area-document.ts'
import { measureNetwork, measureUnit, type NetworkFigures, type UnitFigures } from './area-measure.ts'
import { networkSubjects, unitSubjects } from './area-subjects.ts'

const root = join(import.meta.dirname, '..')

interface AreaOptions {
  readonly data: string
  readonly only?: string
}

const program = command('bench:area', 'Measures area with Yosys and writes docs/area.md and bench/area.json.')
  .option('--data <folder>', 'folder with bnn-pynq/ and binarynet-cifar10/', '../shared/data')
  .option('--only <text>', 'print the figures of the subjects with this in their names, and write nothing')
  .action(async ({ data, only }: AreaOptions) => {
    const isWanted = ({ name }: { readonly name: string }) => only === undefined || name.includes(only)
    const units: UnitFigures[] = []
    for (const subject of unitSubjects().filter(isWanted)) {
      units.push(await withProgress(subject.name, (onProgress) => measureUnit(subject, onProgress)))
    }
    const networks: NetworkFigures[] = []
    for (const subject of networkSubjects(data).filter(isWanted)) {
      networks.push(await withProgress(subject.name, (onProgress) => measureNetwork(subject, onProgress)))
    }
    const figures: AreaFigures = { units, networks }
    console.log(areaDocument(figures))
    if (only !== undefined) return
    writeFileWhole(join(root, 'docs/area.md'), areaDocument(figures))
    writeFileWhole(join(root, 'bench/area.json'), formatJson(figures))
  })

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

await run(program)
