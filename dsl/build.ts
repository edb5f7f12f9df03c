/** Building a definition: ports become signals for the body, and what the body returns drives the outputs. */

import type { ModuleContext } from './context.ts'
import { type Module, moduleNamed, type StreamPort } from './ir/design.ts'
import { streamPort } from './ir/stream-ports.ts'
import { stateOf } from './passes/state.ts'
import type { Ports } from './ports.ts'
import { fail } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { type Payload, Stream } from './stream.ts'

/** What goes through a port. */
export type PortValue = Signal | Stream

/** Runs `body` on the input ports and returns the finished module. */
export function buildModule(
  context: ModuleContext,
  ports: Ports,
  body: (inputs: Record<string, PortValue>) => Readonly<Record<string, PortValue>>,
  definitions: readonly Module[],
): Module {
  const { builder } = context
  const inputs: Record<string, PortValue> = {}
  const finishOutputs: ((outputs: Readonly<Record<string, PortValue>>) => void)[] = []

  const inputPort = (name: string, width: number) =>
    new Signal(context, builder.input(name, width, builder.header.place))
  const outputPort = (name: string, width: number) => {
    builder.ports.push({ name, direction: 'output', width, place: builder.header.place })
    return (value: Signal) => {
      builder.outputs[name] = requireValue(context, value, width, `the output ${name} of ${context.name}`)
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
        const named = streamPort(name, 'input', port.payload)
        builder.streams.push(named)
        const valid = inputPort(named.valid, 1)
        const driveReady = outputPort(named.ready, 1)
        const stream = new Stream(name, valid as Signal<1>, mapFields(named, inputPort))
        inputs[name] = stream
        finishOutputs.push(() => driveReady(stream.ready))
        break
      }
      case 'outputStream': {
        const named = streamPort(name, 'output', port.payload)
        builder.streams.push(named)
        const driveValid = outputPort(named.valid, 1)
        const ready = inputPort(named.ready, 1)
        const drivePayload = mapFields(named, outputPort)
        finishOutputs.push((outputs) => {
          const what = `the output ${name} of ${context.name}`
          const stream = requireStream(outputs[name], port.payload, what)
          stream.consume(what)
          stream.driveReady(ready)
          driveValid(stream.valid)
          for (const [field, drive] of Object.entries(drivePayload)) drive(stream.payload[field]!)
        })
        break
      }
    }
  }

  const outputs = body(inputs)
  checkOutputNames(context, ports, outputs)
  for (const finish of finishOutputs) finish(outputs)
  context.close()
  return finish(context, definitions)
}

function finish({ builder }: ModuleContext, definitions: readonly Module[]): Module {
  const draft = builder.finish({ clocked: false, resettable: false })
  const definitionNamed = (name: string) => moduleNamed({ top: '', modules: definitions }, name)
  return Object.freeze({ ...draft, ...stateOf(draft, definitionNamed) })
}

/** What is made for the port of each payload field, by field. */
export function mapFields<T>(
  { payload }: StreamPort,
  make: (port: string, width: number) => T,
): Record<string, T> {
  return Object.fromEntries(payload.map(({ field, port, width }) => [field, make(port, width)]))
}

/** `value` as a stream with exactly the fields of a port; `what` names the port. */
export function requireStream(value: unknown, payload: Payload, what: string): Stream {
  if (!(value instanceof Stream)) {
    fail({
      code: 'BL0403',
      message: `${what} is a stream, but was given something else`,
      help: 'make a stream of signals with stream(valid, { field: signal })',
    })
  }
  const given = Object.keys(value.payload)
  const wanted = Object.keys(payload)
  const missing = wanted.filter((field) => !given.includes(field))
  const unknown = given.filter((field) => !wanted.includes(field))
  if (missing.length + unknown.length === 0) return value
  const mismatch =
    missing.length > 0 ? `no field ${missing[0]}` : `a field ${unknown[0]}, which it does not take`
  fail({
    code: 'BL0404',
    message: `${what} is given the stream \`${value.describe()}\` with ${mismatch}`,
    help: `its fields are ${wanted.join(', ')}; those of the stream are ${given.join(', ')}; change them with .map`,
  })
}

function checkOutputNames(
  context: ModuleContext,
  ports: Ports,
  outputs: Readonly<Record<string, PortValue>>,
): void {
  const wanted = Object.keys(ports).filter((name) => ports[name]!.kind.startsWith('output'))
  const missing = wanted.filter((name) => !(name in outputs))
  const unknown = Object.keys(outputs).filter((name) => !wanted.includes(name))
  if (missing.length + unknown.length === 0) return
  fail({
    code: 'BL0204',
    message: `the body of ${context.name} returns ${missing.length > 0 ? `no ${missing.join(', ')}` : `${unknown.join(', ')}, which is not an output`}`,
    help: `its outputs are ${wanted.join(', ')}`,
  })
}
