/** The drawing of imports in docs/architecture.md, made from the code. */

import { type Arrow, arrowsBetweenRooms, type Room, rooms } from './rooms.ts'

/** Between these lines of docs/architecture.md stands what `importDrawing` gives. */
export const drawingMarks = {
  begin: '<!-- drawing of imports -->',
  end: '<!-- end of the drawing -->',
} as const

/**
 * The rooms as a Mermaid graph. An arrow points at what is imported; an arrow that others lead along already is left out, so that the drawing
 * shows the order, and the table under it shows all of them.
 */
export function importDrawing(arrows: readonly Arrow[] = arrowsBetweenRooms()): string {
  const shown = arrows.filter((arrow) => !isImplied(arrow, arrows))
  const to = rooms.filter((room) => arrows.some((arrow) => arrow.to === room))
  const mark = (from: Room, room: Room) =>
    arrows.some((arrow) => arrow.from === from && arrow.to === room) ? '•' : ' '
  return [
    '```mermaid',
    'graph RL',
    ...rooms.map((room) => `  ${room}[${room}/]`),
    ...shown.map((arrow) => `  ${arrow.from} --> ${arrow.to}`),
    '```',
    '',
    `| imports | ${to.map((room) => `\`${room}\``).join(' | ')} |`,
    `| --- |${' :---: |'.repeat(to.length)}`,
    ...rooms
      .filter((room) => arrows.some(({ from }) => from === room))
      .map((from) => `| \`${from}\` | ${to.map((room) => mark(from, room)).join(' | ')} |`),
  ].join('\n')
}

/** Whether a longer way leads where an arrow does. */
function isImplied({ from, to }: Arrow, arrows: readonly Arrow[]): boolean {
  const next = (room: Room) => arrows.filter((arrow) => arrow.from === room).map((arrow) => arrow.to)
  const leadsTo = (room: Room): boolean => room === to || next(room).some(leadsTo)
  return next(from).some((room) => room !== to && leadsTo(room))
}

/** The text of a document with the drawing of now. */
export function withDrawing(document: string, drawing = importDrawing()): string {
  const begin = document.indexOf(drawingMarks.begin)
  const end = document.indexOf(drawingMarks.end)
  if (begin < 0 || end < begin) throw new Error('internal: the document has no place for the drawing')
  return `${document.slice(0, begin + drawingMarks.begin.length)}\n${drawing}\n${document.slice(end)}`
}
