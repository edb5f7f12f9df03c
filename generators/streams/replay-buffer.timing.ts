/** Timing of the replay buffer, in plain numbers. */

/** Cycles from a beat entering to its first appearance at the output. */
export const replayLatency = 2

/** Words of the memory: one vector being read and one arriving. */
export function replayDepth(beats: number): number {
  return 2 * beats
}
