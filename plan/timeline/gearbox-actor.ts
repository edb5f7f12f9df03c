/** The gearbox on the timeline: units of bits go in and out, and only so many are held. */

import type { GearboxGeometry } from '../../generators/streams/gearbox.timing.ts'
import { type Actor, unknown } from './actor.ts'

/** Lets a beat in while it holds few enough units, and a beat out once its units are there. */
export class GearboxActor implements Actor {
  accepts = 0
  offers = unknown
  readonly #geometry: GearboxGeometry
  /** Beats out that are remembered at once. */
  readonly #places: number
  /** Rings by beat out: the cycle from which it is complete, and the one after it left. */
  readonly #complete: Float64Array
  readonly #left: Float64Array
  #beatIn = 0
  /** Units that have entered, counting what the last beat of a frame was filled up with. */
  #units = 0
  /** Beats out that are complete, and those that have left. */
  #completed = 0
  #out = 0
  #nextIn = 0
  #nextOut = 0

  constructor(geometry: GearboxGeometry) {
    this.#geometry = geometry
    this.#places = Math.ceil((geometry.mostUnits + geometry.heldAtEntry) / geometry.unitsOut) + 2
    this.#complete = new Float64Array(this.#places)
    this.#left = new Float64Array(this.#places)
  }

  enter(cycle: number): void {
    const { unitsIn, unitsOut, beatsIn, lastUnitsIn, latency } = this.#geometry
    const isLast = this.#beatIn === beatsIn - 1
    this.#beatIn = isLast ? 0 : this.#beatIn + 1
    this.#units += isLast ? lastUnitsIn : unitsIn
    for (; (this.#completed + 1) * unitsOut <= this.#units; this.#completed++) {
      this.#complete[this.#completed % this.#places] = cycle + latency
    }
    this.#nextIn = cycle + 1
    this.#update()
  }

  leave(cycle: number): void {
    this.#left[this.#out % this.#places] = cycle + 1
    this.#out++
    this.#nextOut = cycle + 1
    this.#update()
  }

  #update(): void {
    const { unitsOut, heldAtEntry } = this.#geometry
    const mustHaveLeft = Math.max(0, Math.ceil((this.#units - heldAtEntry) / unitsOut))
    if (mustHaveLeft > this.#out) this.accepts = unknown
    else if (mustHaveLeft === 0) this.accepts = this.#nextIn
    else this.accepts = Math.max(this.#nextIn, this.#left[(mustHaveLeft - 1) % this.#places]!)
    const isComplete = this.#out < this.#completed
    this.offers = isComplete ? Math.max(this.#nextOut, this.#complete[this.#out % this.#places]!) : unknown
  }
}
