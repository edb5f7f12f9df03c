/** Broken designs: the checks of this suite notice every one of these mistakes. */

import { describe, expect, test } from 'vitest'
import { Data } from '../../dsl/index.ts'
import { targetOf } from '../../sim/target.ts'
import { printed, verifyStream } from '../support/generator-bench.ts'
import { blocks } from '../support/generator-blocks.ts'
import {
  constantLike,
  isFinding,
  isNamed,
  type Mutation,
  mutate,
  offBy,
  operator,
  startsOff,
  stuck,
} from '../support/generator-mutate.ts'

/** Every choice falls the same way; with a name, only that one. */
function always(side: 'whenTrue' | 'whenFalse', name: string | null = null): Mutation {
  return (node, id, draft) => {
    if (node.kind !== 'mux' || (name !== null && !isNamed(draft, id, name))) return null
    return { ...node, whenTrue: node[side], whenFalse: node[side] }
  }
}

const noEnable =
  (name: string): Mutation =>
  (node, id, draft) =>
    node.kind === 'register' && isNamed(draft, id, name) ? { ...node, enable: null } : null

const neverSet =
  (name: string): Mutation =>
  (node, id, draft) =>
    node.kind === 'register' && isNamed(draft, id, name) ? { ...node, next: id } : null

const noReset =
  (name: string): Mutation =>
  (node, id, draft) =>
    node.kind === 'register' && isNamed(draft, id, name) ? { ...node, init: null } : null

/** A signal that is one less than it should be. */
function lowered(name: string): Mutation {
  return (node, id, draft) =>
    isNamed(draft, id, name)
      ? {
          kind: 'binary',
          operator: 'sub',
          width: node.width,
          left: draft.add(node),
          right: draft.add(constantLike(node, 1n)),
        }
      : null
}

const addressStuck: Mutation = (node, _, { nodes, add }) =>
  node.kind === 'memoryRead' ? { ...node, address: add(constantLike(nodes[node.address]!, 0n)) } : null

const countsOneMore: Mutation = (node, _, { add }) => {
  if (node.kind !== 'unary' || node.operator !== 'popcount') return null
  return {
    kind: 'binary',
    operator: 'add',
    width: node.width,
    left: add(node),
    right: add(constantLike(node, 1n)),
  }
}

const oneWrongBit: Mutation = (node, _, { memories }) => {
  if (node.kind !== 'memoryRead') return null
  const memory = memories[node.memory]!
  const { width, words } = memory.contents!
  memories[node.memory] = { ...memory, contents: Data.of(width, [words[0]! ^ 1n, ...words.slice(1)]) }
  return node
}

const operandsSwapped: Mutation = (node) =>
  node.kind === 'concat' ? { ...node, operands: node.operands.toReversed() } : null

type Broken = readonly [mistake: string, block: keyof typeof blocks, generator: string, mutation: Mutation]

