/** Timing of the replay buffer, in plain numbers. */

/** What a replay buffer is made for. */
export interface ReplayBufferParameters {
  /** Bits of a beat. */
  readonly width: number
  /** Beats of a vector. */
  readonly beats: number
  /** How many times each vector is given. */
  readonly replays: number
}

/** Cycles from a beat entering to its first appearance at the output. */
export const replayLatency = 2

/** Words of the memory: one vector being read and one arriving. */
export function replayDepth(beats: number): number {
  return 2 * beats
}
