/**
 * The structure of emitted RTL whatever its names: modules in the order in which the top one comes upon them, their names numbered in
 * the order in which they appear. Two designs of the same structure differ in nothing but names.
 *
 * Plain JavaScript, because it runs inside checkouts.
 */

import { codeOf, sha256 } from './plain-text.mjs'

/** What is no name. */
const words = new Set(
  (
    'always always_comb always_ff always_latch and assign automatic begin bit buf byte case casex casez const default defparam ' +
    'disable edge else end endcase endfunction endgenerate endmodule endpackage endtask enum for forever function generate ' +
    'genvar if import initial inout input int integer localparam logic longint macromodule module nand negedge none nor not ' +
    'or output package packed parameter posedge priority real reg repeat return shortint signed string struct task time tri ' +
    'typedef union unique unsigned void wait while wire xnor xor'
  ).split(' '),
)

/** A string, a number with its base, a word of the compiler, a name, or any other character. */
const token =
  /"[^"\n]*"|\d*'[sS]?[bodhBODH][0-9a-fA-FxXzZ?_]+|'[01xz]|\d[\d_]*|[`$][\w$]+|[A-Za-z_][\w$]*|\S/g
const isName = (text) => /^[A-Za-z_]/.test(text) && !words.has(text)

/** Modules of a design as pairs of name and tokens; memories as digests. */
function parsed(files) {
  const modules = new Map()
  const memories = new Map()
  for (const [name, text] of files) {
    if (name.endsWith('.mem')) {
      memories.set(name, sha256(text))
      continue
    }
    let current = null
    for (const part of codeOf(text).match(token) ?? []) {
      if (current !== null) current.tokens.push(part)
      if (part === 'module') current = { tokens: [part] }
      else if (part === 'endmodule') {
        modules.set(current.tokens[1], current.tokens)
        current = null
      }
    }
  }
  return { modules, memories }
}

/** The names of a module's own things, numbered as they appear. */
function numbered(tokens, modules) {
  const numbers = new Map()
  for (const [at, part] of tokens.entries()) {
    // Behind a dot stands a port of another module.
    if (isName(part) && tokens[at - 1] !== '.' && !modules.has(part) && !numbers.has(part)) {
      numbers.set(part, numbers.size)
    }
  }
  return numbers
}

/**
 * The modules of a design, the top one first, each with the digest of its structure, its own names in order, and
 * its tokens with names and without. Modules that the top
 * does not reach stand last.
 *
 * @param files Pairs of name and text without source places.
 */
export function structureOf(files, top) {
  const { modules, memories } = parsed(files)
  const own = new Map([...modules].map(([name, tokens]) => [name, numbered(tokens, modules)]))
  const order = new Map()
  const reach = (name) => {
    if (order.has(name)) return
    order.set(name, order.size)
    for (const part of modules.get(name)) if (modules.has(part)) reach(part)
  }
  if (modules.has(top)) reach(top)
  for (const name of [...modules.keys()].sort()) reach(name)
  return [...order.keys()].map((name) => {
    const tokens = modules.get(name)
    let instance = null
    const plain = tokens.map((part, at) => {
      if (part === ';') instance = null
      if (modules.has(part)) {
        instance = part
        return `module#${order.get(part)}`
      }
      if (part.startsWith('"')) return memories.get(part.slice(1, -1)) ?? part
      if (!isName(part)) return part
      if (tokens[at - 1] === '.' && instance !== null) return `port#${own.get(instance).get(part)}`
      return `name#${own.get(name).get(part)}`
    })
    const names = [...own.get(name).keys()].join(' ')
    return { name, digest: sha256(plain.join(' ')), names, tokens: { named: tokens, plain } }
  })
}
