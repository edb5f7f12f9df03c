/** Passes look at each node a bounded number of times: work is counted, not timed. */

import { expect, it } from 'vitest'
import type { Design } from '../../dsl/ir/design.ts'
import type { Node, NodeId } from '../../dsl/ir/node.ts'
import { checks, rewrites, runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

/** `count` stages in a row, each with something for every pass to do. */
function chainOf(count: number): Design {
  const b = builderOf()
  const a = b.input('a', 8)
  const load = b.input('load', 1)
  const zero = b.add({ kind: 'constant', width: 8, value: 0n })
  let value = a
  for (let stage = 0; stage < count; stage++) {
    const link = b.wire(8, variable(`link_${stage}`, stage))
    const [left, right]: [NodeId, NodeId] = [link, a]
    const sum = b.add({ kind: 'binary', width: 8, operator: 'add', left, right })
    const same = b.add({ kind: 'binary', width: 8, operator: 'add', left: right, right: left })
    const both = b.add({ kind: 'binary', width: 8, operator: 'xor', left: sum, right: same })
    const plus = b.add({ kind: 'binary', width: 8, operator: 'or', left: both, right: zero })
    const held = b.register(8, { init: 1n }, variable(`held_${stage}`, stage))
    const whenTrue = b.add({ kind: 'binary', width: 8, operator: 'sub', left: sum, right: plus })
    b.drive(held, b.add({ kind: 'mux', width: 8, condition: load, whenTrue, whenFalse: held }))
    b.drive(link, value)
    value = b.add({ kind: 'unary', width: 8, operator: 'not', operand: stage % 2 === 0 ? held : sum })
  }
  b.output('y', value)
  return designOf(b)
}

/** How often `work` looks at a part of a node of the design. */
function looksAtNodes(design: Design, work: (design: Design) => unknown): number {
  let looks = 0
  const counting: ProxyHandler<Node> = {
    get(node, key) {
      looks++
      return Reflect.get(node, key)
    },
  }
  const modules = design.modules.map((module) => ({
    ...module,
    nodes: module.nodes.map((node) => new Proxy({ ...node }, counting)),
  }))
  work({ ...design, modules })
  return looks
}

it.each([...checks, ...rewrites])('$name', (pass) => {
  const small = looksAtNodes(chainOf(50), (design) => runPass(pass, design))
  const large = looksAtNodes(chainOf(400), (design) => runPass(pass, design))
  expect(large).toBeLessThanOrEqual(8.5 * small)
})
