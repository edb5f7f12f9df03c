/** The width converter: regroups the bits of each frame from beats of one width into beats of another. */

import {
  delayed,
  inputStream,
  module,
  mux,
  outputStream,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../dsl/index.ts'
import { collected } from './beat-collector.ts'
import {
  type ConverterGeometry,
  converterGeometry,
  type WidthConverterParameters,
} from './width-converter.timing.ts'
import { converterControl, WidthConverterControl } from './width-converter-control.ts'

/**
 * Regroups frames of `frame` bits, first bit lowest, from beats of `from` bits into beats of `to` bits; any ratio. Bits of the
 * last beat in beyond the frame are ignored, bits of the last beat out beyond it are 0. Takes
 * max(ceil(frame / from), ceil(frame / to)) cycles a frame, without bubbles between frames.
 *
 * Latency: 1 cycle from the beat that completes a beat out, or 2 where beats are collected and where
 * widths that do not divide each other need a second stage.
 *
 * @example
 * elaborate(WidthConverter, { from: 24, to: 6, frame: 96 }).top // 'width_24_to_6_frame96'
 */
export const WidthConverter = module(
  ({ from, to, frame }: WidthConverterParameters) => `width_${from}_to_${to}_frame${frame}`,
  ({ from, to }) => ({ source: inputStream({ data: from }), sink: outputStream({ data: to }) }),
  ({ source }, parameters) => {
    const { to: width, frame } = parameters
    const geometry = converterGeometry(parameters.from, width, frame)
    const count = geometry.collects
    return {
      sink: count > 0 ? collected(source, { count, frame, width }) : shifted(source, parameters, geometry),
    }
  },
  { latency: ({ from, to, frame }) => converterGeometry(from, to, frame).latency },
)

/** Beats of any width from those of `source`: a beat in is moved up above what is held, a beat out leaves at the bottom. */
function shifted(
  source: Stream<{ data: number }>,
  parameters: WidthConverterParameters,
  geometry: ConverterGeometry,
): Stream<{ data: number }> {
  const { from, to } = parameters
  const { unit, lastBits, capacity, moves } = geometry
  const [near, far] = moves
  const ready = wire(1)
  const handshakes = { valid: source.valid, ready }
  const { accepts, offers, last, place } =
    far === undefined
      ? converterControl(parameters, handshakes)
      : WidthConverterControl(parameters, { name: 'control' })(handshakes)
  source.accept(accepts)
  const push = source.fire

  // Bits of the last beat in beyond the frame become the zeros that fill up the last beat out.
  const { data } = source.payload
  const kept = lastBits < from ? mux(last, data.trunc(lastBits).zext(from), data) : data

  // The held bits start at bit 0. A beat in joins above them, in front of what leaves there; the rest moves down.
  const held = reg(capacity * unit, { init: 0 })
  const sink = stream(offers, { data: held.trunc(to) })
  ready.set(sink.ready)
  const above = far === undefined ? raised(mux(push, kept, 0), place, unit, held.width) : raisedInTwo(far)
  const all = held.or(above)
  held.set(mux(sink.fire, all.shr(to), all))
  return sink

  function raisedInTwo(far: number): Signal {
    const nearby = raised(kept, place.trunc(near), unit, from + (2 ** near - 1) * unit)
    const halfWay = delayed(mux(push, nearby, 0))
    const further = delayed(place.slice(near + far - 1, near))
    return raised(halfWay, further, unit * 2 ** near, held.width)
  }
}

/** `word` moved up by so many times `bits`, in a stage for each bit of `times`: a shift by a product would take one for each bit of that. */
function raised(word: Signal, times: Signal, bits: number, width: number): Signal {
  const stages = Array.from({ length: times.width }, (_, stage) => stage)
  return stages.reduce<Signal>((moved, stage) => {
    const next = mux(times.bit(stage), moved.shl(bits * 2 ** stage), moved)
    return next.named(`raised_by_${bits * (2 ** (stage + 1) - 1)}`)
  }, word.zext(width))
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
