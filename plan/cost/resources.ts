/** What hardware is made of, counted: LUTs, flip-flops, block memories. */

/** In the units of a family of devices. */
export interface Resources {
  /** LUT sites: two functions that fit one LUT count once. */
  readonly lut: number
  readonly ff: number
  /** Block memories; halves exist where the family has them. */
  readonly memory: number
}

export const nothing: Resources = { lut: 0, ff: 0, memory: 0 }

/** The sum of them. */
export function sumOf(...parts: readonly Resources[]): Resources {
  let { lut, ff, memory } = nothing
  for (const part of parts) {
    lut += part.lut
    ff += part.ff
    memory += part.memory
  }
  return { lut, ff, memory }
}

/** `count` times as much. */
export function times(count: number, { lut, ff, memory }: Resources): Resources {
  return { lut: count * lut, ff: count * ff, memory: count * memory }
}

/** Whole LUTs and flip-flops, and memories to the half. */
export function rounded({ lut, ff, memory }: Resources): Resources {
  return { lut: Math.round(lut), ff: Math.round(ff), memory: Math.round(2 * memory) / 2 }
}
