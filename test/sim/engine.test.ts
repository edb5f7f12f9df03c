/** The cycle engine as a whole: hierarchy, state, memories, noise, and random circuits against a plain interpreter. */

import { describe, expect, test } from 'vitest'
import { compileEngine } from '../../sim/engine.ts'
import { Interpreter } from '../support/sim-interpreter.ts'
import { builderOf, contentsOf, designOf } from '../support/sim-modules.ts'
import { Choices, randomDesign, randomInputs } from '../support/sim-random-circuit.ts'

test.each([...Array(60).keys()])('random circuit %i runs as in the interpreter', (seed) => {
  const design = randomDesign(seed, 10 + 4 * seed)
  const top = design.modules.at(-1)!
  const engine = compileEngine(design)
  const interpreter = new Interpreter(design)
  const choices = new Choices(seed + 1000)
  for (let cycle = -2; cycle < 12; cycle++) {
    for (const [port, value] of Object.entries(randomInputs(choices, top.ports, { atPowerUp: cycle < 0 }))) {
      engine.setInput(port, value)
      interpreter.setInput(port, value)
    }
    const look = (from: { getOutput(port: string): bigint }) =>
      Object.fromEntries(Object.keys(top.outputs).map((port) => [port, from.getOutput(port)]))
    if (cycle >= 0) expect(look(engine)).toEqual(look(interpreter))
    if (cycle < 0 || cycle === 7) {
      engine.reset()
      interpreter.step(true)
    } else {
      engine.step()
      interpreter.step()
    }
  }
})

describe('registers', () => {
  /** Two registers that swap, and a third that follows the first; all fed directly by registers. */
  function swapper() {
    const b = builderOf('swapper')
    const first = b.register(8, { init: 1n }, { name: 'first' })
    const second = b.register(40, { init: 2n }, { name: 'second' })
    const low = b.add({ kind: 'slice', width: 8, operand: second, low: 0 })
    const third = b.register(8, { init: null }, { name: 'third' })
    const wide = b.add({ kind: 'extend', width: 40, signed: false, operand: first })
    b.drive(first, low)
    b.drive(second, wide)
    b.drive(third, first)
    b.output('y', third)
    return designOf(b.finish({ clocked: true, resettable: true }))
  }

  test('all change at once', () => {
    const engine = compileEngine(swapper())
    engine.reset()
    const seen = []
    for (let cycle = 0; cycle < 4; cycle++) {
      seen.push([engine.peek('first'), engine.peek('second')])
      engine.step()
      expect(engine.getOutput('y')).toBe(seen.at(-1)![0])
    }
    expect(seen).toEqual([
      [1n, 2n],
      [2n, 1n],
      [1n, 2n],
      [2n, 1n],
    ])
  })

  test('without a reset start as noise that the seed decides', () => {
    const start = (seed: number) => compileEngine(swapper(), { seed }).getOutput('y')
    expect(new Set([1, 2, 3, 4].map(start)).size).toBeGreaterThan(1)
    expect(start(3)).toBe(start(3))
  })
})

describe('memories', () => {
  function ram(depth: number) {
    const b = builderOf('memory')
    const [address, data, enable] = [b.input('address', 3), b.input('data', 48), b.input('enable', 1)]
    const contents = contentsOf(
      48,
      Array.from({ length: depth }, (_, i) => BigInt(i) << 40n),
    )
    const index = b.memory({ name: 'store', depth, width: 48, style: 'auto', contents, place: null })
    b.write(index, { address, data, enable })
    const read = { kind: 'memoryRead', width: 48, memory: index, address } as const
    b.output('later', b.add({ ...read, synchronous: true, enable: null }))
    b.output('now', b.add({ ...read, synchronous: false, enable: null }))
    return designOf(b.finish({ clocked: true, resettable: false }))
  }

  test('give the old word in the cycle of a write', () => {
    const engine = compileEngine(ram(8))
    engine.setInput('address', 3n)
    engine.setInput('data', 77n)
    engine.setInput('enable', 1n)
    expect(engine.getOutput('now')).toBe(3n << 40n)
    engine.step()
    expect([engine.getOutput('later'), engine.getOutput('now')]).toEqual([3n << 40n, 77n])
    engine.powerUp()
    engine.setInput('address', 3n)
    expect(engine.getOutput('now')).toBe(3n << 40n)
  })

  test('report an address past the end', () => {
    const engine = compileEngine(ram(5))
    engine.setInput('address', 4n)
    engine.step()
    expect(engine.faults).toEqual([])
    engine.setInput('address', 5n)
    engine.step()
    expect(engine.faults[0]).toEqual({ memory: 'store', depth: 5, address: 5 })
  })
})

describe('looking inside', () => {
  function nested() {
    const inner = builderOf('inner')
    const a = inner.input('a', 4)
    const sum = inner.add({ kind: 'binary', width: 4, operator: 'add', left: a, right: a }, { name: 'twice' })
    inner.output('y', inner.add({ kind: 'unary', width: 4, operator: 'not', operand: sum }))
    const outer = builderOf('outer')
    const b = outer.input('b', 4)
    const use = outer.instance({ name: 'doubler', module: 'inner', inputs: { a: b }, place: null })
    outer.output('z', outer.add({ kind: 'instanceOutput', width: 4, instance: use, port: 'y' }))
    const state = { clocked: false, resettable: false }
    return designOf(inner.finish(state), outer.finish(state))
  }

  test('signals have the path of their instance', () => {
    const engine = compileEngine(nested(), { keepNames: true })
    engine.setInput('b', 3n)
    const seen = ['doubler.a', 'doubler.twice', 'doubler.y', 'z'].map((path) => engine.peek(path))
    expect(seen).toEqual([3n, 6n, 9n, 9n])
  })

  test('what cannot be seen says why', () => {
    const engine = compileEngine(nested())
    expect(() => engine.peek('doubler.thrice')).toThrow('the design has no signal `doubler.thrice`')
    expect(() => engine.peek('doubler.twice')).toThrow('signal `doubler.twice` was not kept')
    expect(() => engine.setInput('b', 16n)).toThrow('16 does not fit the 4 bits of port `b`')
    expect(() => engine.setInput('z', 1n)).toThrow('port `z` is an output')
    expect(() => engine.getOutput('nothing')).toThrow('module outer has no port `nothing`')
  })
})
