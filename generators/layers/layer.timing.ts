/** The parts that a layer with neurons is made of, in plain numbers. */

import type { MatrixVectorUnit } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import type { GearboxParameters } from '../streams/gearbox.timing.ts'
import type { ReplayBufferParameters } from '../streams/replay-buffer.timing.ts'
import type { LineBufferParameters } from '../windows/line-buffer.timing.ts'

/** A part of some kind, and what its instance is called. */
export type PartOf<Kind extends string, Numbers> = Numbers & { readonly kind: Kind; readonly name: string }

/** Regroups the bits of frames into beats of another width. */
export type GearboxPart = PartOf<'gearbox', GearboxParameters>

/** Holds up to `depth` beats of `width` bits; with room for none it is a wire. */
export type FifoPart = PartOf<'fifo', { readonly width: number; readonly depth: number }>

/** Gives each vector several times. */
export type ReplayPart = PartOf<'replay', ReplayBufferParameters>

/** Slides a window over a map. */
export type LineBufferPart = PartOf<'lineBuffer', Omit<LineBufferParameters, 'name'>>

/** Multiplies vectors with the weights and applies a function of the row. */
export type MatrixVectorPart = PartOf<'matrixVector', MatrixVectorUnit>

/** What a layer with neurons is made of. */
export type LayerPart = GearboxPart | FifoPart | ReplayPart | LineBufferPart | MatrixVectorPart

/** What brings a layer's input in the order that its unit takes it in. */
export type OrderPart = FifoPart | ReplayPart | LineBufferPart

/** The gearbox between beats of two widths, none where they are equal. */
export function gearboxParts(name: string, { from, to, frame }: GearboxParameters): GearboxPart[] {
  return from === to ? [] : [{ kind: 'gearbox', name, from, to, frame }]
}

/** The matrix-vector unit of a layer's parts, which always comes last. */
export function unitOf(parts: readonly LayerPart[]): MatrixVectorPart {
  const last = parts.at(-1)
  if (last?.kind !== 'matrixVector') throw new Error('internal: a layer ends with its matrix-vector unit')
  return last
}
