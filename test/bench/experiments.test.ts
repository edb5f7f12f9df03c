/** The scaling experiments: the families of the paper, and a page and plots that depend on nothing but the outcomes. */

import { describe, expect, it } from 'vitest'
import { cnn, mlp } from '../../bench/experiments/families.ts'
import { renderPlot } from '../../bench/experiments/plots.ts'
import { experimentFiles } from '../../bench/experiments/report.ts'
import { computeRoof, deviceSweep, isResult, outcomeOf, rateSweep } from '../../bench/experiments/sweep.ts'
import { validateNetwork } from '../../network/validate.ts'
import { findDevice } from '../../plan/devices.ts'
import { estimatePlan } from '../../plan/estimate.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'

const setting = { clockMhz: 200, device: null }

function operations(network: ReturnType<typeof mlp>): number {
  return estimatePlan(network, planFor(network, defaultFolding(network)), setting).operations
}

describe('the families', () => {
  it('are networks', () => {
    for (const network of [cnn(1 / 4), cnn(1), mlp(256), mlp(4096)]) {
      expect(() => validateNetwork(network)).not.toThrow()
    }
  })

  it('begin with the CNN of 1.2 GOP a frame and the perceptrons SFC and LFC', () => {
    expect(operations(cnn(1))).toBe(1_233_932_288)
    expect(operations(mlp(256)) / 2).toBe(784 * 256 + 2 * 256 * 256 + 256 * 10)
    expect(operations(mlp(1024)) / 2).toBe(2_910_208)
  })
})

describe('an experiment', () => {
  const small = mlp(256)

  it('asks for a rate and gets at least that', () => {
    for (const experiment of rateSweep([small])) {
      const outcome = outcomeOf(experiment)
      if (!isResult(outcome)) throw new Error(outcome.reason)
      expect(outcome.framesPerSecond).toBeGreaterThanOrEqual(experiment.target.fps!)
    }
  })

  it('gives the reason where a network does not fit a device', () => {
    const onSmallest = deviceSweep([small]).find(({ target }) => target.device === 'ice40-hx8k')!
    expect(outcomeOf(onSmallest)).toMatchObject({
      network: 'mlp_256',
      reason: expect.stringContaining('no rate fits ice40-hx8k'),
    })
  })
})

describe('the report', () => {
  const outcomes = rateSweep([mlp(256)])
    .slice(0, 2)
    .map(outcomeOf)
  const onDevice = [outcomeOf({ network: mlp(256), target: { fps: 1e6, device: 'xcku115' } })]
  const files = () => experimentFiles({ rates: outcomes, devices: onDevice })

  it('is the same every time', () => {
    expect([...files()]).toEqual([...files()])
  })

  it('has a row for each result and a plot for each view', () => {
    const page = files().get('README.md')!
    expect(page.match(/^\| mlp_256/gm)).toHaveLength(3)
    expect([...files().keys()]).toEqual(['README.md', 'throughput.svg', 'latency.svg', 'roofline.svg'])
    for (const plot of ['throughput.svg', 'latency.svg', 'roofline.svg']) {
      expect(files().get(plot)).toMatch(/^<svg .*<\/svg>\n$/s)
    }
  })

  it('draws the roof where all usable LUTs count', () => {
    const device = findDevice('xcku115')
    expect(computeRoof(device, 1, 0.5)).toBe(663_360 * 0.5 * 2 * 200e6)
  })

  it('escapes what names contain', () => {
    const axis = { name: 'a < b', scale: 'linear' } as const
    const series = [{ name: '<script>', line: 'solid', points: [[1, 2]] }] as const
    expect(renderPlot({ title: '&', x: axis, y: axis, series })).not.toContain('<script>')
  })
})
