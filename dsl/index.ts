/** The hardware language: the one path that generators import. */

export { Bits, type BitsCarrier } from './bits.ts'
export { Comb } from './comb.ts'
export { type When, when } from './control.ts'
export { Data } from './data.ts'
export { type Diagnostic, DiagnosticError, type Place } from './diagnostics.ts'
export { fork } from './fork.ts'
export { type Design, type MemoryStyle, type Module, topModule } from './ir/design.ts'
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
export { takeName } from './scope.ts'
export { concat, match, mux, popcount } from './select.ts'
export { constant, Signal, type SignalCarrier } from './signal.ts'
export { delayed, type Register, reg, type Wire, wire } from './state.ts'
export { type Fields, type Payload, Stream, stream } from './stream.ts'
export type { Carrier, Of } from './value.ts'
export { clog2, indexWidth } from './width.ts'
