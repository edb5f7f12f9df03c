/** Checks module headers: names that SystemVerilog can take, streams whose ports exist, outputs that are driven. */

import type { Report } from '../diagnostics.ts'
import { clockPort, type Module, type Port, resetPort, type StreamPort } from '../ir/design.ts'
import { isIdentifier, reservedAsPort } from '../ir/identifiers.ts'
import { portsOfStream, streamNames } from '../ir/stream-ports.ts'
import { bits, inModule } from './describe.ts'
import { checkPass } from './pass.ts'

/** How a message shows what the ports of streams are called. */
const { valid, ready, field } = streamNames('s')

/**
 * BL0250 illegal name, BL0251 reserved word, BL0252 two ports of one name, BL0253 name of the clock or reset,
 * BL0254 stream port missing or wrong, BL0255 output without driver. Ports are never renamed, so these are
 * the user's to change.
 */
export const checkPorts = checkPass('ports', (module, _design, report) => {
  checkName(module, report, 'module', module.name, module.place)
  const seen = new Set<string>()
  for (const port of module.ports) {
    checkName(module, report, 'port', port.name, port.place)
    if (port.name === clockPort || port.name === resetPort) {
      report.error({
        code: 'BL0253',
        message: `a port of module \`${module.name}\` is called \`${port.name}\`, the name of the ambient ${port.name === clockPort ? 'clock' : 'reset'}`,
        ...atPort(module, port),
        help: 'choose another name; modules that hold state get clk and rst by themselves',
      })
    }
    if (seen.has(port.name)) {
      report.error({
        code: 'BL0252',
        message: `module \`${module.name}\` has two ports called \`${port.name}\``,
        ...atPort(module, port),
        notes: sourcesOf(module, port.name),
        help: `rename one of them; a stream s takes the names ${valid}, ${ready} and ${field('FIELD')}`,
      })
    }
    seen.add(port.name)
    if (port.direction === 'output' && module.outputs[port.name] === undefined) {
      report.error({
        code: 'BL0255',
        message: `the output \`${port.name}\` of module \`${module.name}\` is not driven`,
        ...atPort(module, port),
        help: 'return it from the body of the module',
      })
    }
  }
  for (const stream of module.streams) checkStream(module, report, stream)
})

function checkName(
  module: Module,
  report: Report,
  what: 'module' | 'port',
  name: string,
  place: Port['place'],
): void {
  const where = what === 'module' ? 'a module' : `a port of module \`${module.name}\``
  const at = { ...inModule(module), place: place ?? module.place }
  const reserved = reservedAsPort(name)
  if (!isIdentifier(name)) {
    report.error({
      code: 'BL0250',
      message: `${where} is called ${JSON.stringify(name)}, which is not a legal name in SystemVerilog`,
      ...at,
      help: 'use letters, digits and _, and start with a letter or _',
    })
  } else if (reserved !== null) {
    report.error({
      code: 'BL0251',
      message: `${where} is called \`${name}\`, which is ${reserved}`,
      ...at,
      help: `choose another name, for example \`${name}_${what === 'module' ? 'unit' : 'value'}\``,
    })
  }
}

function atPort(module: Module, port: Port) {
  return { ...inModule(module), place: port.place ?? module.place }
}

/** Which streams contribute a port of this name. */
function sourcesOf(module: Module, name: string): string[] {
  return module.streams
    .filter((stream) => portsOfStream(stream).some((port) => port.name === name))
    .map((stream) => `the stream \`${stream.name}\` has a port of this name`)
}

function checkStream(module: Module, report: Report, stream: StreamPort): void {
  for (const wanted of portsOfStream(stream)) {
    const port = module.ports.find((candidate) => candidate.name === wanted.name)
    if (port && port.direction === wanted.direction && port.width === wanted.width) continue
    const found = port ? `it is an ${port.direction} of ${bits(port.width)}` : 'there is no such port'
    report.error({
      code: 'BL0254',
      message: `the ${stream.direction} stream \`${stream.name}\` of module \`${module.name}\` needs \`${wanted.name}\` as an ${wanted.direction} of ${bits(wanted.width)}, but ${found}`,
      ...inModule(module),
      place: port?.place ?? module.place,
    })
  }
}
