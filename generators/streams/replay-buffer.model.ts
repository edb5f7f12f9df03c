/** Plain-number model of the replay buffer. */

/**
 * Each vector of `beats` beats, `replays` times in a row.
 *
 * @example
 * replayModel([1, 2, 3, 4], 2, 2) // [1, 2, 1, 2, 3, 4, 3, 4]
 */
export function replayModel<Beat>(source: readonly Beat[], beats: number, replays: number): Beat[] {
  const replayed: Beat[] = []
  for (let start = 0; start + beats <= source.length; start += beats) {
    for (let replay = 0; replay < replays; replay++) replayed.push(...source.slice(start, start + beats))
  }
  return replayed
}
