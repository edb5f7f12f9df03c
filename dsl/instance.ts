/** Instantiation: connecting a definition's ports to signals and streams of the module that uses it. */

import { mapFields } from './build.ts'
import type { ModuleContext } from './context.ts'
import type { Module } from './ir/design.ts'
import type { Ports } from './ports.ts'
import { currentPlace, fail } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { Stream } from './stream.ts'

/** Adds an instance of `definition` and returns its outputs. */
export function instantiate(
  context: ModuleContext,
  definition: Module,
  name: string,
  ports: Ports,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, Signal | Stream> {
  checkInputNames(definition, ports, inputs)
  const connections: Record<string, number> = {}
  const index = context.builder.instances.length
  context.builder.instance({ name, module: definition.name, inputs: connections, place: currentPlace() })

  const result = (port: string, width: number) => {
    const node = { kind: 'instanceOutput', width, instance: index, port } as const
    return new Signal(context, context.add(node, { name: `${name}_${port}` }))
  }
  const connect = (port: string, value: Signal | number | bigint, width: number) => {
    connections[port] = requireValue(context, value, width, `the input ${port} of ${definition.name}`)
  }

  const outputs: Record<string, Signal | Stream> = {}
  for (const [portName, port] of Object.entries(ports)) {
    switch (port.kind) {
      case 'input':
        connect(portName, inputs[portName] as Signal | number, port.width)
        break
      case 'output':
        outputs[portName] = result(portName, port.width)
        break
      case 'inputStream': {
        const stream = inputs[portName]
        if (!(stream instanceof Stream)) {
          fail({
            code: 'BL0403',
            message: `the input ${portName} of ${definition.name} is a stream, not a signal`,
          })
        }
        stream.consume()
        connect(`${portName}_valid`, stream.valid, 1)
        for (const [field, width] of Object.entries(port.payload)) {
          connect(`${portName}_${field}`, requireField(stream, field), width)
        }
        stream.driveReady(result(`${portName}_ready`, 1))
        break
      }
      case 'outputStream': {
        const valid = result(`${portName}_valid`, 1) as Signal<1>
        const payload = mapFields(port.payload, (field, width) => result(`${portName}_${field}`, width))
        const stream = new Stream(`${name}_${portName}`, valid, payload)
        connect(`${portName}_ready`, stream.ready, 1)
        outputs[portName] = stream
        break
      }
    }
  }
  Object.freeze(connections)
  return outputs
}

function requireField(stream: Stream, field: string): Signal {
  const signal = stream.payload[field]
  if (signal) return signal
  fail({
    code: 'BL0404',
    message: `the stream \`${stream.describe()}\` has no field ${field}`,
    help: `its fields are: ${Object.keys(stream.payload).join(', ')}; rename them with .map`,
  })
}

function checkInputNames(definition: Module, ports: Ports, inputs: Readonly<Record<string, unknown>>): void {
  const wanted = Object.keys(ports).filter((name) => ports[name]!.kind.startsWith('input'))
  const missing = wanted.filter((name) => inputs[name] === undefined)
  const unknown = Object.keys(inputs).filter((name) => !wanted.includes(name))
  if (missing.length + unknown.length === 0) return
  fail({
    code: 'BL0205',
    message: `an instance of ${definition.name} is given ${missing.length > 0 ? `no ${missing.join(', ')}` : `${unknown.join(', ')}, which is not an input`}`,
    help: `its inputs are: ${wanted.join(', ')}`,
  })
}
