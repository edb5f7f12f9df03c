/** Details of what differs: for some cases the first different code of some modules, from both checkouts. */

import type { Checkout } from './checkout.ts'
import type { ModuleTokens } from './protocol.ts'
import type { Result } from './tally.ts'

/** Where the code of two modules parts, names aside. */
export interface CodeDetail {
  readonly module: string
  readonly before: string
  readonly after: string
}

/** Modules of one case that are looked into. */
const modulesPerCase = 3

/** Tokens shown in front of those that differ, and from there on. */
const shownInFront = 14
const shownBehind = 10

/** For the first `most` of the results whose RTL differs, where it parts; both checkouts elaborate them once more. */
export async function detailsOf(
  results: readonly Result[],
  [before, after]: readonly [Checkout, Checkout],
  most: number,
): Promise<Map<string, CodeDetail[]>> {
  const details = new Map<string, CodeDetail[]>()
  for (const { subject, differences } of results) {
    if (details.size >= most) break
    const pairs = differences.structure.slice(0, modulesPerCase)
    if (pairs.length === 0) continue
    const { model, plan, setting, emit } = subject
    const job = { model, plan, setting, emit }
    const [old, current] = await Promise.all([
      before.ask('tokens', { job, modules: pairs.map((pair) => pair.before) }),
      after.ask('tokens', { job, modules: pairs.map((pair) => pair.after) }),
    ])
    details.set(
      subject.id,
      pairs.map((pair, index) => ({
        module: pair.after ?? pair.before!,
        ...parting(old[index]!, current[index]!),
      })),
    )
  }
  return details
}

function parting(before: ModuleTokens, after: ModuleTokens): Pick<CodeDetail, 'before' | 'after'> {
  let at = 0
  while (at < before.plain.length && before.plain[at] === after.plain[at]) at++
  const excerpt = ({ named }: ModuleTokens) =>
    named.slice(Math.max(0, at - shownInFront), at + shownBehind).join(' ')
  return { before: excerpt(before), after: excerpt(after) }
}
