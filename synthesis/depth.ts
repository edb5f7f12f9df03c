/** Logic depth: the deepest combinational paths of a mapped netlist, through the modules that it uses. */

import { cellKind } from './cells.ts'
import { depthOf, follow, type Levels, nowhere, oneCarry, oneLut, wire, worse } from './levels.ts'
import { type Bit, type Netlist, type NetlistCell, netsOf } from './netlist.ts'

/** What a module adds to the paths of those who use it. */
export interface Timing {
  /** The worst path between registers, in the module and in all that it uses. */
  readonly inside: Levels
  /** From an input port to registers. */
  readonly toRegister: ReadonlyMap<string, Levels>
  /** From registers to an output port. */
  readonly fromRegister: ReadonlyMap<string, Levels>
  /** From input ports to output ports, without a register. */
  readonly through: readonly { readonly from: string; readonly to: string; readonly levels: Levels }[]
}

/** A step of paths: from nets to nets, and how much deeper it makes them. */
interface Step {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly levels: Levels
}

/** Where paths begin or end, and the levels that lie beyond. */
interface End {
  readonly nets: readonly number[]
  readonly levels: Levels
}

/** The combinational graph of a netlist, steps in the order in which signals pass them. */
interface Graph {
  readonly steps: readonly Step[]
  readonly starts: readonly End[]
  readonly ends: readonly End[]
}

/**
 * The timing of a netlist.
 *
 * @param used the timing of the modules of the design that it uses, by name
 */
export function timingOf(netlist: Netlist, used: ReadonlyMap<string, Timing>): Timing {
  const graph = graphOf(netlist, used)
  const port = (direction: string) => netlist.ports.filter((port) => port.direction === direction)
  const [inputs, outputs] = [port('input'), port('output')]

  const fromRegisters = arrivals(graph, graph.starts)
  let inside = latest(fromRegisters, graph.ends)
  for (const { inside: below } of used.values()) inside = worse(inside, below)
  const toRegister = new Map<string, Levels>()
  const through: Timing['through'][number][] = []
  for (const { name, bits } of inputs) {
    const arrived = arrivals(graph, [{ nets: netsOf(bits), levels: wire }])
    const levels = latest(arrived, graph.ends)
    if (levels !== nowhere) toRegister.set(name, levels)
    for (const output of outputs) {
      const levels = latest(arrived, [{ nets: netsOf(output.bits), levels: wire }])
      if (levels !== nowhere) through.push({ from: name, to: output.name, levels })
    }
  }
  const ends = outputs.map(({ name, bits }) => [name, [{ nets: netsOf(bits), levels: wire }]] as const)
  const fromRegister = new Map(
    ends
      .map(([name, end]) => [name, latest(fromRegisters, end)] as const)
      .filter(([, levels]) => levels !== nowhere),
  )
  return { inside, toRegister, fromRegister, through }
}

/** The worst of all paths, those that begin or end at ports included. */
export function worstLevels({ inside, toRegister, fromRegister, through }: Timing): Levels {
  const all = [...toRegister.values(), ...fromRegister.values(), ...through.map(({ levels }) => levels)]
  return all.reduce(worse, inside)
}

/** Levels and carry chains of the worst of all paths. */
export function worstDepth(timing: Timing): ReturnType<typeof depthOf> {
  return depthOf(worstLevels(timing))
}

/** How deep the deepest path from the starts to each net is. */
function arrivals({ steps }: Graph, starts: readonly End[]): ReadonlyMap<number, Levels> {
  const arrived = new Map<number, Levels>()
  const arrive = (net: number, levels: Levels) => {
    const before = arrived.get(net)
    arrived.set(net, before === undefined ? levels : worse(before, levels))
  }
  for (const { nets, levels } of starts) for (const net of nets) arrive(net, levels)
  for (const { from, to, levels } of steps) {
    const at = worstOf(arrived, from)
    if (at === nowhere) continue
    const after = follow(at, levels)
    for (const net of to) arrive(net, after)
  }
  return arrived
}

function latest(arrived: ReadonlyMap<number, Levels>, ends: readonly End[]): Levels {
  return ends.reduce((worst, { nets, levels }) => {
    const at = worstOf(arrived, nets)
    return at === nowhere ? worst : worse(worst, follow(at, levels))
  }, nowhere)
}

function worstOf(arrived: ReadonlyMap<number, Levels>, nets: readonly number[]): Levels {
  let worst = nowhere
  for (const net of nets) {
    const levels = arrived.get(net)
    if (levels !== undefined) worst = worst === nowhere ? levels : worse(worst, levels)
  }
  return worst
}

function graphOf(netlist: Netlist, used: ReadonlyMap<string, Timing>): Graph {
  const steps: Step[] = []
  const starts: End[] = []
  const ends: End[] = []
  const chained = carryOutputs(netlist)
  for (const cell of netlist.cells) {
    const timing = used.get(cell.type)
    if (timing) addInstance(cell, timing, { steps, starts, ends })
    else addCell(cell, chained, { steps, starts, ends })
  }
  return { steps: inOrder(steps), starts, ends }
}

