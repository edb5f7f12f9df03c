/** The rooms of the repository, and who imports whom between them. */

import { type Import, importsOf, sourceFiles } from './source-files.ts'

/** The rooms that the product is made of, each of which may import those before it alone. */
export const rooms = [
  'tools',
  'dsl',
  'generators',
  'network',
  'lowering',
  'pipeline',
  'plan',
  'accelerator',
  'sim',
  'run',
  'synthesis',
  'cli',
] as const

export type Room = (typeof rooms)[number]

/** An arrow of the drawing: so many imports of files in one room by files in another. */
export interface Arrow {
  readonly from: Room
  readonly to: Room
  readonly imports: number
}

/** All imports between different rooms, those of types included. */
export function arrowsBetweenRooms(
  imports: readonly Import[] = sourceFiles().flatMap(importsOf),
): readonly Arrow[] {
  const counts = new Map<string, number>()
  for (const { from, to } of imports) {
    const [a, b] = [roomOf(from), roomOf(to)]
    if (a !== null && b !== null && a !== b) counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
  }
  return rooms.flatMap((from) =>
    rooms.flatMap((to) => {
      const imports = counts.get(`${from} ${to}`)
      return imports === undefined ? [] : [{ from, to, imports }]
    }),
  )
}

function roomOf(path: string): Room | null {
  return rooms.find((room) => path.startsWith(`${room}/`)) ?? null
}
