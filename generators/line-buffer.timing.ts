/** Geometry and timing of the line buffer, in plain numbers: which rows are kept, when a window is complete. */

/** Rows or pixels outside an image, on each side. */
export interface Padding {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** How windows slide over an image; pairs are (vertical, horizontal). */
export interface WindowGeometry {
  /** Height and width in pixels. */
  readonly image: readonly [number, number]
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  readonly padding: Padding
  /** Height and width of the result, in windows. Windows may reach past the padding (ceil mode of a pool). */
  readonly windows: readonly [number, number]
}

/** How a line buffer reads. */
export interface LineBufferFolding extends WindowGeometry {
  /** Beats of a pixel. */
  readonly words: number
  /** Taps of the window that leave side by side in one beat. */
  readonly taps: number
  /** How many times each window is given. */
  readonly replays: number
  /** Cycles in which a pixel arrives when nobody waits; `words` unless given. */
  readonly pixelCycles?: number
}

/** Cycles from asking for a beat to its appearance behind the FIFO: address, memory, FIFO. */
export const lineBufferReadLatency = 3

/** Beats that may be asked for and not have left: what the FIFO behind the memory holds. */
export const lineBufferRoom = lineBufferReadLatency + 1

/** Cycles from the last pixel that a window needs entering to its first beat at the output. */
export const lineBufferLatency = lineBufferReadLatency + 1

/** Groups of taps that leave one after the other. */
export function tapGroups({ kernel, taps }: LineBufferFolding): number {
  return Math.ceil((kernel[0] * kernel[1]) / taps)
}

/** Beats of one window, replays included. */
export function beatsPerWindow(folding: LineBufferFolding): number {
  return tapGroups(folding) * folding.words * folding.replays
}

/** Cycles of a frame: the slower one of taking in all pixels and giving out all windows. */
export function lineBufferCycles(folding: LineBufferFolding): number {
  const { image, windows, words, pixelCycles = words } = folding
  return Math.max(image[0] * image[1] * pixelCycles, windows[0] * windows[1] * beatsPerWindow(folding))
}

/** What the rows of an image are needed for; everything in stored rows, because rows that no window needs are dropped. */
export interface RowSchedule {
  /** Whether each row of the image is stored. */
  readonly stored: readonly boolean[]
  readonly storedCount: number
  /** For each row of windows: the stored row on which its top tap would lie; negative in the padding. */
  readonly top: readonly number[]
  /** For each row of windows: the last stored row that it needs, or -1. */
  readonly last: readonly number[]
  /** For each row of windows: stored rows that no window from here on needs. */
  readonly done: readonly number[]
}

/** The rows that windows need. */
export function rowSchedule({
  image,
  kernel,
  stride,
  dilation,
  padding,
  windows,
}: WindowGeometry): RowSchedule {
  const [height] = image
  const reach = (kernel[0] - 1) * dilation[0] + 1
  const tops = Array.from({ length: windows[0] }, (_, row) => row * stride[0] - padding.top)
  const covered = (row: number) => tops.some((top) => row >= top && row < top + reach)
  const stored = Array.from({ length: height }, (_, row) => covered(row))
  const before = (row: number) => stored.slice(0, row).filter(Boolean).length
  return {
    stored,
    storedCount: before(height),
    top: tops.map((top) => (top <= 0 ? top : before(top))),
    last: tops.map((top) =>
      top + reach <= 0 || top >= height ? -1 : before(Math.min(height, top + reach)) - 1,
    ),
    done: tops.map((top) => (top <= 0 ? 0 : before(Math.min(top, height)))),
  }
}

/** For each column of windows: how many pixels of its last row it needs, 0 .. width. */
export function columnsNeeded({
  image,
  kernel,
  stride,
  dilation,
  padding,
  windows,
}: WindowGeometry): number[] {
  const reach = (kernel[1] - 1) * dilation[1] + 1
  return Array.from({ length: windows[1] }, (_, column) => {
    const left = column * stride[1] - padding.left
    return left >= image[1] ? 0 : Math.min(image[1], Math.max(0, left + reach))
  })
}

/** Whether any window waits for a pixel; without one, windows would leave whether images come or not. */
export function awaitsPixels(geometry: WindowGeometry): boolean {
  const { last } = rowSchedule(geometry)
  return last.some((row) => row >= 0) && columnsNeeded(geometry).some((pixels) => pixels > 0)
}

/** Pixels of a row that windows need: those right of them are dropped. */
export function columnsStored(geometry: WindowGeometry): number {
  return Math.max(1, ...columnsNeeded(geometry))
}

/**
 * Rows that the buffer must hold so that a frame takes exactly `lineBufferCycles`, found by playing the schedule: pixels enter
 * when a row is free, windows leave when their last pixel is there.
 */
export function rowsHeld(folding: LineBufferFolding): number {
  const schedule = rowSchedule(folding)
  const span = Math.max(...schedule.last.map((last, row) => last - schedule.done[row]! + 1), 1)
  const target = lineBufferCycles(folding)
  const enough = 2 * Math.max(schedule.storedCount, 1)
  for (let rows = span; rows < enough; rows++) {
    if (playedInterval(folding, schedule, rows) === target) return rows
  }
  return Math.max(span, enough)
}

/** Cycles between the ends of the last two of some frames, with pixels always offered and windows always taken. */
function playedInterval(folding: LineBufferFolding, schedule: RowSchedule, rows: number): number {
  const { image, windows, words, pixelCycles = words } = folding
  const rowCycles = image[1] * pixelCycles
  const windowCycles = beatsPerWindow(folding)
  const needed = columnsNeeded(folding)
  const { stored, storedCount, last, done } = schedule

  /** Per stored row, counted over all frames: the cycle in which its first pixel enters, and in which it is given up. */
  const enters: number[] = []
  const freed: number[] = []
  let inputFree = 0
  let imageRow = 0
  const enterRow = () => {
    while (!stored[imageRow % image[0]]) {
      imageRow++
      inputFree += rowCycles
    }
    const start = Math.max(inputFree, freed[enters.length - rows] ?? 0)
    enters.push(start)
    imageRow++
    inputFree = start + rowCycles
  }

  let time = 0
  const ends = Array.from({ length: 5 }, (_, frame) => {
    const base = frame * storedCount
    for (let row = 0; row < windows[0]; row++) {
      while (enters.length <= base + last[row]!) enterRow()
      for (const pixels of needed) {
        const waits = last[row]! >= 0 && pixels > 0
        const complete = waits ? enters[base + last[row]!]! + pixels * pixelCycles : 0
        time = Math.max(time, complete) + windowCycles
      }
      const given = base + (row + 1 < windows[0] ? done[row + 1]! : storedCount)
      while (freed.length < given) freed.push(time)
    }
    return time
  })
  return ends.at(-1)! - ends.at(-2)!
}
