/** The pages that people read, and what holds those that are not among them. */

import { readdirSync } from 'node:fs'

/** Pages that a command writes or that tests of their own hold line by line. */
const heldElsewhere = ['area.md', 'diagnostics.md']

/** The reasons, which are told once and changed only where files have moved. */
export const decisionPages: readonly string[] = readdirSync('docs/decisions').map(
  (name) => `docs/decisions/${name}`,
)

/** README, CONTRIBUTING and the pages of docs/. */
export const documentPages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && !heldElsewhere.includes(name))
    .map((name) => `docs/${name}`),
]
