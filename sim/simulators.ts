/** The simulators there are: our engine in this process, and two programs. */

export const simulators = ['engine', 'icarus', 'verilator'] as const
export type Simulator = (typeof simulators)[number]
