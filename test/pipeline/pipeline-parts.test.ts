/** The list of parts: its links, its widths, its beats, and that hardware is what it says. */

import { describe, expect, it } from 'vitest'
import { networkDesign } from '../../accelerator/design.ts'
import type { Design } from '../../dsl/index.ts'
import { lower } from '../../lowering/lower.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { Network } from '../../network/network.ts'
import type { Part, PlacedPart } from '../../pipeline/part.ts'
import { pipelineParts } from '../../pipeline/pipeline-parts.ts'
import { planFor } from '../../plan/make-plan.ts'
import { randomPlan } from '../support/random-plan.ts'

const planned = Array.from({ length: 120 }, (_, seed) => randomPlan(seed)).filter((plan) => plan !== null)
const lists = planned.map(({ network, plan }) => ({
  network,
  plan,
  parts: pipelineParts(lower(network), plan.layers),
}))

/** Bits of a beat that enters a part, and of one that leaves it; null at the ends. */
function widthsOf(part: Part): readonly [enters: number | null, leaves: number | null] {
  switch (part.kind) {
    case 'source': {
      const { activation, activationsPerBeat } = part
      return [null, (activation.kind === 'binary' ? 1 : activation.bits) * activationsPerBeat]
    }
    case 'gearbox':
      return [part.from, part.to]
    case 'fifo':
    case 'replay':
    case 'pool':
      return [part.width, part.width]
    case 'lineBuffer':
      return [part.width, part.width * part.taps]
    case 'matrixVector':
      return [part.simd * part.planes, part.pe * part.resultWidth]
    case 'decision':
      return [part.classes * part.width, null]
  }
}

/** The bits of a port of a module. */
function portWidth({ modules }: Design, module: string, port: string): number {
  const found = modules.find(({ name }) => name === module)?.ports.find(({ name }) => name === port)
  if (found === undefined) throw new Error(`${module} has no ${port}`)
  return found.width
}

describe('the parts of random plans', () => {
  it('are a chain from the source to the decision', () => {
    for (const { parts } of lists) {
      expect(parts.map(({ from }) => from)).toEqual(parts.map((_, index) => (index === 0 ? [] : [index - 1])))
      expect([parts[0]!.part.kind, parts.at(-1)!.part.kind]).toEqual(['source', 'decision'])
    }
  })

  it('give each other beats of the width that is taken', () => {
    for (const { parts } of lists) {
      for (const { part, from } of parts) {
        for (const before of from) expect(widthsOf(part)[0]).toBe(widthsOf(parts[before]!.part)[1])
      }
    }
  })

  it('have a FIFO in front of each layer but the first, as deep as planned', () => {
    for (const { network, plan, parts } of lists) {
      const fifos = parts.filter(({ part, within }) => part.kind === 'fifo' && within === null)
      expect(fifos.map(({ layer }) => layer)).toEqual(network.layers.slice(1).map((_, index) => index + 1))
      const depth = ({ part }: PlacedPart) => (part.kind === 'fifo' ? part.depth : null)
      expect(fifos.map(depth)).toEqual(plan.layers.slice(1).map(({ fifoDepth }) => fifoDepth))
    }
  })

  it('are what hardware is made of, with the widths that it has', () => {
    for (const { network, plan, parts } of lists.slice(0, 40)) {
      const design = networkDesign(network, plan)
      for (const { part, within } of parts) {
        if (part.kind !== 'matrixVector') continue
        const module = `${network.name}_${within}_${part.name}`
        expect(portWidth(design, module, 'activation_data')).toBe(widthsOf(part)[0])
        expect(portWidth(design, module, 'result_data')).toBe(widthsOf(part)[1])
      }
      const scores = parts.at(-1)!.part
      expect(portWidth(design, network.name, 'result_scores')).toBe(widthsOf(scores)[0])
    }
  })

  it('are plain data', () => {
    for (const { parts } of lists) expect(JSON.parse(JSON.stringify(parts))).toEqual(parts)
  })
})

describe('a signed first layer whose lanes do not divide its inputs', () => {
  const network: Network = {
    name: 'signed_pixels',
    input: { kind: 'integers', shape: [1, 16, 1], bits: 8, signed: true, mapping: { kind: 'fixedPoint' } },
    layers: [
      {
        ...{ kind: 'fullyConnected', name: 'fc0', inputs: 16, outputs: 3 },
        weights: new BitMatrix(3, 16),
        thresholds: new Int32Array(3),
      },
      {
        ...{ kind: 'fullyConnected', name: 'fc1', inputs: 3, outputs: 2 },
        weights: new BitMatrix(2, 3),
        thresholds: null,
      },
    ],
    scores: { kind: 'popcount' },
    decision: { kind: 'argmax' },
    classes: ['a', 'b'],
  }
  const plan = planFor(network, {
    layers: [
      { pe: 1, simd: 5 },
      { pe: 1, simd: 1 },
    ],
  })

  it('has sums as wide as all lanes need, in the plan as in hardware: 20 of 255 are 13 bits', () => {
    const unit = pipelineParts(lower(network), plan.layers).find(({ part }) => part.kind === 'matrixVector')
    expect(unit?.part).toMatchObject({ sumWidth: 13 })
    // One bit more tells whether the threshold is reached.
    const products = networkDesign(network, plan).modules.map(({ name }) => name)
    expect(products).toContain('dot_product_5x8_to_14')
  })
})
