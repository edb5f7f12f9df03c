/** Progress on a terminal: a bar while images pass; nothing where the output goes to a log. */

import { Presets, SingleBar } from 'cli-progress'

/** What long work tells about itself. */
export interface Progress {
  /** So many are done; a note, such as the accuracy so far, stands behind the bar. */
  readonly advance: (done: number, note?: string) => void
  readonly stop: () => void
}

const silent: Progress = { advance: () => {}, stop: () => {} }

/** A bar of `total` things called `what` on standard error, if that is a terminal. */
export function progressBar(what: string, total: number): Progress {
  if (!process.stderr.isTTY) return silent
  const bar = new SingleBar(
    {
      format: `${what} {bar} {value}/{total}{note}, {eta} s left`,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0, { note: '' })
  return {
    advance: (done, note) => bar.update(done, { note: note === undefined ? '' : `, ${note}` }),
    stop: () => bar.stop(),
  }
}
