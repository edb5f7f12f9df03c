/** The rooms: no arrow leads up or in a circle, and the drawing in docs/architecture.md is that of the code. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importDrawing, withDrawing } from '../../scripts/repository/import-drawing.ts'
import { type Arrow, arrowsBetweenRooms, rooms } from '../../scripts/repository/rooms.ts'

const upwards = (arrows: readonly Arrow[]) =>
  arrows.filter(({ from, to }) => rooms.indexOf(to) > rooms.indexOf(from))

describe('imports between rooms', () => {
  it('lead from later rooms to earlier ones alone', () => {
    expect(upwards(arrowsBetweenRooms())).toEqual([])
  })

  it('are noticed where they lead up, types included', () => {
    const arrows = arrowsBetweenRooms([{ from: 'network/network.ts', to: 'plan/plan.ts', typeOnly: true }])
    expect(upwards(arrows)).toEqual([{ from: 'network', to: 'plan' }])
  })
})

describe('the drawing', () => {
  it('leaves out arrows that others lead along', () => {
    const arrow = (from: Arrow['from'], to: Arrow['to']): Arrow => ({ from, to })
    const drawing = importDrawing([
      arrow('plan', 'lowering'),
      arrow('lowering', 'network'),
      arrow('plan', 'network'),
    ])
    expect(drawing).toContain('plan --> lowering')
    expect(drawing).not.toContain('plan --> network')
  })

  it('in docs/architecture.md is up to date: npm run architecture', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8')
    expect(document).toBe(withDrawing(document))
  })
})
