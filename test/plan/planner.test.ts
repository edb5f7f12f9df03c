/** The planner: every target is met by the cycle law, or refused with the best rate and the reason. */

import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cnn, mlp } from '../../bench/experiments/families.ts'
import { lower } from '../../lowering/lower.ts'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import type { Network } from '../../network/network.ts'
import { costModels } from '../../plan/cost/coefficients/index.ts'
import { sumOf } from '../../plan/cost/resources.ts'
import { planCycles } from '../../plan/cycles.ts'
import { devices, findDevice } from '../../plan/devices.ts'
import { estimatePlan } from '../../plan/estimate.ts'
import type { Plan } from '../../plan/plan.ts'
import {
  type Candidate,
  candidatesOf,
  type Group,
  groupsOf,
  regroupingCost,
} from '../../plan/search/candidates.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { type Demand, selector } from '../../plan/search/selection.ts'
import {
  intervalFor,
  missesLatencyGoal,
  planningTarget,
  type Target,
  type TargetOptions,
} from '../../plan/target.ts'
import { steadyInterval, timeline } from '../../plan/timeline/timeline.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { packCnv } from '../network/cnv-folder.ts'
import { randomNetwork } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'

function target(options: TargetOptions): Target {
  const made = planningTarget(options)
  if (made === null) throw new Error('the options ask for no rate')
  return made
}

function planned(network: Network, options: TargetOptions): Plan {
  return planForTarget(network, target(options))
}

/** The message of the InputError and the help that go with a target that cannot be met. */
function refusal(network: Network, options: TargetOptions): { message: string; help: string | null } {
  try {
    planned(network, options)
  } catch (error) {
    if (error instanceof InputError) return { message: error.message, help: error.help }
    throw error
  }
  return { message: 'met', help: null }
}

/** LUTs plus memories in LUTs, as the planner weighs them without a device. */
function price(network: Network, plan: Plan): number {
  const { total } = estimatePlan(network, plan, { clockMhz: 200, device: null })
  return total.lut + 300 * total.memory
}

const sfc = mlp(256)
const lfc = mlp(1024)
const binaryNet = cnn(1)

describe('options', () => {
  it('of a rate keep it: the cycles between frames are rounded down', () => {
    expect(intervalFor(12_000, 200)).toBe(16_666)
    expect(intervalFor(12_500, 200)).toBe(16_000)
  })

  it.each([
    [{ fps: 9, utilisation: { lut: 0.5 } }, '--utilisation needs a device'],
    [{ fps: 9, max: true, device: 'xc7z020' }, 'contradict each other'],
    [{ optimise: 'latency' }, '--optimise needs a rate'],
  ] as const)('%j are refused: %s', (options, message) => {
    expect(() => planningTarget(options)).toThrow(message)
  })
})

describe('devices', () => {
  it.each([
    ['XC7Z020', 4.9],
    ['XCZU3EG', 7.6],
    ['XCZU7EV', 11],
    ['XCKU115', 75.9],
    ['XCVU9P', 75.9],
    ['iCE40-HX8K', 0.125],
    ['ECP5-85', 3.66],
  ])(
    '%s, however it is written, holds %d Mbit in block memories, as its data sheet says',
    (name, megabits) => {
      const { family, memory, lut, ff } = findDevice(name)
      const kilobits = { xilinx: 36, ecp5: 18, ice40: 4 }
      expect((memory * kilobits[family]) / 1024).toBeCloseTo(megabits, 1)
      expect(ff).toBe(family === 'xilinx' ? 2 * lut : lut)
    },
  )
})

describe('the goal for the latency', () => {
  const plan = { interval: 1000, latency: 2401 }
  const asked = { fps: 1000, clockMhz: 1 }

  it('is 2.4 frame times at the rate asked for', () => {
    expect(missesLatencyGoal(target(asked), plan)).toBe(true)
    expect(missesLatencyGoal(target(asked), { ...plan, latency: 2400 })).toBe(false)
    expect(missesLatencyGoal(target({ ...asked, fps: 999 }), plan)).toBe(false)
  })

  it('is none where a bound or the least latency is asked for', () => {
    expect(missesLatencyGoal(target({ ...asked, latencyUs: 3000 }), plan)).toBe(false)
    expect(missesLatencyGoal(target({ ...asked, device: 'xc7z020', optimise: 'latency' }), plan)).toBe(false)
  })
})