const mistakes: readonly Broken[] = [
  ['XNOR is XOR', 'mvtu', 'XnorPopcount', operator('xnor', 'xor')],
  ['the popcount is one too high', 'mvtu', 'XnorPopcount', countsOneMore],
  ['a threshold is one too high', 'mvtu', 'MatrixVectorThreshold', lowered('initial_0')],
  ['sums are not restarted', 'mvtu', 'MatrixVectorThreshold', stuck('accumulation_begins', 0n)],
  ['sums are always restarted', 'mvtu', 'MatrixVectorThreshold', stuck('accumulation_begins', 1n)],
  ['a sum does not wait', 'mvtu', 'MatrixVectorThreshold', noEnable('partial_1')],
  ['a vector ends one beat early', 'mvtu', 'MatrixVectorThreshold', offBy('last_synapse_fold', -1n)],
  ['the weights wrap one fold early', 'mvtu', 'MatrixVectorThreshold', offBy('last_fold', -1n)],
  ['the weight address is stuck', 'mvtu', 'WeightMemory', addressStuck],
  ['one weight is wrong', 'mvtu', 'WeightMemory', oneWrongBit],
  ['the threshold address is stuck', 'mvtu', 'MatrixVectorThreshold', addressStuck],
  ['the neuron fold is not reset', 'mvtu', 'MatrixVectorThreshold', noReset('neuron_fold')],
  ['ready ignores the room behind', 'mvtu', 'MatrixVectorThreshold', stuck('room_unfinished', 1n)],
  ['beats count without valid', 'mvtu', 'MatrixVectorThreshold', stuck('activation_fire', 1n)],
  // With room for two, the comparison for one more room is that for one more result.
  ['one promise too few', 'mvtu', 'MatrixVectorThreshold', offBy('another_one', -1n)],
  [
    'a beat is worked on only once',
    'input-stationary mvtu',
    'MatrixVectorThreshold',
    stuck('needs_beat', 1n),
  ],
  ['the next beat overtakes', 'input-stationary mvtu', 'MatrixVectorThreshold', noEnable('vector')],
  ['rows share a sum', 'input-stationary mvtu', 'MatrixVectorThreshold', stuck('accumulation_index', 0n)],
  ['rows end early', 'input-stationary mvtu', 'MatrixVectorThreshold', offBy('last_synapse_fold', -1n)],
  [
    'results ignore the room behind',
    'input-stationary mvtu',
    'MatrixVectorThreshold',
    stuck('room_unfinished', 1n),
  ],
  [
    'a burst has too little room',
    'input-stationary mvtu',
    'MatrixVectorThreshold',
    offBy('another_room', -1n),
  ],
  ['signs are not inverted', 'mvtu of signed numbers', 'MatrixVectorThreshold', operator('xor', 'or')],
  ['sums are not corrected', 'mvtu of signed numbers', 'MatrixVectorThreshold', stuck('initial_0', 0n)],
  ['planes are weighted the wrong way', 'mvtu of signed numbers', 'DotProduct', operator('shl', 'shr')],
  ['a factor loses its sign', 'scaling mvtu', 'MatrixVectorThreshold', operator('smul', 'mul')],
  ['a decoded weight is another one', 'scaling mvtu', 'WeightMemory', stuckArm()],
  ['a layer replays once less', 'layer', 'ReplayBuffer', offBy('last_pass', -1n)],
  ['bits after the frame stay', 'gearbox', 'Gearbox', always('whenFalse', 'kept')],
  ['a gearbox takes what it cannot hold', 'gearbox', 'Gearbox', stuck('source_ready', 1n)],
  ['beats enter where others still are', 'gearbox', 'Gearbox', stuck('units', 0n)],
  ['a gearbox gives half a beat', 'gearbox', 'Gearbox', startsOff('below', -1n)],
  ['a rest stays where it was', 'collecting gearbox', 'Gearbox', always('whenFalse', 'wanted')],
  ['a frame ends with a whole beat', 'collecting gearbox', 'Gearbox', stuck('ends_next', 0n)],
  ['a ring forgets what joins', 'gearbox with a ring', 'Gearbox', stuck('turned_1', 0n)],
  ['a slot keeps what has left', 'gearbox with a ring', 'Gearbox', always('whenFalse', 'kept_0')],
  ['a slot is skipped', 'gearbox with a ring', 'Gearbox', offBy('last_slot', -1n)],
  ['the end of the ring is missed', 'gearbox with a ring', 'Gearbox', startsOff('place_past', -1n)],
  ['a beat out is overwritten', 'gearbox with a ring', 'Gearbox', stuck('completes', 1n)],
  ['the next vector begins where the last did', 'replay buffer', 'ReplayBuffer', neverSet('in_upper_half')],
  ['beats are read before they arrive', 'replay buffer', 'ReplayBuffer', stuck('some_unread', 1n)],
  ['beats are overwritten too early', 'replay buffer', 'ReplayBuffer', stuck('room_occupied', 1n)],
  ['a full FIFO takes another beat', 'fifo', 'StreamFifo', stuck('room_held', 1n)],
  ['an empty FIFO gives a beat', 'fifo', 'StreamFifo', stuck('some_held', 1n)],
  ['a FIFO loses count', 'fifo', 'StreamFifo', operator('xor', 'or')],
  ['a FIFO writes past its end', 'fifo', 'StreamFifo', offBy('last_write', 1n)],
  ['a word is fetched over another', 'deep fifo', 'StreamFifo', stuck('fetch', 1n)],
  ['the last of equals wins', 'argmax', 'Argmax', operator('sgt', 'sge')],
  ['scores lose their sign', 'argmax', 'Argmax', operator('sgt', 'gt')],
  ['the answer is spelled backwards', 'argmax', 'Argmax', operandsSwapped],
  ['a threshold is missed by one', 'highest set bit', 'Argmax', operator('ge', 'gt')],
]

/** A decoder whose first arm gives what the second one should. */
function stuckArm(): Mutation {
  return (node) => {
    if (node.kind !== 'match') return null
    const [first, second, ...rest] = node.arms
    return { ...node, arms: [{ ...first!, result: second!.result }, second!, ...rest] }
  }
}

test.each(Object.entries(blocks))('%s passes unbroken', async (_, { design, stream }) => {
  await verifyStream(targetOf(design), stream, ['engine'])
})

describe('it is noticed when', () => {
  test.each(mistakes)('%s (%s)', async (_, block, generator, mutation) => {
    const { design, stream } = blocks[block]
    const broken = mutate(design, generator, mutation)
    expect(broken.count).toBeGreaterThan(0)
    await expect(verifyStream(targetOf(broken.design), stream, ['engine'])).rejects.toSatisfy(isFinding)
  })
})

describe('it is noticed in the text, by Icarus, when', () => {
  const edits: readonly (readonly [mistake: string, from: string, to: string])[] = [
    ['XNOR is XOR', '~(activation ^ weight)', '(activation ^ weight)'],
    ['the sum shrinks', 'dot_1 +', 'dot_1 -'],
    ['the sum is not restarted', 'accumulation_begins ?', "1'b0 ?"],
    ['ready ignores the room behind', 'next_room_unfinished |', "1'b1 |"],
  ]
  test.each(edits)('%s', async (_, from, to) => {
    const { design, stream } = blocks.mvtu
    let places = 0
    const broken = await printed(design, (text) => {
      places += text.split(from).length - 1
      return text.replaceAll(from, to)
    })
    expect(places).toBeGreaterThan(0)
    await expect(verifyStream(broken, stream, ['icarus'])).rejects.toSatisfy(isFinding)
  })
})
