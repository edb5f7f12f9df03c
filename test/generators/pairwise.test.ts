/** Pairwise rows hold what they promise: every pair that can be held, in few rows, the same each time. */

import { expect, test } from 'vitest'
import { pairwise } from '../support/generator-pairwise.ts'

const axes = { a: [1, 2, 3, 4], b: ['x', 'y', 'z'], c: [true, false], d: [0, 1, 2] }

test('every pair of values meets in some row, in far fewer rows than there are combinations', () => {
  const rows = pairwise(axes)
  for (const a of axes.a) {
    for (const b of axes.b) expect(rows.some((row) => row.a === a && row.b === b)).toBe(true)
  }
  for (const c of axes.c) {
    for (const d of axes.d) expect(rows.some((row) => row.c === c && row.d === d)).toBe(true)
  }
  expect(rows.length).toBeLessThan(20)
  expect(pairwise(axes)).toEqual(rows)
})

test('rows that are not allowed do not appear, and cost no other pair', () => {
  const rows = pairwise(axes, ({ a, d }) => a !== d)
  expect(rows.some(({ a, d }) => a === d)).toBe(false)
  for (const a of axes.a) {
    for (const d of axes.d) expect(rows.some((row) => row.a === a && row.d === d)).toBe(a !== d)
  }
})
