/** Measuring: seconds of a piece of work, the best of some runs, and figures to print. */

/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The figure as a ratio to another one of the same run, which a slow machine leaves alone; null when there is none. */
  readonly ratio: { readonly to: string; readonly value: number } | null
}

/** The least seconds that `work` took in `runs` runs: the run that the machine disturbed least. */
export async function leastSeconds(runs: number, work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await work()
    least = Math.min(least, (performance.now() - start) / 1000)
  }
  return least
}

/**
 * The least seconds of processor time that each of some pieces of work took in `runs` runs, where all of them take turns. On
 * an idle machine that is the time of work on one thread; on a busy one, it leaves out the time of other programs.
 */
export async function leastProcessorSeconds(
  runs: number,
  works: readonly (() => unknown)[],
): Promise<number[]> {
  const least = works.map(() => Number.POSITIVE_INFINITY)
  for (let i = 0; i < runs; i++) {
    for (const [index, work] of works.entries()) {
      const start = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(start)
      least[index] = Math.min(least[index]!, (user + system) / 1e6)
    }
  }
  return least
}

/** A figure without a ratio. */
export function figure(name: string, value: number, unit: string): Figure {
  return { name, value, unit, ratio: null }
}

/** A figure and how it compares to another one. */
export function compared(name: string, value: number, unit: string, to: Figure): Figure {
  return { name, value, unit, ratio: { to: to.name, value: value / to.value } }
}
