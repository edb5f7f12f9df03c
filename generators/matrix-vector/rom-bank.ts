/** Banks of constants: ROMs of as many words as a LUT distinguishes, and what chooses between them. */

import { Data, delayed, indexWidth, input, module, mux, output, rom, type Signal } from '../../dsl/index.ts'

/** Words that a LUT6 gives a bit of. */
export const bankWords = 64

export interface RomBankParameters {
  readonly name: string
  /** At most 64 words. */
  readonly words: Data
}

/**
 * Words of constants in LUTs, looked up at once. A module of its own, so that synthesis makes a function of six inputs of every bit and
 * does not search many such functions for what they might share.
 *
 * Latency: 0 cycles.
 *
 * @example
 * elaborate(RomBank, { name: 'bank', words: Data.of(4, [1, 2, 3]) }).top // 'bank'
 */
export const RomBank = module(
  ({ name }: RomBankParameters) => name,
  ({ words }) => ({ index: input(indexWidth(words.depth)), word: output(words.width) }),
  ({ index }, { words }) => ({ word: rom(words, { style: 'logic' }).named('words').lookup(index) }),
)

/**
 * The word at `index`, from as many banks as it takes; the last one is filled up to a power of two. Few words are a single memory.
 *
 * Latency: 1 cycle.
 */
export function readBanks(name: string, contents: Data, index: Signal): Signal {
  const { words, width, depth } = contents
  if (depth <= bankWords) return rom(contents, { style: 'logic' }).named(name).read(index)
  const banks = Array.from({ length: Math.ceil(depth / bankWords) }, (_, bank) => {
    const own = words.slice(bank * bankWords, (bank + 1) * bankWords)
    const filled = [...own, ...Array<bigint>(2 ** indexWidth(own.length) - own.length).fill(0n)]
    const use = RomBank(
      { name: `${name}_bank_${bank}`, words: Data.of(width, filled) },
      { name: `bank_${bank}` },
    )
    return use({ index: index.trunc(indexWidth(filled.length)) }).word
  })
  return delayed(chosen(banks, index.slice(index.width - 1, indexWidth(bankWords))))
}

/** The one of `words` at `index`, by halves: a LUT6 chooses between four. */
function chosen(words: readonly Signal[], index: Signal): Signal {
  if (words.length === 1) return words[0]!
  const high = indexWidth(words.length) - 1
  const [low, rest] = [words.slice(0, 2 ** high), words.slice(2 ** high)]
  const within = (group: readonly Signal[]) =>
    group.length === 1 ? group[0]! : chosen(group, index.trunc(indexWidth(group.length)))
  return mux(index.bit(high), within(rest), within(low))
}
