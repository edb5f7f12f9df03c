/** The decision: which class the scores of a frame speak for. */

import {
  constant,
  delayed,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  type Signal,
  stream,
} from '../dsl/index.ts'
import { argmaxLatency, argmaxStages } from './argmax.timing.ts'
import { occupancy } from './occupancy.ts'
import { pipeline } from './pipeline.ts'
import { buffered } from './stream-fifo.ts'

/**
 * `argmax`: the first class with the highest score. `highest-set-bit`: of the classes whose score has reached their threshold
 * the last one, class 0 when there is none.
 */
export type DecisionRule =
  | { readonly kind: 'argmax' }
  | { readonly kind: 'highest-set-bit'; readonly thresholds: readonly number[] }

export interface ArgmaxParameters {
  readonly name: string
  readonly classes: number
  /** Bits of a score. */
  readonly width: number
  /** Whether scores are two's complement. */
  readonly signed: boolean
  readonly rule: DecisionRule
}

/**
 * Adds the answer to each beat of scores (class 0 in the low bits). A tournament: in each round neighbours meet and the winner
 * goes on, one round a cycle. One beat a cycle, back-pressure safe.
 *
 * Latency: clog2(classes) + 1 cycles, one more for `highest-set-bit`.
 */
export const Argmax = module(
  ({ name }: ArgmaxParameters) => name,
  ({ classes, width }) => ({
    source: inputStream({ scores: classes * width }),
    sink: outputStream({ scores: classes * width, answer: indexWidth(classes) }),
  }),
  ({ source }, parameters) => {
    const { classes, width, rule } = parameters
    const stages = argmaxStages(classes, rule.kind)
    const room = stages + 2
    const unfinished = occupancy(room)
    const enters = source.fire
    source.accept(unfinished.room)

    const { scores } = source.payload
    const contenders = scores.elements(width).map((score, index) => ({
      strength: strengthOf(score, index, parameters),
      index: constant(index, indexWidth(classes)),
    }))
    const answer = tournament(contenders, parameters)
    const decided = { scores: pipeline(scores, stages), answer }
    const valid = pipeline(enters, stages, 0)

    const sink = buffered(stream(valid, decided), room)
    unfinished.update(enters, sink.fire)
    return { sink }
  },
  { latency: ({ classes, rule }) => argmaxLatency(classes, rule.kind) },
)

/** A class that is still in, and how strong it is. */
interface Contender {
  readonly strength: Signal
  readonly index: Signal
}

/** A score as it is, or one bit that says whether it has reached its threshold. */
function strengthOf(score: Signal, index: number, { rule, signed, width }: ArgmaxParameters): Signal {
  if (rule.kind === 'argmax') return score
  const threshold = rule.thresholds[index]!
  const least = signed ? -(2 ** (width - 1)) : 0
  const most = signed ? 2 ** (width - 1) - 1 : 2 ** width - 1
  if (threshold <= least) return constant(1, 1)
  if (threshold > most) return constant(0, 1)
  return delayed(signed ? score.sge(threshold) : score.ge(threshold))
}

function tournament(contenders: readonly Contender[], parameters: ArgmaxParameters): Signal {
  if (contenders.length === 1) return contenders[0]!.index
  const winners: Contender[] = []
  for (let i = 0; i < contenders.length; i += 2) {
    const left = contenders[i]!
    const right = contenders[i + 1]
    winners.push(right === undefined ? wait(left) : wait(winner(left, right, parameters)))
  }
  return tournament(winners, parameters)
}

/** The stronger one; of equals the left one. With one bit of strength, the right one whenever it has it. */
function winner(left: Contender, right: Contender, { rule, signed }: ArgmaxParameters): Contender {
  const stronger = signed ? right.strength.sgt(left.strength) : right.strength.gt(left.strength)
  const wins = rule.kind === 'argmax' ? stronger : (right.strength as Signal<1>)
  return { strength: mux(wins, right.strength, left.strength), index: mux(wins, right.index, left.index) }
}

function wait({ strength, index }: Contender): Contender {
  return { strength: delayed(strength), index: delayed(index) }
}
