/** Details of what differs: for some cases the first different line of some files, from both checkouts. */

import type { Checkout } from './checkout.ts'
import { firstDifferentLine, type LineDifference } from './differences.ts'
import type { Result } from './tally.ts'

/** A file of a case, with its first different line. */
export interface FileDetail extends LineDifference {
  readonly file: string
}

/** Files of one case that are looked into. */
const filesPerCase = 3

/** For the first `most` of the results whose files differ, the first different lines; both checkouts elaborate them once more. */
export async function detailsOf(
  results: readonly Result[],
  [before, after]: readonly [Checkout, Checkout],
  most: number,
): Promise<Map<string, FileDetail[]>> {
  const details = new Map<string, FileDetail[]>()
  for (const { subject, differences } of results) {
    if (details.size >= most) break
    const changed = differences.files.filter(({ kind }) => !kind.startsWith('only'))
    const files = [...changed]
      .sort((a, b) => Number(a.kind === 'comments') - Number(b.kind === 'comments'))
      .slice(0, filesPerCase)
      .map(({ name }) => name)
    if (files.length === 0) continue
    const { model, plan, setting, emit } = subject
    const ask = { job: { model, plan, setting, emit }, files }
    const [old, current] = await Promise.all([before.ask('texts', ask), after.ask('texts', ask)])
    details.set(
      subject.id,
      files.map((file, index) => ({ file, ...firstDifferentLine(old[index] ?? '', current[index] ?? '') })),
    )
  }
  return details
}
