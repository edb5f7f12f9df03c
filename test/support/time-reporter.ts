/** A reporter for Vitest: how long each part of the suite took, as a short table behind the run. */

import Table from 'cli-table3'
import type { Reporter, TestModule } from 'vitest/node'

/** What a part of the suite took. */
export interface PartTime {
  /** Its folder in `test/`. */
  readonly part: string
  readonly files: number
  /** Of all its files, which run side by side: imports, hooks and tests. */
  readonly seconds: number
  readonly slowestFile: string
  readonly slowestSeconds: number
}

/** A file of tests and its time. */
export interface FileTime {
  /** From the root of the repository, such as `test/sim/engine.test.ts`. */
  readonly file: string
  readonly seconds: number
}

/** The parts of some files, the longest first. */
export function partTimes(files: readonly FileTime[]): PartTime[] {
  const partOf = ({ file }: FileTime) => file.split('/')[1]!
  const rows = [...new Set(files.map(partOf))].map((part) => {
    const own = files.filter((file) => partOf(file) === part)
    const slowest = own.reduce((most, next) => (next.seconds > most.seconds ? next : most))
    return {
      part,
      files: own.length,
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
      slowestFile: slowest.file.split('/').at(-1)!,
      slowestSeconds: slowest.seconds,
    }
  })
  return rows.sort((a, b) => b.seconds - a.seconds)
}

/** Prints the table when more than one part has run. */
export class TimeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const parts = partTimes(modules.map(timeOf))
    if (parts.length > 1) console.log(`\n${render(parts)}`)
  }
}

function timeOf(module: TestModule): FileTime {
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  return { file: module.relativeModuleId, seconds: (collectDuration + setupDuration + duration) / 1000 }
}

function render(parts: readonly PartTime[]): string {
  const table = new Table({
    head: ['part', 'files', 'seconds', 'the slowest file', 'seconds'],
    colAligns: ['left', 'right', 'right', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { part, files, seconds, slowestFile, slowestSeconds } of parts) {
    table.push([part, files, seconds.toFixed(0), slowestFile, slowestSeconds.toFixed(0)])
  }
  return table.toString()
}