interface Parts {
  readonly steps: Step[]
  readonly starts: End[]
  readonly ends: End[]
}

function addInstance({ inputs, outputs }: NetlistCell, timing: Timing, { steps, starts, ends }: Parts): void {
  for (const { from, to, levels } of timing.through) {
    steps.push({ from: netsOf(inputs[from] ?? []), to: netsOf(outputs[to] ?? []), levels })
  }
  for (const [port, levels] of timing.fromRegister) starts.push({ nets: netsOf(outputs[port] ?? []), levels })
  for (const [port, levels] of timing.toRegister) ends.push({ nets: netsOf(inputs[port] ?? []), levels })
}

function addCell(cell: NetlistCell, chained: ReadonlySet<Bit>, { steps, starts, ends }: Parts): void {
  const kind = cellKind(cell.type)
  const from = (pins: (name: string) => boolean) =>
    netsOf(Object.entries(cell.inputs).flatMap(([name, bits]) => (pins(name) ? bits : [])))
  const all = () => true
  const to = netsOf(Object.values(cell.outputs).flat())
  switch (kind?.kind) {
    case 'lut':
      steps.push({ from: from(all), to, levels: oneLut })
      break
    case 'wide-mux':
      steps.push({ from: from(all), to, levels: wire })
      break
    case 'carry':
      steps.push(...carrySteps(cell, chained))
      break
    case 'lut-memory':
    case 'shift-register':
      // Written at an edge, read like a LUT.
      steps.push({ from: from(isAddress), to, levels: oneLut })
      ends.push({ nets: from((name) => !isAddress(name)), levels: wire })
      starts.push({ nets: to, levels: oneLut })
      break
    case 'register':
    case 'block-memory':
    case 'multiplier':
    case undefined:
      // Registers stand at the pins.
      ends.push({ nets: from(all), levels: wire })
      starts.push({ nets: to, levels: wire })
      break
  }
}

/** Pins at which memories of LUTs are read. */
function isAddress(pin: string): boolean {
  return /^(?:A\d?|ADDR[A-H]|DPRA\d?|RAD)$/.test(pin)
}

/** The nets that come out of a carry chain towards its next cell. */
function carryOutputs({ cells }: Netlist): ReadonlySet<Bit> {
  const carries = cells.filter(({ type }) => cellKind(type)?.kind === 'carry')
  return new Set(carries.flatMap(({ outputs }) => ['CO', 'COUT'].flatMap((pin) => outputs[pin] ?? [])))
}

/** A chain counts where a signal enters it; from cell to cell it goes on for nothing. */
function carrySteps({ inputs, outputs }: NetlistCell, chained: ReadonlySet<Bit>): Step[] {
  const carryIn = [...(inputs.CI ?? []), ...(inputs.CIN ?? [])]
  const goesOn = carryIn.filter((bit) => chained.has(bit))
  const enters = carryIn.filter((bit) => !chained.has(bit))
  const width = Math.max(...Object.values(outputs).map((bits) => bits.length))
  // Bit i of an output depends on the inputs' bits up to i.
  return Array.from({ length: width }, (_, i): Step[] => {
    const to = netsOf(
      Object.values(outputs).flatMap((bits) => (bits.length > 1 ? bits.slice(i, i + 1) : bits)),
    )
    const operands = Object.entries(inputs).filter(([name]) => name !== 'CI' && name !== 'CIN')
    const from = operands.flatMap(([, bits]) => (bits.length > 1 ? bits.slice(0, i + 1) : bits))
    return [
      { from: netsOf([...from, ...enters]), to, levels: oneCarry },
      { from: netsOf(goesOn), to, levels: wire },
    ]
  }).flat()
}

/**
 * Steps so that each comes after those that reach it. Ports stand for all their bits, so that bits which cross a module side
 * by side may look like a ring; its steps come last, in the order given.
 */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const readers = new Map<number, number[]>()
  const missing = new Int32Array(steps.length)
  const writers = new Map<number, number>()
  for (const { to } of steps) for (const net of to) writers.set(net, (writers.get(net) ?? 0) + 1)
  for (const [index, { from }] of steps.entries()) {
    for (const net of from) {
      if (!writers.has(net)) continue
      missing[index]! += writers.get(net)!
      const list = readers.get(net)
      if (list) list.push(index)
      else readers.set(net, [index])
    }
  }
  const order = steps.flatMap((_, index) => (missing[index] === 0 ? [index] : []))
  for (let next = 0; next < order.length; next++) {
    for (const net of steps[order[next]!]!.to) {
      for (const reader of readers.get(net) ?? []) if (--missing[reader]! === 0) order.push(reader)
    }
  }
  const placed = new Set(order)
  const ring = steps.flatMap((_, index) => (placed.has(index) ? [] : [index]))
  return [...order, ...ring].map((index) => steps[index]!)
}
