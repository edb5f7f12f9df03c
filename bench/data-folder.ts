/** The option of benches that need published networks and test sets: where they lie. */

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'

/** The data folder: BITLOOM_DATA, or `../shared/data` seen from the project. */
export function dataFolder(): string {
  const beside = resolve(fileURLToPath(new URL('..', import.meta.url)), '../shared/data')
  return process.env.BITLOOM_DATA || beside
}

/** An option for it; its help is the same on every machine. */
export function dataOption(flags: string, description: string): Option {
  return new Option(flags, description).default(dataFolder(), 'BITLOOM_DATA, or ../shared/data')
}
