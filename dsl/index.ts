/** The hardware language: the one path that generators import. */

export { Bits, type BitsCarrier } from './bits.ts'
export { type Carrier, Comb, concat, match, mux, type Of, popcount } from './comb.ts'
export { type When, when } from './control.ts'
export { Data } from './data.ts'
export { type Diagnostic, DiagnosticError, type Place } from './diagnostics.ts'
export type { Design, MemoryStyle } from './ir/design.ts'
export { Ram, type ReadDuringWrite, Rom, ram, rom } from './memory.ts'
export { elaborate, type Generator, type ModuleOptions, module, type Use } from './module.ts'
export {
  type Arguments,
  type Inputs,
  input,
  inputStream,
  type Outputs,
  output,
  outputStream,
  type Ports,
} from './ports.ts'
export { constant, Signal, type SignalCarrier } from './signal.ts'
export { delayed, type Register, reg, type Wire, wire } from './state.ts'
export { type Fields, fork, type Payload, Stream, stream } from './stream.ts'
export { clog2, indexWidth } from './width.ts'
