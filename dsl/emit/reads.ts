/** Which bits of which signals a module's text reads: what nothing reads must go to an `unused_…` signal. */

import type { Expression, InstanceItem, Item, Statement } from '../verilog/tree.ts'

/** The bits that are read of each signal, as masks; -1 is the whole signal. */
export class Reads {
  readonly #masks = new Map<string, bigint>()

  /** The read bits of `signal`, a mask of its `width` low bits. */
  mask(signal: string, width: number): bigint {
    return BigInt.asUintN(width, this.#masks.get(signal) ?? 0n)
  }

  isRead(signal: string): boolean {
    return this.#masks.has(signal)
  }

  /** Notes what `item` reads; `written` tells the ports of an instance that write to what is connected. */
  item(item: Item, written: (instance: InstanceItem, port: string) => boolean): void {
    switch (item.kind) {
      case 'assign':
        this.#expression(item.value)
        break
      case 'case':
        this.#expression(item.subject)
        for (const arm of item.arms) this.#expression(arm.value)
        this.#expression(item.otherwise)
        break
      case 'sequential':
        this.#note(item.clock, -1n)
        for (const statement of item.body) this.#statement(statement)
        break
      case 'instance':
        for (const { port, value } of item.connections) {
          if (!written(item, port)) this.#expression(value)
        }
        break
      case 'localparam':
      case 'signal':
      case 'memory':
      case 'readmemh':
        break
    }
  }

  #note(signal: string, mask: bigint): void {
    this.#masks.set(signal, (this.#masks.get(signal) ?? 0n) | mask)
  }

  #statement(statement: Statement): void {
    if (statement.kind === 'nonblocking') {
      if (statement.target.kind === 'element') this.#expression(statement.target.index)
      this.#expression(statement.value)
      return
    }
    this.#expression(statement.condition)
    for (const each of [...statement.whenTrue, ...statement.otherwise]) this.#statement(each)
  }

  #expression(expression: Expression): void {
    switch (expression.kind) {
      case 'literal':
        break
      case 'name':
        this.#note(expression.name, -1n)
        break
      case 'bit':
        this.#note(expression.name, 1n << BigInt(expression.bit))
        break
      case 'range': {
        const ones = (1n << BigInt(expression.high - expression.low + 1)) - 1n
        this.#note(expression.name, ones << BigInt(expression.low))
        break
      }
      case 'element':
        this.#note(expression.name, -1n)
        this.#expression(expression.index)
        break
      case 'window':
        this.#note(expression.name, -1n)
        this.#expression(expression.base)
        break
      case 'unary':
      case 'cast':
        this.#expression(expression.operand)
        break
      case 'binary':
        this.#expression(expression.left)
        this.#expression(expression.right)
        break
      case 'conditional':
        this.#expression(expression.condition)
        this.#expression(expression.whenTrue)
        this.#expression(expression.whenFalse)
        break
      case 'concat':
        for (const part of expression.parts) this.#expression(part)
        break
      case 'replicate':
        this.#expression(expression.part)
        break
      case 'call':
        this.#expression(expression.argument)
        break
    }
  }
}

/** The runs of ones in the low `width` bits of `mask`, the highest first. */
export function runsOfOnes(mask: bigint, width: number): { readonly low: number; readonly width: number }[] {
  const runs: { low: number; width: number }[] = []
  const bits = mask.toString(2).padStart(width, '0')
  for (const run of bits.matchAll(/1+/g)) {
    runs.push({ low: width - run.index - run[0].length, width: run[0].length })
  }
  return runs
}
