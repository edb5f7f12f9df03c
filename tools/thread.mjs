/**
 * What every thread of a pool runs: it does the tasks of one program, and turns errors into plain data.
 *
 * Plain JavaScript, because it brings the loader for TypeScript, which only programs in TypeScript wait for.
 */

import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'

const { program, data, errors } = workerData
let work

/** Does a task. Piscina calls it, and hands what it returns to `workerPool`. */
export default async function run(task) {
  try {
    work ??= begin()
    return { result: await (await work)(task) }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

async function begin() {
  if (program.endsWith('.ts')) await import('../dsl/naming/register.mjs')
  const { default: makeWork } = await import(pathToFileURL(program).href)
  return makeWork(data)
}

function failureOf(error) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: null, properties: {} }
  const { name, message, stack } = error
  return { name, message, stack, properties: errors.includes(name) ? { ...error } : {} }
}
