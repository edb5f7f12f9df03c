/** When a stream driver stalls: seeded patterns, expanded here so that every simulator stalls in the same cycles. */

import { InputError } from '../tools/files/input-error.ts'
import { randomWords } from './random.ts'

/**
 * In which cycles (counted from the end of the first reset) a driver does not want to move: an input driver does not
 * begin to offer a beat, an output driver is not ready.
 */
export type Stalls =
  | { readonly kind: 'never' }
  /** Each cycle by itself with this probability, repeating after 4,096 cycles. */
  | { readonly kind: 'random'; readonly seed: number; readonly probability: number }
  /** In the first cycles, then never. */
  | { readonly kind: 'first'; readonly cycles: number }
  /** `move` cycles without a stall, then `stall` cycles with one, and again. */
  | { readonly kind: 'periodic'; readonly move: number; readonly stall: number }

/** One bit a cycle, 1 to stall; after the last one it goes on at `loopFrom`. */
export interface StallPattern {
  readonly bits: Uint8Array
  readonly loopFrom: number
}

/** The length of a random pattern, and the most that any pattern may have. */
const randomLength = 4096
const longestPattern = 65_536

/**
 * The pattern of a stall rule.
 *
 * @throws InputError for a probability outside 0..1 or a length outside 0..65,536
 */
export function stallPattern(stalls: Stalls): StallPattern {
  switch (stalls.kind) {
    case 'never':
      return { bits: Uint8Array.of(0), loopFrom: 0 }
    case 'random': {
      const { seed, probability } = stalls
      if (!(probability >= 0 && probability <= 1)) {
        throw new InputError(`a stall probability lies between 0 and 1, not ${probability}`)
      }
      const next = randomWords(seed)
      const bits = Uint8Array.from({ length: randomLength }, () => (next() < probability * 2 ** 32 ? 1 : 0))
      return { bits, loopFrom: 0 }
    }
    case 'first': {
      checkLength(stalls.cycles)
      const bits = new Uint8Array(stalls.cycles + 1).fill(1, 0, stalls.cycles)
      return { bits, loopFrom: stalls.cycles }
    }
    case 'periodic': {
      const { move, stall } = stalls
      checkLength(move)
      checkLength(stall)
      checkLength(move + stall)
      return { bits: new Uint8Array(Math.max(1, move + stall)).fill(1, move), loopFrom: 0 }
    }
  }
}

function checkLength(cycles: number): void {
  if (Number.isInteger(cycles) && cycles >= 0 && cycles < longestPattern) return
  throw new InputError(`stalls last 0 to ${longestPattern - 1} cycles, not ${cycles}`)
}

/** Whether the driver stalls in a cycle. */
export function stallsIn({ bits, loopFrom }: StallPattern, cycle: number): boolean {
  const index = cycle < bits.length ? cycle : loopFrom + ((cycle - loopFrom) % (bits.length - loopFrom))
  return bits[index] === 1
}
