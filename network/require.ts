/** What the checks of a network share: refusing, names, whole numbers. */
import { InputError } from '../tools/files/input-error.ts'

/** A name that can stand in a file name and in a module name. */
export const identifier = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

export const nameHelp = 'use a letter, then letters, digits and underscores, 64 characters at most'

/** Refuses what `holds` says is wrong. */
export type Require = (holds: boolean, message: string, help: string) => void

/** @throws InputError at the given place when something does not hold. */
export function requireAt(place: string): Require {
  return (holds, message, help) => {
    if (!holds) throw new InputError(message, { place, help })
  }
}

/** Text from a file, made safe to print on one line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}...` : text)
}

/** What may be chosen, as text: `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** Whether a number is an integer of 32 bits, two’s complement. */
export function isInt32(value: number): boolean {
  return (value | 0) === value
}

/** True for a whole number of an interval, both ends included. */
export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
