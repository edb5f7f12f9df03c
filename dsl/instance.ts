/** Instantiation: connecting a definition's ports to signals and streams of the module that uses it. */

import { mapFields, type PortValue, requireStream } from './build.ts'
import type { ModuleContext } from './context.ts'
import type { Module } from './ir/design.ts'
import type { NodeId } from './ir/node.ts'
import { streamPort } from './ir/stream-ports.ts'
import type { Ports } from './ports.ts'
import { currentPlace, currentScope, fail, type Nameable, takeName, tick } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { Stream } from './stream.ts'

/**
 * Adds an instance of `definition` and returns its outputs. Without `explicitName` it is called after its definition until
 * a variable takes the outputs.
 */
export function instantiate(
  context: ModuleContext,
  definition: Module,
  ports: Ports,
  inputs: Readonly<Record<string, unknown>>,
  explicitName: string | null,
): Record<string, PortValue> {
  checkInputNames(definition, ports, inputs)
  const connections: Record<string, NodeId> = {}
  const results = new Map<string, NodeId>()
  const index = context.builder.instances.length
  const name = explicitName ?? [...currentScope(), definition.name].join('_')
  context.builder.instance({ name, module: definition.name, inputs: connections, place: currentPlace() })

  const what = (port: string) => `the input ${port} of ${definition.name}`
  const result = (port: string, width: number) => {
    const node = { kind: 'instanceOutput', width, instance: index, port } as const
    const id = context.add(node, { name: `${name}_${port}` })
    results.set(port, id)
    return new Signal(context, id)
  }
  const connect = (port: string, value: Signal | number | bigint, width: number) => {
    connections[port] = requireValue(context, value, width, what(port))
  }

  const outputs: Record<string, PortValue> = {}
  for (const [portName, port] of Object.entries(ports)) {
    switch (port.kind) {
      case 'input':
        connect(portName, inputs[portName] as Signal | number, port.width)
        break
      case 'output':
        outputs[portName] = result(portName, port.width)
        break
      case 'inputStream': {
        const named = streamPort(portName, 'input', port.payload)
        const stream = requireStream(inputs[portName], port.payload, what(portName))
        stream.consume(what(portName))
        connect(named.valid, stream.valid, 1)
        for (const { field, port, width } of named.payload) connect(port, stream.payload[field]!, width)
        stream.driveReady(result(named.ready, 1))
        break
      }
      case 'outputStream': {
        const named = streamPort(portName, 'output', port.payload)
        const valid = result(named.valid, 1) as Signal<1>
        const stream = new Stream(`${name}_${portName}`, valid, mapFields(named, result))
        connect(named.ready, stream.ready, 1)
        outputs[portName] = stream
        break
      }
    }
  }
  Object.freeze(connections)
  return explicitName === null ? nameable(context, index, results, outputs) : outputs
}

/** Lets a variable that takes all outputs name the instance; `const sum = Adder({})({ a, b })` makes the instance `sum`. */
function nameable(
  context: ModuleContext,
  index: number,
  results: ReadonlyMap<string, NodeId>,
  outputs: Record<string, PortValue>,
): Record<string, PortValue> {
  const madeAt = tick()
  const naming: Nameable = {
    [takeName](name, since) {
      if (madeAt < since) return
      const { instances, meta } = context.builder
      const instanceName = [...currentScope(), name].join('_')
      instances[index]!.name = instanceName
      for (const [port, id] of results) {
        if (meta[id]!.strength === 'structural') meta[id]!.name = `${instanceName}_${port}`
      }
      for (const [port, value] of Object.entries(outputs)) value[takeName](`${name}_${port}`, since)
    },
  }
  Object.defineProperty(outputs, takeName, { value: naming[takeName] })
  return outputs
}

function checkInputNames(definition: Module, ports: Ports, inputs: Readonly<Record<string, unknown>>): void {
  const wanted = Object.keys(ports).filter((name) => ports[name]!.kind.startsWith('input'))
  const missing = wanted.filter((name) => inputs[name] === undefined)
  const unknown = Object.keys(inputs).filter((name) => !wanted.includes(name))
  if (missing.length + unknown.length === 0) return
  fail({
    code: 'BL0205',
    message: `an instance of ${definition.name} is given ${missing.length > 0 ? `no ${missing.join(', ')}` : `${unknown.join(', ')}, which is not an input`}`,
    help: `its inputs are ${wanted.join(', ')}`,
  })
}
