/** An elaborated folder: the network and the plan that lie beside the RTL. */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadNetwork } from '../network/files.ts'
import type { Network } from '../network/network.ts'
import { loadPlan } from '../plan/files.ts'
import type { Plan } from '../plan/plan.ts'

/** An elaborated folder, read. */
export interface ElaboratedFolder {
  readonly directory: string
  readonly network: Network
  readonly plan: Plan
}

/** Reads what `elaborate` wrote. @throws InputError when something is missing or damaged. */
export function loadElaborated(directory: string): ElaboratedFolder {
  return { directory, network: loadNetwork(directory), plan: loadPlan(directory) }
}

/** A digest of everything in the folder: network, plan, RTL and memories. */
export function folderDigest({ directory }: ElaboratedFolder): string {
  const hash = createHash('sha256')
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
  for (const name of names.sort()) {
    const content = readFileSync(join(directory, name))
    hash.update(`${name}:${content.length}:`).update(content)
  }
  return hash.digest('hex')
}
