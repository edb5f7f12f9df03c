/**
 * The process inside a checkout: takes requests from `checkout.ts`, one at a time, and answers each. Its folder is the checkout's.
 *
 * Plain JavaScript, because it runs inside checkouts whose types differ.
 */

import process from 'node:process'
import { adapt } from './adapter.mjs'
import { codeOf, plainManifest, plainName, plainText, sha256 } from './plain-text.mjs'
import { structureOf } from './structure.mjs'

const checkout = process.cwd()
const decoder = new TextDecoder()

function textOf(content) {
  return typeof content === 'string' ? content : decoder.decode(content)
}

/** Does some work and gives its result with the processor time that it took. */
async function timed(work) {
  const start = process.cpuUsage()
  const answer = { value: null, error: null }
  try {
    answer.value = await work()
  } catch (error) {
    answer.error = error
  }
  const { user, system } = process.cpuUsage(start)
  return { ...answer, seconds: (user + system) / 1e6 }
}

/** RTL and memories, by name, without source places. */
function rtlOf(files) {
  return [...files]
    .filter(([name]) => /\.(sv|v|svh|mem)$/.test(name))
    .map(([name, content]) => [plainName(name), plainText(textOf(content))])
}

/** What is compared of an elaborated folder. */
function emitted(files) {
  const rtl = rtlOf(files)
  const manifest = textOf(files.get('manifest.json'))
  const digests = rtl.map(([name, text]) => [name, { text: sha256(text), code: sha256(codeOf(text)) }])
  return {
    files: Object.fromEntries(digests),
    modules: structureOf(rtl, topOf(files)).map(({ tokens, ...module }) => module),
    manifest: sha256(plainManifest(manifest)),
  }
}

/** Errors that are answers to the user have no stack trace; whatever else is thrown is told with its name. */
function failure(error, seconds) {
  const { name, message, place, help } = error
  const refused = name === 'InputError'
  const parts = refused ? [place, message, help] : [name, message]
  const text = parts.filter((part) => part).join(': ')
  return { kind: refused ? 'refused' : 'crashed', message: text.replaceAll(checkout, '.'), seconds }
}

async function run(api, { model, plan: request, setting, emit }) {
  const seconds = { planning: 0, emission: 0 }
  try {
    const network = api.load(model)
    const planned = await timed(() => api.plan(network, request))
    seconds.planning = planned.seconds
    if (planned.error !== null) throw planned.error
    if (!emit) {
      const plan = api.estimated(network, planned.value, setting)
      return { kind: 'planned', plan, emitted: null, seconds }
    }
    const elaborated = await timed(() => api.elaborate(network, planned.value, setting))
    seconds.emission = elaborated.seconds
    if (elaborated.error !== null) throw elaborated.error
    const files = elaborated.value
    return {
      kind: 'planned',
      plan: JSON.parse(textOf(files.get('plan.json'))),
      emitted: emitted(files),
      seconds,
    }
  } catch (error) {
    return failure(error, seconds)
  }
}

async function tokens(api, { job, modules }) {
  const network = api.load(job.model)
  const files = await api.elaborate(network, api.plan(network, job.plan), job.setting)
  const all = new Map(structureOf(rtlOf(files), topOf(files)).map(({ name, tokens }) => [name, tokens]))
  return modules.map((name) => all.get(name) ?? { named: [], plain: [] })
}

/** The name of the top module. */
function topOf(files) {
  return plainName(JSON.parse(textOf(files.get('manifest.json'))).top)
}

function requests(api) {
  return {
    run: (job) => run(api, job),
    tokens: (ask) => tokens(api, ask),
    sizes: (model) => api.sizes(api.load(model)),
    writeRandom: ({ seed, folder }) => api.writeRandom(seed, folder) ?? null,
  }
}

/** Sends an answer; what went wrong is told as text. Nobody may be there to hear it. */
async function answering(work) {
  const reply = await work().then(
    (answer) => ({ answer }),
    (error) => ({ failure: String(error?.stack ?? error) }),
  )
  if (process.connected) process.send(reply, () => {})
}

process.on('disconnect', () => process.exit())
const ready = adapt(checkout).then(requests)
await answering(async () => {
  await ready
  return null
})
process.on('message', ({ request, ask }) => answering(async () => (await ready)[request](ask)))
