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

/** What taps outside the image carry: one bit everywhere, or 1 where row + column is even. */
export const outsideTaps = ['zeros', 'ones', 'checkerboard'] as const
export type OutsideTaps = (typeof outsideTaps)[number]

export interface LineBufferParameters extends LineBufferFolding {
  /** Module name. */
  readonly name: string
  /** Bits of a beat: a pixel, or one of its `words` parts. */
  readonly width: number
  readonly outside: OutsideTaps
  /** Bits of a pixel's last word that belong to no channel: they are 0 outside the image, whatever lies there. */
  readonly spare: number
}

/** Cycles from asking for a beat to its appearance behind the FIFO: parts of the address, their sum, memory, FIFO. */
export const lineBufferReadLatency = 4

/** Beats that may be asked for and not have left: what the FIFO behind the memory holds. */
export const lineBufferRoom = lineBufferReadLatency + 1

/** Cycles from the last pixel that a window needs being counted to the first beat being asked for. */
const noticeLatency = 1

/** Cycles from the last beat of a line of windows being asked for to its rows being free. */
export const lineBufferReleaseLatency = 2

/** Cycles from the last pixel that a window needs entering to its first beat at the output. */
export const lineBufferLatency = 1 + noticeLatency + lineBufferReadLatency

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

/** Whether any tap of any window lies outside the image. */
export function reachesOutside({
  image,
  windows,
  kernel,
  stride,
  dilation,
  padding,
}: WindowGeometry): boolean {
  const past = (axis: 0 | 1, before: number) =>
    before > 0 || (windows[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] >= image[axis]
  return past(0, padding.top) || past(1, padding.left)
}

/** What the rows of an image are needed for; everything in stored rows, because rows that no window needs are dropped. */
export interface RowSchedule {
  /** Whether each row of the image is stored. */
  readonly stored: readonly boolean[]
  readonly storedCount: number
  /** For each row of windows: the stored row on which its top tap would lie; negative in the padding. */
  readonly top: readonly number[]
  /** For each row of windows: the last stored row that it waits for, never one before that of the row of windows above; or -1. */
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
    last: tops.map((top) => before(Math.min(height, Math.max(0, top + reach))) - 1),
    done: tops.map((top) => (top <= 0 ? 0 : before(Math.min(top, height)))),
  }
}

/** For each column of windows: how many pixels of its last row it waits for, 1 .. width; never fewer than the window before. */
export function columnsNeeded(geometry: WindowGeometry): number[] {
  const reach = (geometry.kernel[1] - 1) * geometry.dilation[1] + 1
  return leftEdges(geometry).map((left) => Math.min(geometry.image[1], Math.max(1, left + reach)))
}

/** For each column of windows: the column of its left taps. */
function leftEdges({ stride, padding, windows }: WindowGeometry): number[] {
  return Array.from({ length: windows[1] }, (_, column) => column * stride[1] - padding.left)
}

/** Whether any window reaches into the image. */
export function touchesImage(geometry: WindowGeometry): boolean {
  const { image, kernel, dilation } = geometry
  const reach = (kernel[1] - 1) * dilation[1] + 1
  return (
    rowSchedule(geometry).storedCount > 0 &&
    leftEdges(geometry).some((left) => left < image[1] && left + reach > 0)
  )
}

/** Pixels of a row that windows wait for: those right of them are dropped. */
export function columnsStored(geometry: WindowGeometry): number {
  return columnsNeeded(geometry).at(-1)!
}

/** How many stored pixels more, counted on over all images, a window waits for than the one before it. */
export interface PixelDemand {
  /** Of the first window of all. */
  readonly first: number
  /** By column of windows: of the window to the right, in rows of windows that wait for a row of their own. */
  readonly alongLine: readonly number[]
  /** By row of windows: of the first window of the next row; behind the last one that of the next image. */
  readonly nextLine: readonly number[]
  /** By row of windows: whether it waits for a row that the one above does not wait for. */
  readonly awaitsRow: readonly boolean[]
}

/** The pixels that windows wait for, one window after the other. */
export function pixelDemand(geometry: WindowGeometry): PixelDemand {
  const { last, storedCount } = rowSchedule(geometry)
  const pixels = columnsNeeded(geometry)
  const rowPixels = columnsStored(geometry)
  const awaitsRow = last.map((row, line) => row > (last[line - 1] ?? -1))
  /** Pixels that the first window of a line waits for, and those that its last one does. */
  const before = last.map((row, line) =>
    awaitsRow[line] ? row * rowPixels + pixels[0]! : (row + 1) * rowPixels,
  )
  const after = last.map((row) => (row + 1) * rowPixels)
  return {
    first: before[0]!,
    alongLine: pixels.map((needed, column) => (pixels[column + 1] ?? needed) - needed),
    nextLine: after.map(
      (reached, line) => (before[line + 1] ?? storedCount * rowPixels + before[0]!) - reached,
    ),
    awaitsRow,
  }
}

/**
 * Words of the ring of rows. A window that is wider than a row may add offsets of more than a row before it takes them back, which
 * comes out right where addresses go round at a power of two.
 */
export function ringWords(folding: LineBufferFolding, rows: number): number {
  const { kernel, dilation, words } = folding
  const needed = rows * columnsStored(folding) * words
  const reach = (kernel[1] - 1) * dilation[1] + 1
  return reach > columnsStored(folding) ? 2 ** Math.max(1, Math.ceil(Math.log2(needed))) : needed
}

/**
 * Rows that the buffer must hold so that a frame takes exactly `lineBufferCycles`, found by playing the schedule: pixels enter
 * when a row is free, windows leave when their last pixel is there.
 */
export function rowsHeld(folding: LineBufferFolding): number {
  const schedule = rowSchedule(folding)
  const span = Math.max(...schedule.last.map((last, row) => last - schedule.done[row]! + 1), 1)
  const target = lineBufferCycles(folding)
  // Two images, and a row for the cycles between the last pixel and the first beat, always are.
  const enough = 2 * Math.max(schedule.storedCount, 1) + 1
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
        const complete = last[row]! < 0 ? 0 : enters[base + last[row]!]! + pixels * pixelCycles
        time = Math.max(time, complete + noticeLatency) + windowCycles
      }
      const given = base + (row + 1 < windows[0] ? done[row + 1]! : storedCount)
      while (freed.length < given) freed.push(time - 1 + lineBufferReleaseLatency)
    }
    return time
  })
  return ends.at(-1)! - ends.at(-2)!
}
