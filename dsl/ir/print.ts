/** Compact text of a module's intermediate representation, one line a node, for tests and for looking at. */

import type { Design, Module } from './design.ts'
import type { Node, NodeId } from './node.ts'

/** The text of every module of a design, definitions first. */
export function printDesign(design: Design): string {
  return design.modules.map(printModule).join('\n\n')
}

/**
 * The text of one module. A node with a name of its own is called by it, others are `%index`; unnamed constants stand where
 * they are read.
 *
 * @example
 * printModule(topModule(design)).split('\n', 2) // ['module popcount_stream_8', '  input a 8']
 */
export function printModule(module: Module): string {
  const name = labels(module)
  const state = [module.clocked ? ' clk' : '', module.resettable ? ' rst' : ''].join('')
  const lines = [`module ${module.name}${state}`]
  for (const port of module.ports) {
    if (port.direction === 'input') lines.push(`  input ${port.name} ${port.width}`)
  }
  for (const [index, memory] of module.memories.entries()) {
    const contents = memory.contents ? ` contents=${memory.contents.digest}` : ''
    lines.push(`  memory ${index} ${memory.name} ${memory.depth}x${memory.width} ${memory.style}${contents}`)
    for (const write of memory.writes) {
      lines.push(`    write [${name(write.address)}] = ${name(write.data)} if ${name(write.enable)}`)
    }
  }
  for (const [index, instance] of module.instances.entries()) {
    const inputs = Object.entries(instance.inputs).map(([port, id]) => `${port}=${name(id)}`)
    lines.push(`  instance ${index} ${instance.name} ${instance.module} ${inputs.join(' ')}`.trimEnd())
  }
  for (const [id, node] of module.nodes.entries()) {
    if (node.kind === 'input' || isInline(module, id)) continue
    lines.push(`  ${name(id)} ${node.width} = ${operation(module, node, name)}`)
  }
  for (const port of module.ports) {
    if (port.direction !== 'output') continue
    const driver = module.outputs[port.name]
    lines.push(`  output ${port.name} ${port.width} = ${driver === undefined ? '?' : name(driver)}`)
  }
  return lines.join('\n')
}

function isInline(module: Module, id: NodeId): boolean {
  return module.nodes[id]!.kind === 'constant' && module.meta[id]!.name === null
}

/** How nodes are called: by name where that is unique, else by index. */
function labels(module: Module): (id: NodeId) => string {
  const uses = new Map<string, number>()
  for (const { name } of module.meta) if (name !== null) uses.set(name, (uses.get(name) ?? 0) + 1)
  return (id) => {
    const node = module.nodes[id]
    if (!node) return 'undriven'
    if (node.kind === 'constant' && isInline(module, id)) return `${node.width}'d${node.value}`
    const { name } = module.meta[id]!
    if (name === null) return `%${id}`
    return uses.get(name) === 1 ? name : `%${id}:${name}`
  }
}

function operation(module: Module, node: Node, name: (id: NodeId) => string): string {
  switch (node.kind) {
    case 'input':
      return `input ${node.port}`
    case 'constant':
      return `constant ${node.value}`
    case 'unary':
      return `${node.operator} ${name(node.operand)}`
    case 'binary':
      return `${node.operator} ${name(node.left)} ${name(node.right)}`
    case 'slice':
      return `slice ${name(node.operand)}[${node.low + node.width - 1}:${node.low}]`
    case 'element':
      return `element ${name(node.operand)}[${name(node.index)}]`
    case 'concat':
      return `concat ${node.operands.map(name).join(' ')}`
    case 'extend':
      return `${node.signed ? 'sext' : 'zext'} ${name(node.operand)}`
    case 'mux':
      return `mux ${name(node.condition)} ? ${name(node.whenTrue)} : ${name(node.whenFalse)}`
    case 'match': {
      const arms = node.arms.map((arm) => `${arm.values.join(',')}: ${name(arm.result)}`)
      return `match ${name(node.subject)} { ${[...arms, `else: ${name(node.otherwise)}`].join('; ')} }`
    }
    case 'register': {
      const init = node.init === null ? '' : ` init ${node.init}`
      const enable = node.enable === null ? '' : ` if ${name(node.enable)}`
      return `register ${name(node.next)}${enable}${init}`
    }
    case 'wire':
      return `wire ${name(node.driver)}`
    case 'memoryRead': {
      const memory = module.memories[node.memory]?.name ?? `memory ${node.memory}`
      const enable = node.enable === null ? '' : ` if ${name(node.enable)}`
      return `${node.synchronous ? 'read' : 'lookup'} ${memory}[${name(node.address)}]${enable}`
    }
    case 'instanceOutput':
      return `${module.instances[node.instance]?.name ?? `instance ${node.instance}`}.${node.port}`
  }
}