describe('choices for all layers', () => {
  const model = costModels.xilinx
  const memoryPrice = 300
  const unbound: Demand = { cycles: Number.POSITIVE_INFINITY, stationary: null }

  /** Some of the candidates of each group of a random network. */
  function space(seed: number) {
    const groups = groupsOf(lower(randomNetwork(seed)))
    const candidates = groups.map((group) => {
      const all = candidatesOf(model, group)
      const step = Math.ceil(all.length / 12)
      return all.filter((_, index) => index % step === seed % step)
    })
    return { groups, candidates }
  }

  function priceOf(groups: readonly Group[], chosen: readonly Candidate[]): number {
    const regrouping = groups.map((group, index) =>
      regroupingCost(model, group, chosen[index - 1]?.choice.pe ?? 0, chosen[index]!.word),
    )
    const { lut, memory } = sumOf(...chosen.map(({ cost }) => cost), ...regrouping)
    return lut + memoryPrice * memory
  }

  const seeds = Array.from({ length: 60 }, (_, seed) => seed)

  it.each(['any', 'fast'])('are the cheapest of all combinations of %s ones', (which) => {
    for (const seed of seeds) {
      const { groups, candidates } = space(seed)
      const demands = candidates.map((all) => {
        const cycles = all.map((candidate) => candidate.cycles).sort((a, b) => a - b)
        return which === 'any' ? unbound : { ...unbound, cycles: cycles[cycles.length >> 1]! }
      })
      const combinations = candidates.reduce<readonly (readonly Candidate[])[]>(
        (ways, all, index) => {
          const meeting = all.filter(({ cycles }) => cycles <= demands[index]!.cycles)
          return ways.flatMap((way) => meeting.map((candidate) => [...way, candidate]))
        },
        [[]],
      )
      const least = Math.min(...combinations.map((chosen) => priceOf(groups, chosen)))
      const found = selector(model, groups, candidates, memoryPrice).cheapest(demands)!
      expect(found.price).toBeCloseTo(least, 6)
      expect(priceOf(groups, found.candidates)).toBeCloseTo(least, 6)
    }
  })

  it('have the cheapest other choice for one while its neighbours keep theirs', () => {
    for (const seed of seeds) {
      const { groups, candidates } = space(seed)
      const chooser = selector(model, groups, candidates, memoryPrice)
      const cheapest = chooser.cheapest(groups.map(() => unbound))!
      for (const index of groups.keys()) {
        const demand = { ...unbound, cycles: cheapest.candidates[index]!.cycles - 1 }
        const prices = candidates[index]!.filter(({ cycles }) => cycles <= demand.cycles).map((candidate) =>
          priceOf(groups, cheapest.candidates.with(index, candidate)),
        )
        const found = chooser.replaced(cheapest, index, demand)
        if (prices.length === 0) expect(found).toBeNull()
        else expect(found!.price).toBeCloseTo(Math.min(...prices), 6)
      }
    }
  })
})

