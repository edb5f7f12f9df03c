/** Checks that everything is connected: registers and wires have a driver, instances have all inputs and no others. */

import type { Report } from '../diagnostics.ts'
import { undriven } from '../ir/builder.ts'
import { type Design, type Instance, type Module, moduleNamed } from '../ir/design.ts'
import type { InstanceOutputNode } from '../ir/node.ts'
import { atNode, bits, inModule, label } from './describe.ts'
import { checkPass } from './pass.ts'

/**
 * BL0350 register or wire without driver, BL0351 instance input missing, BL0352 unknown instance input,
 * BL0353 instance input of another width, BL0354 instance output that does not exist or has another width.
 */
export const checkDrivers = checkPass('drivers', (module, design, report) => {
  for (const [id, node] of module.nodes.entries()) {
    const driver = node.kind === 'register' ? node.next : node.kind === 'wire' ? node.driver : null
    if (driver === undriven) {
      report.error({
        code: 'BL0350',
        message: `${named(module, id, node.kind)} in module \`${module.name}\` is never driven`,
        ...atNode(module, id),
        help: node.kind === 'wire' ? 'set it once, or give it a default' : 'say what its next value is',
      })
    }
    if (node.kind === 'instanceOutput') checkOutput(module, design, report, id, node)
  }
  for (const instance of module.instances) checkInputs(module, design, report, instance)
})

function named(module: Module, id: number, kind: string): string {
  return module.meta[id]!.name === null ? `an unnamed ${kind}` : `the ${kind} ${label(module, id)}`
}

function checkInputs(module: Module, design: Design, report: Report, instance: Instance): void {
  const definition = moduleNamed(design, instance.module)
  const inputs = definition.ports.filter((port) => port.direction === 'input')
  const where = `instance \`${instance.name}\` of \`${definition.name}\` in module \`${module.name}\``
  const at = { ...inModule(module), place: instance.place ?? module.place }
  const listed = `its inputs are: ${inputs.map((port) => port.name).join(', ') || 'none'}`
  for (const port of inputs) {
    const driver = instance.inputs[port.name]
    if (driver === undefined) {
      report.error({
        code: 'BL0351',
        message: `${where} is given no \`${port.name}\``,
        ...at,
        help: listed,
      })
      continue
    }
    const { width } = module.nodes[driver]!
    if (width === port.width) continue
    report.error({
      code: 'BL0353',
      message: `the input \`${port.name}\` of ${where} is ${bits(port.width)}, but ${label(module, driver)} is ${bits(width)}`,
      ...at,
      help:
        width < port.width ? `use .zext(${port.width}) or .sext(${port.width})` : `use .trunc(${port.width})`,
    })
  }
  for (const name of Object.keys(instance.inputs)) {
    if (inputs.some((port) => port.name === name)) continue
    report.error({
      code: 'BL0352',
      message: `${where} is given \`${name}\`, which is not an input`,
      ...at,
      help: listed,
    })
  }
}

function checkOutput(
  module: Module,
  design: Design,
  report: Report,
  id: number,
  node: InstanceOutputNode,
): void {
  const instance = module.instances[node.instance]!
  const definition = moduleNamed(design, instance.module)
  const outputs = definition.ports.filter((port) => port.direction === 'output')
  const port = outputs.find((candidate) => candidate.name === node.port)
  if (port?.width === node.width) return
  const found = port ? `has ${bits(port.width)}` : 'does not exist'
  report.error({
    code: 'BL0354',
    message: `${label(module, id)} in module \`${module.name}\` reads ${bits(node.width)} of \`${instance.name}.${node.port}\`, but that output of \`${definition.name}\` ${found}`,
    ...atNode(module, id),
    help: `its outputs are: ${outputs.map((output) => output.name).join(', ') || 'none'}`,
  })
}
