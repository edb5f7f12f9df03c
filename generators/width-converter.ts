/** The width converter: regroups the bits of each frame from beats of one width into beats of another. */

import {
  constant,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  reg,
  type Signal,
  type Stream,
  stream,
} from '../dsl/index.ts'
import { countTo } from './counter.ts'
import { converterGeometry, converterLatency } from './width-converter.timing.ts'

export interface WidthConverterParameters {
  /** Bits of a beat in. */
  readonly from: number
  /** Bits of a beat out. */
  readonly to: number
  /** Bits of a frame. The last beat in may be partly filled, the last beat out is filled up with zeros. */
  readonly frame: number
}

/**
 * Regroups frames of `frame` bits, first bit lowest, from beats of `from` bits into beats of `to` bits; any ratio. Bits of the
 * last beat in beyond the frame are ignored, bits of the last beat out beyond it are 0. Takes
 * max(ceil(frame / from), ceil(frame / to)) cycles a frame, without bubbles between frames.
 *
 * Latency: 1 cycle from the beat that completes a beat out.
 *
 * @example
 * elaborate(WidthConverter, { from: 24, to: 6, frame: 96 }).top // 'width_24_to_6_frame96'
 */
export const WidthConverter = module(
  ({ from, to, frame }: WidthConverterParameters) => `width_${from}_to_${to}_frame${frame}`,
  ({ from, to }) => ({ source: inputStream({ data: from }), sink: outputStream({ data: to }) }),
  ({ source }, { from, to, frame }) => {
    const { unit, unitsIn, unitsOut, beatsIn, ...geometry } = converterGeometry(from, to, frame)
    const { lastUnitsIn, lastBits, heldAtEntry, capacity, mostUnits } = geometry
    const push = source.fire
    const beat = countTo(beatsIn, push)

    // The held bits start at bit 0. A beat out leaves there, a beat in enters above what remains.
    const held = reg(capacity * unit, { init: 0 })
    const heldUnits = reg(indexWidth(mostUnits + 1), { init: 0 })
    source.accept(heldUnits.le(heldAtEntry))
    const sink = stream(heldUnits.ge(unitsOut), { data: held.trunc(to) })

    const pop = sink.fire
    const remaining = mux(pop, held.shr(to), held)
    const remainingUnits = mux(pop, heldUnits.sub(unitsOut), heldUnits)

    // Bits of the last beat in beyond the frame become the zeros that fill up the last beat out.
    const { data } = source.payload
    const kept = lastBits < from ? mux(beat.last, data.trunc(lastBits).zext(from), data) : data
    const entering = mux(push, kept, 0).zext(held.width)
    const position = remainingUnits.trunc(indexWidth(heldAtEntry + 1))
    held.set(remaining.or(raised(entering, position, unit)))
    const added = mux(beat.last, lastUnitsIn, constant(unitsIn, heldUnits.width))
    heldUnits.set(mux(push, remainingUnits.add(added), remainingUnits))
    return { sink }
  },
  { latency: () => converterLatency },
)

/** `word` moved up by so many units, in a stage for each bit of the number: a shift by their bits would take one for each bit of those. */
function raised(word: Signal, units: Signal, unit: number): Signal {
  const stages = Array.from({ length: units.width }, (_, stage) => stage)
  return stages.reduce((moved, stage) => {
    return mux(units.bit(stage), moved.shl(unit * 2 ** stage), moved).named(
      `raised_by_${2 ** (stage + 1) - 1}`,
    )
  }, word)
}

/**
 * The frames of `source` in beats of `to` bits, through a converter called `name` where the widths differ.
 *
 * Latency: that of `WidthConverter`, or none.
 */
export function regrouped(
  source: Stream<{ data: number }>,
  widths: WidthConverterParameters,
  name = 'regroup',
): Stream<{ data: number }> {
  return widths.from === widths.to ? source : WidthConverter(widths, { name })({ source }).sink
}
