/** Checks the rule of valid/ready streams that can be seen without simulating: valid never waits for ready. */

import type { Module, StreamPort } from '../ir/design.ts'
import { pathNotes } from './check-loops.ts'
import { type Dependencies, dependenciesOf, shortestPath } from './dependencies.ts'
import { inModule, label } from './describe.ts'
import { checkPass } from './pass.ts'

/**
 * BL0450: valid or payload of an output stream is decided by the ready of the same stream in the same cycle.
 */
export const checkStreams = checkPass('streams', (module, design, report) => {
  const dependencies = dependenciesOf(design).get(module.name)!
  for (const stream of module.streams) {
    if (stream.direction !== 'output') continue
    for (const port of [stream.valid, ...stream.payload.map((field) => field.port)]) {
      if (!dependencies.inputsOf.get(port)?.includes(stream.ready)) continue
      report.error({
        code: 'BL0450',
        message: `\`${port}\` of module \`${module.name}\` waits for \`${stream.ready}\`: a stream must offer its beat without looking at its own ready`,
        ...inModule(module),
        place: placeOf(module, port),
        notes: pathToReady(dependencies, stream, port),
        help: 'decide valid and payload from registers and inputs, and use ready only to decide what happens next',
      })
    }
  }
})

function placeOf(module: Module, port: string) {
  return module.ports.find((candidate) => candidate.name === port)?.place ?? module.place
}

function pathToReady(dependencies: Dependencies, stream: StreamPort, port: string): string[] {
  const { module } = dependencies
  const driver = module.outputs[port]!
  const ready = module.nodes.findIndex((node) => node.kind === 'input' && node.port === stream.ready)
  if (driver === ready) return [`\`${port}\` is \`${stream.ready}\` itself`]
  const path = shortestPath(driver, dependencies.operands, (id) => id === ready) ?? []
  return [`\`${port}\` is ${label(module, driver)}`, ...pathNotes(dependencies, path)]
}
