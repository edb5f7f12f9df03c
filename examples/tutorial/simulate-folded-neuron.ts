/** The tutorial's folded neuron in the in-process engine and in Icarus, with stalls on both sides. */

import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import { Bits } from '../../dsl/index.ts'
import { cosimulate } from '../../sim/cosim.ts'
import { simulate } from '../../sim/simulate.ts'
import { targetOfFolder } from '../../sim/target.ts'
import { renderWaves } from '../../sim/waves.ts'
import design, { threshold, weights } from './folded-neuron.ts'

const folder = 'rtl-out/folded_neuron'
const { files, manifest } = emitDesign(design)
await writeFolder(files, folder)
const target = targetOfFolder(folder, manifest, design)

/** Vectors of two beats; the operators that describe the hardware also say, on numbers, what must come out. */
const vectors = [
  [0xac, 0x35],
  [0x53, 0xca],
  [0xac, 0x0a],
]
const expected = vectors.map((vector) => {
  const agreeing = vector.map((bits, beat) => Bits.of(bits, 8).xnor(weights.words[beat]!).popcount().value)
  return agreeing.reduce((sum, count) => sum + count) >= threshold ? 1n : 0n
})

const stimulus = {
  cycles: 100,
  inputs: {
    activation: {
      beats: vectors.flat().map((bits) => ({ bits: BigInt(bits) })),
      stalls: { kind: 'random', seed: 1, probability: 0.2 },
    },
  },
  outputs: { result: { expect: vectors.length, stalls: { kind: 'random', seed: 2, probability: 0.4 } } },
} as const

const { divergence } = await cosimulate(target, stimulus, ['engine', 'icarus'])
const trace = await simulate(target, stimulus, { simulator: 'icarus', tracePorts: true })
const answers = trace.beats.result!.map(({ payload }) => payload.fires)
console.log(renderWaves(trace, { from: 0, to: trace.cycles - 1 }))
console.log(`expected ${expected.join(' ')}, got ${answers.join(' ')}`)
console.log(divergence?.text ?? 'the engine and Icarus agree in every cycle')
