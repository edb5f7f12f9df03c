/**
 * Lets this process import TypeScript: `node --import ./dsl/naming/register.mjs program.ts`.
 *
 * Plain JavaScript, because nothing else runs before it.
 */

import * as module from 'node:module'
import process from 'node:process'
import { load, resolve } from './node-loader.mjs'

// Node 20 runs hooks in a thread of their own; newer releases can run them in this one, which starts faster.
if (module.registerHooks) module.registerHooks({ load, resolve })
else module.register('./node-loader.mjs', import.meta.url)

process.setSourceMapsEnabled(true)
