/** Mapped netlists: the little of Yosys' JSON that counting needs. */

import { z } from 'zod'

const bits = z.array(z.union([z.number(), z.string()]))
const direction = z.enum(['input', 'output'])

/** A net, or a constant. */
export type Bit = z.infer<typeof bits>[number]

export interface NetlistPort {
  readonly name: string
  readonly direction: z.infer<typeof direction>
  readonly bits: readonly Bit[]
}

/** A cell of the target, or an instance of another module of the design. */
export interface NetlistCell {
  readonly type: string
  readonly inputs: Readonly<Record<string, readonly Bit[]>>
  readonly outputs: Readonly<Record<string, readonly Bit[]>>
}

export interface Netlist {
  readonly name: string
  readonly ports: readonly NetlistPort[]
  readonly cells: readonly NetlistCell[]
}

const yosysModule = z.object({
  ports: z.record(z.string(), z.object({ direction, bits })),
  cells: z.record(
    z.string(),
    z.object({
      type: z.string(),
      port_directions: z.record(z.string(), direction),
      connections: z.record(z.string(), bits),
    }),
  ),
})

const yosysJson = z.object({ modules: z.record(z.string(), z.unknown()) })

/**
 * Module `name` of the text that Yosys' `write_json` wrote.
 *
 * @throws Error when it is not there or is no mapped netlist.
 */
export function parseYosysJson(text: string, name: string): Netlist {
  const { modules } = yosysJson.parse(JSON.parse(text))
  const { ports, cells } = yosysModule.parse(modules[name])
  return {
    name,
    ports: Object.entries(ports).map(([port, { direction, bits }]) => ({ name: port, direction, bits })),
    cells: Object.values(cells).map(({ type, port_directions, connections }) => {
      const pins = (direction: string) =>
        Object.fromEntries(Object.entries(connections).filter(([pin]) => port_directions[pin] === direction))
      return { type, inputs: pins('input'), outputs: pins('output') }
    }),
  }
}

/** The nets among bits, without constants. */
export function netsOf(bits: Iterable<Bit>): number[] {
  return [...bits].filter((bit) => typeof bit === 'number')
}

/** The nets at all inputs of a cell, each once. */
export function inputNets({ inputs }: NetlistCell): number[] {
  return [...new Set(netsOf(Object.values(inputs).flat()))]
}
