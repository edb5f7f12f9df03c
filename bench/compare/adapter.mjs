/**
 * What a checkout can do, whatever its files are called: its functions are found by their names, in the files that declare them.
 *
 * Plain JavaScript, because it runs inside checkouts whose types differ. All that is known of the insides of a checkout stands here.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Names that one checkout calls otherwise on purpose, as pairs of a pattern and its replacement. They are applied to the names and the
 * texts of the files of both.
 */
export const renames = []

/** Parts of a repository that declare nothing of the product. */
const besides = /^(test|bench|examples|docs|scripts)\//

/** What is called of a checkout. */
const wanted = [
  ...['loadModel', 'saveNetwork', 'planFor', 'planForTarget', 'planningTarget', 'clockOf', 'findDevice'],
  ...['defaultFolding', 'estimatePlan', 'elaboratePlan', 'randomNetwork'],
]

/** Prepares this process for the TypeScript of a checkout and gives what it can do. */
export async function adapt(checkout) {
  const sources = sourcesOf(checkout)
  const loader = sources.find((path) => path.endsWith('naming/register.mjs'))
  if (loader === undefined) throw new Error(`${checkout} has no naming/register.mjs`)
  await import(pathToFileURL(join(checkout, loader)).href)
  const api = await functionsOf(checkout, sources)

  const setting = ({ clockMhz, device }) => ({
    clockMhz: api.clockOf({ clockMhz, device }),
    device: device === undefined ? null : api.findDevice(device),
  })
  return {
    load: ({ path, ...options }) => api.loadModel(path, options),

    plan: (network, request) => {
      if (request.from === 'target') return api.planForTarget(network, api.planningTarget(request.options))
      const folding =
        request.from === 'folding' ? { layers: request.folds } : api.defaultFolding(network, request.interval)
      return api.planFor(network, folding, request.details)
    },

    /** What would stand in `plan.json`. */
    estimated: (network, plan, where) => ({
      ...plan,
      estimate: api.estimatePlan(network, plan, setting(where)),
    }),

    /** The files of the elaborated folder, by name. */
    elaborate: async (network, plan, where) => (await api.elaboratePlan(network, plan, setting(where))).files,

    sizes: (network) =>
      network.layers
        .filter(({ kind }) => kind !== 'pool')
        .map(({ outputs, weights }) => ({ outputs, fanIn: weights.columns })),

    writeRandom: (seed, folder) => api.saveNetwork(api.randomNetwork(seed), folder),
  }
}

async function functionsOf(checkout, sources) {
  const texts = sources
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(checkout, path), 'utf8') }))
  const found = {}
  for (const name of wanted) {
    const declares = new RegExp(`^export (?:async )?(?:function|class|const) ${name}\\b`, 'm')
    const all = texts.filter(({ text }) => declares.test(text)).map(({ path }) => path)
    const own = all.filter((path) => !besides.test(path))
    const [path, ...more] = own.length > 0 ? own : all
    if (path === undefined) throw new Error(`${checkout} declares no ${name}; adapter.mjs looks for it`)
    if (more.length > 0)
      throw new Error(`${checkout} declares ${name} in ${[path, ...more].join(' and in ')}`)
    found[name] = (await import(pathToFileURL(join(checkout, path)).href))[name]
  }
  return found
}

/** The paths of all source files, seen from the checkout. */
function sourcesOf(checkout) {
  return readdirSync(checkout, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|rtl-out$)/.test(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(checkout, name), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${name}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => /\.(ts|mjs)$/.test(path))
}
