/** The tutorial's second module: the neuron's inputs come in pieces on a stream, its weights from a ROM. */

import {
  clog2,
  Data,
  elaborate,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  popcount,
  reg,
  rom,
  stream,
  when,
} from '../../dsl/index.ts'

interface FoldedNeuronParameters {
  /** The weights, one word for each beat of a vector. */
  readonly weights: Data
  readonly threshold: number
}

/**
 * Takes a vector in beats of `weights.width` bits and answers whether at least `threshold` of them agree with the weights. A beat is
 * taken in every cycle, unless an answer waits.
 */
export const FoldedNeuron = module(
  ({ weights, threshold }: FoldedNeuronParameters) => `folded_neuron_${threshold}_${weights.digest}`,
  ({ weights }) => ({ activation: inputStream({ bits: weights.width }), result: outputStream({ fires: 1 }) }),
  ({ activation }, { weights, threshold }) => {
    const beats = weights.depth
    const beat = reg(indexWidth(beats), { init: 0 })
    const sum = reg(clog2(weights.width * beats + 1))
    const done = reg(1, { init: 0 })

    const memory = rom(weights, { style: 'logic' })
    const match = activation.payload.bits.xnor(memory.lookup(beat))
    const agreeing = popcount(match).zext(sum.width)
    const isFirst = beat.eq(0)
    const isLast = beat.eq(beats - 1)

    const result = stream(done, { fires: sum.ge(threshold) })
    activation.accept(done.not().or(result.ready))
    when(result.fire, () => done.set(0))
    when(activation.fire, () => {
      beat.set(mux(isLast, 0, beat.add(1)))
      sum.set(mux(isFirst, agreeing, sum.add(agreeing)))
      done.set(isLast)
    })
    return { result }
  },
  { latency: ({ weights }) => weights.depth },
)

/** Sixteen weights in two words of eight; the vector's first bit is the lowest bit of the first word. */
export const weights = Data.of(8, [0b1010_1100, 0b0011_0101])
export const threshold = 10

export default elaborate(FoldedNeuron, { weights, threshold })
