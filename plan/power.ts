/** Power, estimated: switching activity counted in simulation, times capacitances that are assumed for each technology. */

import type { Device, Technology } from './devices.ts'
import type { Estimate } from './estimate.ts'

/** How busy a layer's hardware is. */
export interface LayerActivity {
  readonly name: string
  /** The mean share of cycles in which a bit changes, over registers and signals. */
  readonly toggleRate: number
  /** Register bits that change in a cycle, on average. */
  readonly registerToggles: number
  /** The share of cycles in which its clocked memories are read. */
  readonly readRate: number
}

/** What was counted in a simulation. */
export interface Activity {
  /** Cycles that were watched. */
  readonly cycles: number
  readonly layers: readonly LayerActivity[]
}

/** Supply voltage, and the capacitances in picofarads that a change must load. */
export interface Capacitances {
  readonly name: string
  readonly volts: number
  /** Output of a LUT with the routing behind it. */
  readonly net: number
  /** Output of a flip-flop as far as the LUT beside it. */
  readonly register: number
  /** A flip-flop's share of the clock tree, loaded once a cycle. */
  readonly clock: number
  /** One access of a block memory. */
  readonly memory: number
}

/**
 * Assumed, not measured, and not a vendor's figures (see docs/power.md): right within a factor of two or so.
 */
const capacitances = {
  ultrascalePlus: { name: '16 nm', volts: 0.85, net: 0.7, register: 0.09, clock: 0.016, memory: 28 },
  ultrascale: { name: '20 nm', volts: 0.95, net: 0.9, register: 0.1, clock: 0.02, memory: 33 },
  series7: { name: '28 nm', volts: 1.0, net: 1.2, register: 0.12, clock: 0.025, memory: 40 },
  ecp5: { name: '40 nm', volts: 1.1, net: 1.5, register: 0.16, clock: 0.04, memory: 20 },
  ice40: { name: '40 nm LP', volts: 1.2, net: 1.4, register: 0.16, clock: 0.04, memory: 8 },
} as const satisfies Record<Technology, Capacitances>

/** True power may be this many times smaller or larger. */
export const uncertainty = 2

/** What changes are assumed to cost in a device. */
export function capacitancesOf({ technology }: Pick<Device, 'technology'>): Capacitances {
  return capacitances[technology]
}

/** Watts of a part, by what takes them. */
export interface Watts {
  readonly clock: number
  readonly registers: number
  readonly logic: number
  readonly memory: number
}

/** Estimated dynamic power: without leakage, pins, and what stands around the network. */
export interface PowerEstimate {
  readonly device: string
  readonly technology: string
  readonly clockMhz: number
  readonly layers: readonly (Watts & { readonly name: string; readonly total: number })[]
  readonly total: number
  /** The bounds that the uncertainty of the capacitances gives. */
  readonly atLeast: number
  readonly atMost: number
}

/**
 * The dynamic power of a network at the clock of its estimate. A change costs C V^2 / 2, a clock cycle C V^2:
 * - clock: every flip-flop, every cycle;
 * - registers: their bits that change, as counted;
 * - logic: every LUT at the layer's mean toggle rate, as the vendors' spreadsheets do before there is a netlist;
 * - memory: every block memory in the share of cycles in which the layer reads.
 *
 * Resources are those of the cost model, and so is their error.
 *
 * @example
 * const estimate = estimatePlan(network, plan, { clockMhz: 200, device: findDevice('xcku115') })
 * const layers = network.layers.map(({ name }) => ({ name, toggleRate: 0.125, registerToggles: 100, readRate: 1 }))
 * estimatePower(estimate, { cycles: 1000, layers }, findDevice('xcku115')).technology // '20 nm'
 */
export function estimatePower(estimate: Estimate, activity: Activity, device: Device): PowerEstimate {
  const { volts, net, register, clock, memory, name } = capacitancesOf(device)
  /** Watts of so many changes a cycle, of so many picofarads each. */
  const watts = (changes: number, picofarads: number) =>
    (changes * picofarads * 1e-12 * volts ** 2 * estimate.clockMhz * 1e6) / 2
  const layers = estimate.layers.map((layer, index) => {
    const busy = activity.layers[index]!
    const parts = {
      clock: watts(2 * layer.ff, clock),
      registers: watts(busy.registerToggles, register),
      logic: watts(layer.lut * busy.toggleRate, net),
      memory: watts(layer.memory * busy.readRate, memory),
    }
    const total = parts.clock + parts.registers + parts.logic + parts.memory
    return { name: layer.name, ...parts, total }
  })
  const total = layers.reduce((sum, layer) => sum + layer.total, 0)
  return {
    device: device.name,
    technology: name,
    clockMhz: estimate.clockMhz,
    layers,
    total,
    atLeast: total / uncertainty,
    atMost: total * uncertainty,
  }
}
