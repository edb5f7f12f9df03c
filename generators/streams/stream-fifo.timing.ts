/** Timing of the stream FIFO, in plain numbers. */

/** Deepest FIFO whose memory is read at once; deeper ones fetch ahead from a block memory. */
const deepestLookup = 32

/** Whether a FIFO of this depth keeps its beats in a block memory and fetches the next word ahead. */
export function fifoReadsAhead(depth: number): boolean {
  return depth > deepestLookup
}

/** Cycles from a beat entering an empty FIFO to its appearance at the output. */
export function fifoLatency(depth: number): number {
  return fifoReadsAhead(depth) ? 2 : 1
}
