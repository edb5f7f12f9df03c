/** The decision: which class the scores of a frame speak for. */

import {
  concat,
  constant,
  delayed,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  type Signal,
  stream,
} from '../../dsl/index.ts'
import { occupancy } from '../idioms/occupancy.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { buffered } from '../streams/stream-fifo.ts'
import { argmaxLatency, argmaxRoom, argmaxStages, type DecisionFolding } from './argmax.timing.ts'

export interface ArgmaxParameters extends DecisionFolding {
  /** Module name. */
  readonly name: string
}

/**
 * Adds the answer to each beat of scores (class 0 in the low bits). A tournament: in each round neighbours meet and the winner
 * goes on, one round a cycle. One beat a cycle, back-pressure safe.
 *
 * Latency: clog2(classes) + 1 cycles, one more with thresholds.
 *
 * @example
 * elaborate(Argmax, { name: 'decision', classes: 10, width: 8, signed: false }).modules.length // 2
 */
export const Argmax = module(
  ({ name }: ArgmaxParameters) => name,
  ({ classes, width }) => ({
    source: inputStream({ scores: classes * width }),
    sink: outputStream({ scores: classes * width, answer: indexWidth(classes) }),
  }),
  ({ source }, parameters) => {
    const { width } = parameters
    const stages = argmaxStages(parameters)
    const room = argmaxRoom(parameters)
    const unfinished = occupancy(room)
    const enters = source.fire
    source.accept(unfinished.room)

    const { scores } = source.payload
    const score = scores.elements(width)
    const strengths = score.map((value, index) => strengthOf(value, index, parameters))
    const answer = tournament(
      strengths.map((strength) => ({ strength, index: null })),
      parameters,
    )
    const decidedScores = pipeline(scores, stages)
    const decided = pipeline(enters, stages, 0)

    const sink = buffered(stream(decided, { scores: decidedScores, answer }), room)
    unfinished.update(enters, sink.fire)
    return { sink }
  },
  { latency: argmaxLatency },
)

/** A class that is still in. */
interface Contender {
  /** Its score, or whether the score has reached its threshold. */
  readonly strength: Signal
  /** Which of the classes that it stands for it is, one bit for each round it has won; null before the first. */
  readonly index: Signal | null
}

function strengthOf(score: Signal, index: number, { thresholds, signed, width }: ArgmaxParameters): Signal {
  if (thresholds === undefined) return score
  const threshold = thresholds[index]!
  const least = signed ? -(2 ** (width - 1)) : 0
  const most = signed ? 2 ** (width - 1) - 1 : 2 ** width - 1
  if (threshold <= least) return constant(1, 1)
  if (threshold > most) return constant(0, 1)
  return delayed(signed ? score.sge(threshold) : score.ge(threshold)).named(`reached_${index}`)
}

/** The index of the one who wins all rounds. */
function tournament(contenders: readonly Contender[], parameters: ArgmaxParameters, round = 1): Signal {
  if (contenders.length === 1) return contenders[0]!.index ?? constant(0, 1)
  const winners: Contender[] = []
  for (let i = 0; i < contenders.length; i += 2) {
    const label = `${round}_${i / 2}`
    const right = contenders[i + 1]
    winners.push(
      right === undefined ? passed(contenders[i]!, label) : winner(contenders[i]!, right, parameters, label),
    )
  }
  return tournament(winners, parameters, round + 1)
}

/** Who goes on without a match. The reset keeps synthesis from making a shift register, which is slower to read. */
function passed({ strength, index }: Contender, label: string): Contender {
  return {
    strength: delayed(strength, { init: 0 }).named(`strength_${label}`),
    index: index ? delayed(index.zext(index.width + 1)).named(`index_${label}`) : constant(0, 1),
  }
}

/** The stronger of two neighbours. */
function winner(left: Contender, right: Contender, parameters: ArgmaxParameters, label: string): Contender {
  const byThreshold = parameters.thresholds !== undefined
  const rightWins = byThreshold ? right.strength : isHigher(right, left, parameters.signed, label)
  const higher = () => mux(rightWins, right.strength, left.strength)
  return {
    strength: delayed(byThreshold ? left.strength.or(right.strength) : higher()).named(`strength_${label}`),
    index: delayed(winnersIndex(rightWins, right.index, left.index)).named(`index_${label}`),
  }
}

/** Whether the right score is higher; of equals the left one wins. */
function isHigher(right: Contender, left: Contender, signed: boolean, label: string): Signal<1> {
  const higher = signed ? right.strength.sgt(left.strength) : right.strength.gt(left.strength)
  return higher.named(`right_wins_${label}`)
}

/** One bit more than the index that the winner had: whether it was the right one. */
function winnersIndex(rightWins: Signal, right: Signal | null, left: Signal | null): Signal {
  return left && right ? concat(rightWins, mux(rightWins, right, left)) : rightWins
}
