/** The hardware that the cost model is fitted to: small modules of every kind, and what the model says of each. */

import { elaborate } from '../dsl/index.ts'
import { Argmax } from '../generators/layers/argmax.ts'
import { Gearbox } from '../generators/streams/gearbox.ts'
import { ReplayBuffer } from '../generators/streams/replay-buffer.ts'
import { StreamFifo } from '../generators/streams/stream-fifo.ts'
import type { LineBufferFolding } from '../generators/windows/line-buffer.timing.ts'
import { LineBuffer } from '../generators/windows/line-buffer.ts'
import { MaxPool } from '../generators/windows/max-pool.ts'
import { decisionCost, fifoCost, gearboxCost, poolCost, replayCost, windowCost } from '../plan/cost/cost.ts'
import type { Sample } from './cost-sample.ts'
import { unitSamples } from './cost-unit-samples.ts'

/** Modules for the terms. */
export function samples(): Sample[] {
  return [
    ...fifos(),
    ...gearboxes(),
    ...replays(),
    ...windows(),
    ...pools(),
    ...decisions(),
    ...unitSamples(),
  ]
}

function fifos(): Sample[] {
  const sizes = [1, 2, 4, 16, 32, 64, 512].flatMap((depth) => [8, 32, 128].map((width) => ({ depth, width })))
  return sizes.map(({ depth, width }) => ({
    name: `FIFO of ${depth} x ${width}`,
    design: () => elaborate(StreamFifo, { payload: { data: width }, depth }),
    estimate: (model) => fifoCost(model, depth, width),
  }))
}

function gearboxes(): Sample[] {
  const ratios = [
    [26, 128, 128],
    [64, 128, 128],
    [128, 32, 128],
    [3, 16, 64],
    [10, 20, 200],
    [24, 3, 24],
    [13, 256, 256],
    [64, 171, 512],
    [1, 64, 256],
    [37, 256, 256],
    [4, 8, 1024],
    [88, 110, 110],
    [55, 110, 110],
    [22, 110, 110],
    [32, 16, 1024],
    [12, 110, 110],
    [32, 49, 784],
    [16, 3, 48],
    [43, 64, 1024],
    [64, 43, 1024],
    [43, 100, 1024],
    [7, 37, 256],
    [85, 128, 1024],
    [12, 32, 512],
    [256, 37, 512],
    [37, 256, 512],
    [1, 171, 1024],
    [2, 18, 512],
    [8, 24, 200],
    [32, 64, 200],
    [12, 8, 96],
  ] as const
  return ratios.map(([from, to, frame]) => ({
    name: `gearbox of ${from} to ${to} bits, frames of ${frame}`,
    design: () => elaborate(Gearbox, { from, to, frame }),
    estimate: (model) => gearboxCost(model, from, to, frame),
  }))
}

function replays(): Sample[] {
  const sizes = [
    [8, 4],
    [64, 16],
    [32, 128],
    [128, 64],
    [36, 29],
    [4, 256],
    [64, 4],
  ] as const
  return sizes.map(([width, beats]) => ({
    name: `replay buffer of ${beats} x ${width}`,
    design: () => elaborate(ReplayBuffer, { width, beats, replays: 8 }),
    estimate: (model) => replayCost(model, beats, width),
  }))
}

function square(size: number, words: number, taps: number, padding: 0 | 1): LineBufferFolding {
  const windows = size - 2 + 2 * padding
  return {
    image: [size, size],
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: padding, left: padding, bottom: padding, right: padding },
    windows: [windows, windows],
    words,
    taps,
    replays: 8,
  }
}

function windows(): Sample[] {
  const sizes = [
    [32, 24, 1, 1, 1],
    [32, 128, 1, 1, 1],
    [32, 128, 1, 3, 1],
    [32, 64, 1, 9, 1],
    [16, 128, 1, 3, 1],
    [16, 64, 2, 1, 1],
    [8, 171, 3, 1, 1],
    [8, 256, 1, 3, 1],
    [30, 32, 2, 1, 0],
    [14, 32, 2, 1, 0],
    [5, 32, 4, 1, 0],
    [32, 3, 8, 1, 0],
  ] as const
  return sizes.map(([size, width, words, taps, padding]) => {
    const folding = square(size, words, taps, padding)
    return {
      name: `line buffer of ${size} x ${size} x ${words * width}, ${taps} taps of ${width}`,
      design: () => elaborate(LineBuffer, { ...folding, name: 'windows', width, outside: 'zeros', spare: 0 }),
      estimate: (model) => windowCost(model, folding, width),
    }
  })
}

function pools(): Sample[] {
  const sizes = [
    [32, 26, 2],
    [16, 13, 2],
    [28, 32, 2],
    [8, 64, 2],
    [8, 16, 32],
    [16, 32, 8],
    [32, 64, 2],
    [16, 37, 7],
    [8, 6, 86],
  ] as const
  return sizes.map(([size, width, words]) => {
    const folding: LineBufferFolding = {
      ...square(size, words, 4, 0),
      kernel: [2, 2],
      stride: [2, 2],
      windows: [size / 2, size / 2],
      replays: 1,
    }
    return {
      name: `pool of ${size} x ${size} x ${words * width}, ${width} at once`,
      design: () => elaborate(MaxPool, { ...folding, name: 'pool', width }),
      estimate: (model) => poolCost(model, folding, width),
    }
  })
}

function decisions(): Sample[] {
  const sizes = [
    [10, 10, 'argmax'],
    [10, 16, 'argmax'],
    [2, 8, 'argmax'],
    [44, 9, 'argmax'],
    [100, 8, 'argmax'],
    [10, 11, 'highest-set-bit'],
    [10, 8, 'highest-set-bit'],
    [44, 9, 'highest-set-bit'],
  ] as const
  return sizes.map(([classes, width, rule]) => {
    const thresholds = Array.from({ length: classes }, (_, index) => 2 ** (width - 1) - 5 * index)
    const decision = { classes, width, signed: false, ...(rule === 'highest-set-bit' && { thresholds }) }
    return {
      name: `${rule} of ${classes} scores of ${width} bits`,
      design: () => elaborate(Argmax, { name: 'decision', ...decision }),
      estimate: (model) => decisionCost(model, decision),
    }
  })
}
