/** Checks that streams start clean: right after reset, neither a valid nor a ready may be undefined. */

import { clockPort, type Design, type Module, resetPort } from '../ir/design.ts'
import { evaluateNode } from '../ir/evaluate.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { combinationalOperandsOf } from '../ir/walk.ts'
import { pathNotes } from './check-loops.ts'
import { constantNode } from './constants.ts'
import { type Dependencies, dependenciesOf, shortestPath } from './dependencies.ts'
import { inModule, label } from './describe.ts'
import { combinationalOrder } from './order.ts'
import { checkPass } from './pass.ts'
import { simplify } from './simplify.ts'
import { stateOf } from './state.ts'

/**
 * BL0370: the valid or ready that a module gives to a stream depends on state that reset does not set. Data
 * may do so, as long as something that reset does set keeps it away: `full & (data == 0)` is 0 while `full`
 * is.
 */
export const checkReset = checkPass('reset', (module, design, report) => {
  requireFlags(module, design)
  if (module.streams.length === 0) return
  const dependencies = dependenciesOf(design).get(module.name)!
  const start = startOf(module)
  for (const stream of module.streams) {
    const port = stream.direction === 'output' ? stream.valid : stream.ready
    const driver = module.outputs[port]!
    if (start[driver] !== 'undefined') continue
    const { culprit, notes } = explain(dependencies, start, driver)
    report.error({
      code: 'BL0370',
      message: `\`${port}\` of module \`${module.name}\` is undefined after reset: it depends on ${label(module, culprit)}, which reset does not set`,
      ...inModule(module),
      place: module.meta[culprit]!.place ?? module.place,
      notes,
      help: `give the register an init, or let a register that has one decide: \`${port}\` must be 0 or 1 from the first cycle`,
    })
  }
})

/** `clocked` and `resettable` follow from the state in a module; nobody else may rely on anything else. */
function requireFlags(module: Module, design: Design): void {
  const { clocked, resettable } = stateOf(module, (name) => design.modules.find((m) => m.name === name)!)
  if ((clocked && !module.clocked) || (resettable && !module.resettable)) {
    const missing = clocked && !module.clocked ? clockPort : resetPort
    throw new Error(`internal: module ${module.name} holds state but has no ${missing}`)
  }
}

/** What is known about a value in the first cycle after reset: this constant, something, or not even that. */
type Start = bigint | 'defined' | 'undefined'

function startOf(module: Module): readonly Start[] {
  const start: Start[] = module.nodes.map(() => 'defined')
  for (const id of combinationalOrder(module)) start[id] = startOfNode(module, module.nodes[id]!, start)
  return start
}

function startOfNode(module: Module, node: Node, start: readonly Start[]): Start {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'input':
    case 'instanceOutput':
      return 'defined' // Held by whoever drives them.
    case 'register':
      return node.init ?? 'undefined'
    case 'memoryRead': {
      const isLookup = !node.synchronous && module.memories[node.memory]!.contents !== null
      return isLookup && start[node.address] !== 'undefined' ? 'defined' : 'undefined'
    }
    case 'unary':
    case 'binary':
    case 'slice':
    case 'element':
    case 'concat':
    case 'extend':
    case 'mux':
    case 'match':
    case 'wire':
      return startOfValue(module, node, start)
  }
}

/** Computes with what is known; a value stays unknown unless an identity decides it, such as `x & 0`. */
function startOfValue(module: Module, node: Node, start: readonly Start[]): Start {
  const operands = combinationalOperandsOf(node)
  if (operands.every((id) => typeof start[id] === 'bigint')) {
    return evaluateNode(
      node,
      (id) => start[id] as bigint,
      (id) => module.nodes[id]!.width,
    )!
  }
  const simpler = simplify(node, (id) => {
    const operand = module.nodes[id]!
    const value = start[id]
    if (typeof value === 'bigint') return constantNode(value, operand.width)
    return operand.kind === 'concat' ? operand : { kind: 'input', width: operand.width, port: '' }
  })
  if (typeof simpler === 'number') return start[simpler]!
  if (simpler !== null) return startOfNode(module, simpler, start)
  return operands.some((id) => start[id] === 'undefined') ? 'undefined' : 'defined'
}

/** The nearest state that makes `driver` undefined, and the way to it. */
function explain(
  dependencies: Dependencies,
  start: readonly Start[],
  driver: NodeId,
): { culprit: NodeId; notes: string[] } {
  const undefinedOperands = (id: NodeId) =>
    dependencies.operands(id).filter((operand) => start[operand] === 'undefined')
  const isSource = (id: NodeId) => undefinedOperands(id).length === 0
  if (isSource(driver)) return { culprit: driver, notes: [] }
  const path = shortestPath(driver, undefinedOperands, isSource)!
  return { culprit: path.at(-1)!, notes: pathNotes(dependencies, path) }
}