describe('rates on devices', () => {
  const network = mlp(64)
  const axes = devices.flatMap((device) => [30, 1e5, 1e7].map((fps) => ({ device, name: device.name, fps })))
  const outcomes = new Set<string>()

  it.each(axes)(
    '$name at $fps frames/s: a plan that fits, or the best rate and the reason',
    ({ device, fps }) => {
      const options = { device: device.name, fps }
      const { message, help } = refusal(network, options)
      outcomes.add(message === 'met' ? 'met' : 'refused')
      if (message === 'met') {
        const plan = planned(network, options)
        const { total, shares } = estimatePlan(network, plan, { clockMhz: device.clockMhz, device })
        expect(plan.interval).toBeLessThanOrEqual(intervalFor(fps, device.clockMhz))
        expect(shares!.lut, `${total.lut} LUT`).toBeLessThanOrEqual(0.8)
        expect(shares!.memory, `${total.memory} memories`).toBeLessThanOrEqual(0.9)
      } else {
        expect(message).toMatch(/layer fc\d (alone takes [\d,]+|takes at least [\d,]+ cycle)/)
        expect(help).toMatch(/the best reachable rate is [\d,]+ frames\/s|use a larger/)
      }
    },
  )

  it.each([1396, 1614, 1650])('count FIFOs: network %i with room for all but them', (seed) => {
    const network = randomNetwork(seed)
    const options = { fps: 1e6 / 60, clockMhz: 1, device: 'xc7z020' }
    const lutsOf = (plan: Plan) => estimatePlan(network, plan, target(options)).total.lut
    const plan = planned(network, options)
    expect(Math.max(...plan.layers.map(({ fifoDepth }) => fifoDepth))).toBeGreaterThan(0)
    const room = lutsOf(plan) - 0.5
    const lut = room / findDevice(options.device).lut
    expect(lutsOf(planned(network, { ...options, utilisation: { lut } }))).toBeLessThanOrEqual(room)
  })

  it('are of both kinds', () => {
    expect(outcomes).toEqual(new Set(['met', 'refused']))
  })

  it('the best rate that a refusal names is met, and one that is a little higher is not', () => {
    const { help } = refusal(sfc, { device: 'xc7z020', fps: 1e8, clockMhz: 100 })
    const best = Number(/rate is ([\d,]+)/.exec(help!)![1]!.replaceAll(',', ''))
    expect(refusal(sfc, { device: 'xc7z020', fps: best, clockMhz: 100 }).message).toBe('met')
    const interval = intervalFor(best, 100)
    const next = Math.ceil(100e6 / (interval - 1))
    expect(refusal(sfc, { device: 'xc7z020', fps: next, clockMhz: 100 }).message).toContain(
      'do not fit xc7z020',
    )
  })

  it('--max is that rate', () => {
    const { help } = refusal(sfc, { device: 'xc7z020', fps: 1e8, clockMhz: 100 })
    const plan = planned(sfc, { device: 'xc7z020', max: true, clockMhz: 100 })
    expect(help).toContain(`a frame every ${plan.interval} cycle`)
  })

  it('one pixel a cycle is the end: a map cannot be faster than its pixels', () => {
    const { message, help } = refusal(cnn(1 / 4), { fps: 1e6, clockMhz: 200 })
    expect(message).toContain('layer conv0 takes at least 1,024 cycles a frame, one for each pixel')
    expect(help).toBe('the best reachable rate is 195,312 frames/s, a frame every 1,024 cycles')
  })

  it('the layer that a refusal names is the slowest one, wherever it stands', () => {
    const network = randomNetwork(3)
    expect(refusal(network, { fps: 1e8 }).message).toContain('layer conv1 takes at least 14 cycles')
    const { message } = refusal(network, { fps: 1e6, latencyUs: 0.001 })
    expect(message).toContain('layer conv1 alone is busy with a frame')
  })

  it('what is missing is what the nearest design lacks most, and the layer is that which takes most of it', () => {
    const utilisation = { lut: 0.1, memory: 0.05 }
    const { message } = refusal(sfc, { device: 'xc7z020', fps: 50_000, clockMhz: 100, utilisation })
    expect(message).toMatch(
      /: about (8|9|1\d) BRAM36 are needed and 7 may be used; layer fc0 alone takes \d$/,
    )
  })

  it('a network whose weights have no room is refused at every rate', () => {
    const { message } = refusal(sfc, { device: 'ice40-hx8k', max: true })
    expect(message).toMatch(/no rate fits ice40-hx8k: about [\d,]+ .* are needed and [\d,]+ may be used/)
  })

  it('a smaller share of a device gives a lower rate', () => {
    const rate = (lut: number) =>
      planned(sfc, { device: 'xc7z020', max: true, utilisation: { lut, memory: 0.9 } }).interval
    expect(rate(0.3)).toBeGreaterThan(rate(0.8))
  })
})

describe('any network and any rate', () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 500 }),
    slack: fc.double({ min: 0, max: 12, noNaN: true }),
  })

  it('the planned interval is at most the target, by the law and on the timeline', () => {
    fc.assert(
      fc.property(cases, ({ seed, slack }) => {
        const network = randomNetwork(seed)
        const pixels = network.input.shape[0] * network.input.shape[1]
        const interval = Math.ceil(2 * pixels * 2 ** slack)
        const plan = planned(network, { fps: 1e6, clockMhz: interval })
        const folding = { layers: plan.layers.filter((_, index) => network.layers[index]!.kind !== 'pool') }
        expect(plan.interval).toBeLessThanOrEqual(interval)
        expect(planCycles(network, folding).interval).toBe(plan.interval)
        expect(steadyInterval(network, plan)).toBe(plan.interval)
      }),
      { seed: 4, numRuns: 60 },
    )
  })

  it('a lower rate never costs more', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 2000 }), ({ seed, slack }, more) => {
        const network = randomNetwork(seed)
        const pixels = network.input.shape[0] * network.input.shape[1]
        const fast = Math.ceil(2 * pixels * 2 ** slack)
        const [dear, cheap] = [fast, fast + more].map((clockMhz) =>
          planned(network, { fps: 1e6, clockMhz, latencyUs: 1e9 }),
        )
        // Rounded LUTs of a few layers, and FIFOs that the choice does not see.
        const fifos = cheap!.layers.reduce((sum, { fifoDepth }) => sum + fifoDepth, 0)
        expect(price(network, cheap!)).toBeLessThanOrEqual(price(network, dear!) + 8 + 200 * fifos)
      }),
      { seed: 5, numRuns: 60 },
    )
  })
})

