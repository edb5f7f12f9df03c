/** Every input of the tutorial's neuron through the in-process engine, compared with plain arithmetic. */

import { compileEngine } from '../../sim/engine.ts'
import design from './neuron.ts'

/** What the neuron must answer: the number of equal bits, compared with 5. */
function expected(activation: number, weight: number): number {
  let agreeing = 0
  for (let bit = 0; bit < 8; bit++) agreeing += ((activation ^ weight) >> bit) & 1 ? 0 : 1
  return agreeing >= 5 ? 1 : 0
}

const engine = compileEngine(design)
let wrong = 0
for (let activation = 0; activation < 256; activation++) {
  for (let weight = 0; weight < 256; weight++) {
    engine.setInput('activation', BigInt(activation))
    engine.setInput('weight', BigInt(weight))
    if (Number(engine.getOutput('fires')) !== expected(activation, weight)) wrong++
  }
}
console.log(`${256 * 256} cases, ${wrong} wrong`)
