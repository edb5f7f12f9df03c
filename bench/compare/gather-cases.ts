/** From two checkouts and a data folder to the cases: finds the networks, and makes the random ones, those with convolutions in the first checkout. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, casesOf, published, randomCasesOf, type Subject, shipped } from './cases.ts'
import type { Checkout } from './checkout.ts'
import { writeDenseNetwork } from './dense-networks.ts'

/** Random networks with convolutions, and of dense layers alone. A few are refused, because a window of theirs sees no pixel. */
const convolutional = 240
const dense = 90

/** What to gather from. */
export interface Sources {
  /** Writes random networks and tells sizes; the other checkout reads the same files. */
  readonly writer: Checkout
  /** Of the published networks. */
  readonly data: string
  /** An empty folder for random networks. */
  readonly folder: string
}

/** Cases by group, and the published networks that are not there. */
export async function gatherCases({ writer, data, folder }: Sources): Promise<{
  readonly cases: readonly Case[]
  readonly missing: readonly string[]
}> {
  const cases: Case[] = []
  const found = published.map(({ model, ...subject }): Subject => {
    return { ...subject, model: { ...model, path: join(data, model.path) } }
  })
  const isHere = ({ model }: Subject) => existsSync(model.path)
  for (const subject of [...shipped, ...found.filter(isHere)]) {
    cases.push(...casesOf(subject, await writer.ask('sizes', subject.model)))
  }
  for (const { seed, ...subject } of randomSubjects(folder)) {
    if (subject.group === 'random dense') writeDenseNetwork(seed, subject.model.path)
    else await writer.ask('writeRandom', { seed, folder: subject.model.path })
    cases.push(...randomCasesOf(subject, await writer.ask('sizes', subject.model), seed))
  }
  return { cases, missing: found.filter((subject) => !isHere(subject)).map(({ name }) => name) }
}

function randomSubjects(folder: string): (Subject & { readonly seed: number })[] {
  const subjects = (count: number, prefix: string, group: Subject['group']) =>
    Array.from({ length: count }, (_, seed) => {
      const name = `${prefix}${seed}`
      return { name, group, model: { path: join(folder, name) }, extent: 'all' as const, seed }
    })
  return [
    ...subjects(convolutional, 'random', 'random convolutions'),
    ...subjects(dense, 'dense', 'random dense'),
  ]
}
