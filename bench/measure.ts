/** Measuring: seconds of a piece of work, the best of some runs, and figures to print. */

import { existsSync, readFileSync } from 'node:fs'

/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The figure as a ratio to another one of the same run, which a slow machine leaves alone; null when there is none. */
  readonly ratio: { readonly to: string; readonly value: number } | null
}

/**
 * The least seconds that each of some pieces of work took in `runs` runs, where all of them take turns. They are seconds of
 * processor time, programs that the work starts included: on an idle machine the time of work on one thread, and on a busy one
 * without the time of other people's programs.
 */
export async function leastSeconds(runs: number, works: readonly (() => unknown)[]): Promise<number[]> {
  const least = works.map(() => Number.POSITIVE_INFINITY)
  for (let i = 0; i < runs; i++) {
    for (const [index, work] of works.entries()) {
      const start = secondsSoFar()
      await work()
      least[index] = Math.min(least[index]!, secondsSoFar() - start)
    }
  }
  return least
}

/** Where Linux tells the processor time of a process and of its children. */
const statistics = '/proc/self/stat'
const hasStatistics = existsSync(statistics)

/** Processor time of this process and of all programs that it has run to their end; where that is unknown, the clock. */
function secondsSoFar(): number {
  if (!hasStatistics) return performance.now() / 1000
  const { user, system } = process.cpuUsage()
  // proc(5): cutime and cstime are fields 16 and 17, in hundredths; the name, field 2 in parentheses, may have blanks.
  const fields = readFileSync(statistics, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / 100
}

/** A figure without a ratio. */
export function figure(name: string, value: number, unit: string): Figure {
  return { name, value, unit, ratio: null }
}

/** A figure and how it compares to another one. */
export function compared(name: string, value: number, unit: string, to: Figure): Figure {
  return { name, value, unit, ratio: { to: to.name, value: value / to.value } }
}
