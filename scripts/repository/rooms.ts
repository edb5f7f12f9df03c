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

/** An arrow of the drawing: files in one room import files in another. */
export interface Arrow {
  readonly from: Room
  readonly to: Room
}

/** Who imports whom between different rooms, types included. */
export function arrowsBetweenRooms(
  imports: readonly Import[] = sourceFiles().flatMap(importsOf),
): readonly Arrow[] {
  const pairs = imports.map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }))
  return rooms.flatMap((from) =>
    rooms
      .filter((to) => to !== from && pairs.some((pair) => pair.from === from && pair.to === to))
      .map((to) => ({ from, to })),
  )
}

function roomOf(path: string): Room | null {
  return rooms.find((room) => path.startsWith(`${room}/`)) ?? null
}
