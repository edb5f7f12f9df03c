/** Building a definition: ports become signals for the body, and what the body returns drives the outputs. */

import type { ModuleContext } from './context.ts'
import { type Module, moduleNamed } from './ir/design.ts'
import type { Ports } from './ports.ts'
import { fail } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { type Payload, Stream } from './stream.ts'

type Value = Signal | Stream

/** Runs `body` on the input ports and returns the finished module. */
export function buildModule(
  context: ModuleContext,
  ports: Ports,
  body: (inputs: Record<string, Value>) => Readonly<Record<string, Value>>,
  definitions: readonly Module[],
): Module {
  const { builder } = context
  const inputs: Record<string, Value> = {}
  const finishOutputs: ((outputs: Readonly<Record<string, Value>>) => void)[] = []

  const inputPort = (name: string, width: number) =>
    new Signal(context, builder.input(name, width, builder.header.place))
  const outputPort = (name: string, width: number) => {
    builder.ports.push({ name, direction: 'output', width, place: builder.header.place })
    return (value: Signal) => {
      builder.outputs[name] = requireValue(context, value, width, `the output ${name}`)
    }
  }

  for (const [name, port] of Object.entries(ports)) {
    switch (port.kind) {
      case 'input':
        inputs[name] = inputPort(name, port.width)
        break
      case 'output': {
        const drive = outputPort(name, port.width)
        finishOutputs.push((outputs) => drive(outputs[name] as Signal))
        break
      }
      case 'inputStream': {
        const valid = inputPort(`${name}_valid`, 1)
        const driveReady = outputPort(`${name}_ready`, 1)
        const payload = mapFields(port.payload, (field, width) => inputPort(`${name}_${field}`, width))
        const stream = new Stream(name, valid as Signal<1>, payload)
        inputs[name] = stream
        finishOutputs.push(() => driveReady(stream.ready))
        declareStream(context, name, 'input', port.payload)
        break
      }
      case 'outputStream': {
        const driveValid = outputPort(`${name}_valid`, 1)
        const ready = inputPort(`${name}_ready`, 1)
        const drivePayload = mapFields(port.payload, (field, width) => outputPort(`${name}_${field}`, width))
        finishOutputs.push((outputs) => {
          const stream = outputs[name] as Stream
          stream.consume()
          stream.driveReady(ready)
          driveValid(stream.valid)
          for (const [field, drive] of Object.entries(drivePayload)) drive(stream.payload[field]!)
        })
        declareStream(context, name, 'output', port.payload)
        break
      }
    }
  }

  const outputs = body(inputs)
  checkOutputNames(context, ports, outputs)
  for (const finish of finishOutputs) finish(outputs)
  context.close()
  return builder.finish(stateOf(context, definitions))
}

/** A record with the same fields and other values. */
export function mapFields<T>(payload: Payload, make: (field: string, width: number) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(payload).map(([field, width]) => [field, make(field, width)]))
}

function declareStream(
  context: ModuleContext,
  name: string,
  direction: 'input' | 'output',
  payload: Payload,
): void {
  context.builder.streams.push({
    name,
    direction,
    valid: `${name}_valid`,
    ready: `${name}_ready`,
    payload: Object.entries(payload).map(([field, width]) => ({ field, port: `${name}_${field}`, width })),
  })
}

function checkOutputNames(
  context: ModuleContext,
  ports: Ports,
  outputs: Readonly<Record<string, Value>>,
): void {
  const wanted = Object.keys(ports).filter((name) => ports[name]!.kind.startsWith('output'))
  const missing = wanted.filter((name) => !(name in outputs))
  const unknown = Object.keys(outputs).filter((name) => !wanted.includes(name))
  if (missing.length + unknown.length === 0) return
  fail({
    code: 'BL0204',
    message: `the body of ${context.name} returns ${missing.length > 0 ? `no ${missing.join(', ')}` : `${unknown.join(', ')}, which is not an output`}`,
    help: `its outputs are: ${wanted.join(', ')}`,
  })
}

/** Whether the module needs a clock and a reset: for its own state or for an instance's. */
function stateOf(
  context: ModuleContext,
  definitions: readonly Module[],
): { clocked: boolean; resettable: boolean } {
  const { nodes, memories, instances } = context.builder
  const used = instances.map((instance) => moduleNamed({ top: '', modules: definitions }, instance.module))
  const clocked =
    nodes.some((node) => node.kind === 'register' || (node.kind === 'memoryRead' && node.synchronous)) ||
    memories.some((memory) => memory.writes.length > 0) ||
    used.some((definition) => definition.clocked)
  const resettable =
    nodes.some((node) => node.kind === 'register' && node.init !== null) ||
    used.some((definition) => definition.resettable)
  return { clocked, resettable }
}
