/** Modules with a simulation model: one file whose text depends on whether SYNTHESIS is defined, as synthesis tools do. */

import { clockPort, type Module, resetPort } from '../ir/design.ts'
import type { VerilogModule } from '../verilog/tree.ts'
import { printItems, printModule } from './print.ts'

const opening = '`ifdef SYNTHESIS'
const middle = '`else'
const closing = '`endif'

/** The tree of a module that does nothing but use its model. */
export function modelTree(tree: VerilogModule, model: Module): VerilogModule {
  const ambient = [...(model.clocked ? [clockPort] : []), ...(model.resettable ? [resetPort] : [])]
  const ports = [...ambient, ...model.ports.map(({ name }) => name)]
  const taken = new Set(ports)
  let name = 'model'
  while (taken.has(name)) name += '_'
  const connections = ports.map((port) => ({ port, value: { kind: 'name', name: port } as const }))
  const instance = {
    kind: 'instance',
    module: model.name,
    name,
    connections,
    above: [],
    trailing: null,
  } as const
  return { ...tree, items: [instance] }
}

/** The text of a file with both: the structure for synthesis, the model for simulators. */
export function printWithModel(structure: VerilogModule, model: VerilogModule): string {
  const whole = printModule(structure)
  const items = printItems(structure.items).join('\n')
  const both = [opening, items, middle, printItems(model.items).join('\n'), closing].join('\n')
  return whole.replace(`\n${items}\n`, () => `\n${both}\n`)
}

/**
 * What remains of a text where SYNTHESIS is defined, or where it is not; lines that fall away stay empty, so that the others keep
 * their numbers.
 */
export function textFor(text: string, use: 'synthesis' | 'simulation'): string {
  let branch: 'both' | 'synthesis' | 'simulation' = 'both'
  return text
    .split('\n')
    .map((line) => {
      if (line === opening) branch = 'synthesis'
      else if (line === middle) branch = 'simulation'
      else if (line === closing) branch = 'both'
      else if (branch === 'both' || branch === use) return line
      return ''
    })
    .join('\n')
}
