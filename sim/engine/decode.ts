/** Decoders (`match`): a table when every result is a constant, else a `switch`. */

import type { MatchNode, NodeId } from '../../dsl/ir/node.ts'
import { putWords, wordsOf } from '../words.ts'
import { type Access, literal } from './access.ts'

/** A table has at most this many words. */
const largestTable = 2 ** 18

/** The statement that computes decoder `id`. */
export function matchStatement(access: Access, id: NodeId, node: MatchNode): string {
  const table = tableOf(access, node)
  if (table !== null) {
    const words = wordsOf(node.width)
    const subject = access.word(node.subject)
    return words === 1
      ? result(access, id, `${table}[${subject}]`)
      : `transfer(m, ${access.slot(id)}, ${table}, ${subject} * ${words}, ${words})`
  }
  const { selector, cases } = casesOf(access, node)
  const narrow = node.width <= 32
  const take = (source: NodeId) =>
    narrow ? `v${id} = ${access.word(source)}` : access.copyTo(access.slot(id), source)
  const arms = node.arms.map((arm, index) => `${cases[index]!} ${take(arm.result)}; break`)
  const body = `switch (${selector}) {\n${arms.join('\n')}\ndefault: ${take(node.otherwise)}\n}`
  const slot = access.slotOrNull(id)
  if (!narrow) return body
  return `let v${id}\n${body}${slot === null ? '' : `\nm[${slot}] = v${id}`}`
}

/** Declares a narrow value and stores it where it is needed elsewhere. */
export function result(access: Access, id: NodeId, expression: string): string {
  const slot = access.slotOrNull(id)
  return `const v${id} = ${expression}${slot === null ? '' : `; m[${slot}] = v${id}`}`
}

/** The labels of each arm; a wide subject is first turned into the number of the arm. */
function casesOf(access: Access, node: MatchNode): { selector: string; cases: string[] } {
  if (access.width(node.subject) <= 32) {
    const cases = node.arms.map((arm) => arm.values.map((value) => `case ${literal(value)}:`).join(' '))
    return { selector: access.word(node.subject), cases }
  }
  const words = access.words(node.subject)
  const isValue = (value: bigint) => words.map((word, i) => `${word} === ${literal(value, i)}`).join(' && ')
  const tests = node.arms.map((arm, index) => `${arm.values.map(isValue).join(' || ')} ? ${index} : `)
  return { selector: `${tests.join('')}-1`, cases: node.arms.map((_, index) => `case ${index}:`) }
}

function tableOf(access: Access, node: MatchNode): string | null {
  const subjectWidth = access.width(node.subject)
  const words = wordsOf(node.width)
  if (subjectWidth > 18 || 2 ** subjectWidth * words > largestTable) return null
  const constant = (id: NodeId): bigint | null => {
    const source = access.node(id)
    return source.kind === 'constant' ? source.value : null
  }
  const otherwise = constant(node.otherwise)
  if (otherwise === null) return null
  const contents = new Int32Array(2 ** subjectWidth * words)
  const given = new Map<number, bigint>()
  for (const arm of node.arms) {
    const value = constant(arm.result)
    if (value === null) return null
    for (const subject of arm.values) given.set(Number(subject), value)
  }
  for (let subject = 0; subject < 2 ** subjectWidth; subject++) {
    putWords(contents, subject * words, words, given.get(subject) ?? otherwise)
  }
  return access.table(contents)
}