describe('latency', () => {
  const fps = 390_000

  it('is a goal of 2.4 frames where nobody says otherwise', () => {
    for (const network of [lfc, cnn(1 / 2)]) {
      const plan = planned(network, { fps: 6000 })
      expect(timeline(network, plan).latency).toBeLessThanOrEqual(2.4 * intervalFor(6000, 200))
    }
  })

  it('is bought where it is asked for, and costs', () => {
    const relaxed = planned(lfc, { fps, latencyUs: 100 })
    const quick = planned(lfc, { fps, latencyUs: 2 })
    expect(timeline(lfc, quick).latency).toBeLessThanOrEqual(400)
    expect(price(lfc, quick)).toBeGreaterThan(price(lfc, relaxed))
  })

  it('beyond reach is refused with the least one found and the layer in the way', () => {
    const { message } = refusal(lfc, { fps, latencyUs: 0.01 })
    const said =
      /a latency of 0.01 us is not reached: the least one found is ([\d.]+) us; layer fc\d alone is busy with a frame/
    const [, least] = said.exec(message)!
    // It is what a plan takes, not what was guessed of one.
    const plan = planned(lfc, { fps, latencyUs: Number(least) })
    expect(plan.latency / 200).toBeCloseTo(Number(least), 3)
  })

  it('is as low as a device has room for with --optimise latency', () => {
    const device = 'xc7z020'
    const [small, quick] = (['area', 'latency'] as const).map((optimise) =>
      planned(sfc, { fps: 1e5, device, optimise }),
    )
    expect(timeline(sfc, quick!).latency).toBeLessThan(timeline(sfc, small!).latency / 2)
    const { shares } = estimatePlan(sfc, quick!, target({ fps: 1e5, device }))
    expect(shares!.lut).toBeLessThanOrEqual(0.8)
  })
})

describe('designs of others', () => {
  it.each([
    ['SFC', sfc, 12_360_000, 16],
    ['LFC', lfc, 1_560_000, 128],
  ])('%s at the rate of FINN-max', (_, network, fps, interval) => {
    const plan = planned(network, { fps, clockMhz: 200 })
    expect(plan.interval).toBeLessThanOrEqual(interval)
    const { framesPerSecond, total } = estimatePlan(network, plan, { clockMhz: 200, device: null })
    expect(framesPerSecond).toBeGreaterThanOrEqual(fps)
    expect(total.memory).toBe(0)
  })

  it('BinaryNet at 12,000 frames/s on the KU115: in time, and with memories to spare', () => {
    const options = { fps: 12_000, clockMhz: 200, device: 'xcku115' }
    const plan = planned(binaryNet, options)
    const { latency, total } = estimatePlan(binaryNet, plan, target(options))
    expect(plan.interval).toBeLessThanOrEqual(16_666)
    expect(latency).toBeLessThanOrEqual(40_000)
    expect(total.memory).toBeLessThanOrEqual(1000)
  })

  it('BinaryNet on the whole KU115 is about as fast as its LUTs allow', () => {
    const options = { max: true, clockMhz: 200, device: 'xcku115' }
    const plan = planned(binaryNet, options)
    const { total, tops } = estimatePlan(binaryNet, plan, target(options))
    expect(plan.interval).toBeLessThanOrEqual(2048)
    expect(total.lut).toBeLessThanOrEqual(0.8 * 663_360)
    expect(tops).toBeGreaterThanOrEqual(120)
  })
})

describe('CNV', () => {
  const cnv = importBnnPynq(packCnv(join(temporaryFolder(), 'cnv')), 'cnv')

  it('at 21,900 frames/s needs fewer memories than FINN', () => {
    const plan = planned(cnv, { fps: 21_900, clockMhz: 200 })
    const { total } = estimatePlan(cnv, plan, { clockMhz: 200, device: null })
    expect(plan.interval).toBeLessThanOrEqual(9132)
    expect(total.memory).toBeLessThan(186)
  })
})

describe('the cost models', () => {
  it.each(Object.values(costModels))(
    'of $family has nothing that costs less than nothing',
    ({ lut, ff, products }) => {
      for (const value of [
        ...Object.values(lut),
        ...Object.values(ff),
        ...products.behavioural.lut.map(([, y]) => y),
      ]) {
        expect(value).toBeGreaterThanOrEqual(0)
      }
    },
  )
})
