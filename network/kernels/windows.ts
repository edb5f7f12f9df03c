/** Where the windows of a layer lie: output rows and columns, grouped by the taps that are inside the map. */

/** One axis of a sliding window. */
export interface WindowAxis {
  /** Pixels of the map, and pads before the first of them. */
  readonly size: number
  readonly before: number
  readonly outputs: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
}

/** Output rows (or columns) whose windows have the same taps inside the map: `taps` of them, from `firstTap` on. */
export interface Band {
  readonly firstTap: number
  readonly taps: number
  readonly positions: readonly number[]
}

/** The row (or column) of the map that a tap of an output position sees; negative or too large when it is outside. */
export function tapPosition(axis: WindowAxis, position: number, tap: number): number {
  return position * axis.stride - axis.before + tap * axis.dilation
}

/** All positions as one band with all taps, for whoever stores the padding around the map. */
export function wholeBand({ kernel, outputs }: WindowAxis): Band {
  return { firstTap: 0, taps: kernel, positions: Array.from({ length: outputs }, (_, i) => i) }
}

/**
 * The positions, grouped by the taps that are inside the map.
 *
 * @example
 * // A kernel of 3 on 5 pixels with one pad on either side: 1 position at each end, 3 in between.
 * bandsOf({ size: 5, before: 1, outputs: 5, kernel: 3, stride: 1, dilation: 1 }).length // 3
 */
export function bandsOf(axis: WindowAxis): Band[] {
  const bands = new Map<string, { firstTap: number; taps: number; positions: number[] }>()
  for (let position = 0; position < axis.outputs; position++) {
    const inside = Array.from({ length: axis.kernel }, (_, tap) => tap).filter((tap) => {
      const at = tapPosition(axis, position, tap)
      return at >= 0 && at < axis.size
    })
    const [firstTap = 0] = inside
    const key = `${firstTap} ${inside.length}`
    const band = bands.get(key) ?? { firstTap, taps: inside.length, positions: [] }
    band.positions.push(position)
    bands.set(key, band)
  }
  return [...bands.values()]
}
