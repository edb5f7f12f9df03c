/**
 * What every thread of a pool runs: it does the tasks of one program, and turns errors into plain data.
 *
 * Plain JavaScript, because a thread begins without a loader for TypeScript.
 */

import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'

const { program, preload, data, errors } = workerData
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
  if (preload !== undefined) await import(pathToFileURL(preload).href)
  const { default: makeWork } = await import(pathToFileURL(program).href)
  return makeWork(data)
}

function failureOf(error) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: null, properties: {} }
  const { name, message, stack } = error
  return { name, message, stack, properties: errors.includes(name) ? { ...error } : {} }
}
