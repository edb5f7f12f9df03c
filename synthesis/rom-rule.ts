/** Block ROMs by a rule: synthesis takes minutes for the large ones and finds what their shape says. */

import type { Family } from '../plan/devices.ts'
import { blockMemories } from '../plan/memory-shapes.ts'
import { type Flow, isXilinx } from './flow.ts'
import { nothing, type Usage } from './usage.ts'

/** Deeper ones are made of several block memories behind each other, which takes logic that no rule knows. */
const deepest: Readonly<Record<Family, number>> = { xilinx: 16_384, ecp5: 8192, ice40: 2048 }

const declaration = /^logic \[(\d+):0\] (\w+) \[0:(\d+)\];$/
const style = /^\(\* rom_style = "block" \*\)$/
const reading = /^(\w+) <= (\w+)\[\w+\];$/
const others = [
  /^logic (?:\[\d+:0\] )?\w+;$/,
  /^assign \w+ = \w+\[\d+(?::\d+)?\];$/,
  /^`default_nettype \w+$/,
  /^initial \$readmemh\("[^"]+", \w+\);$/,
  /^always_ff @\(posedge clk\) begin$/,
  /^end$/,
  /^endmodule$/,
]

/**
 * What a module takes that is nothing but block ROMs, each read once at an edge; null for any other module.
 *
 * @param text of the module, without comments
 */
export function blockRomUsage(text: string, flow: Flow): Usage | null {
  const family = isXilinx(flow) ? 'xilinx' : flow
  const body = text.slice(text.indexOf(');') + 2)
  const lines = body.split('\n').flatMap((line) => line.trim() || [])
  let bram36 = 0
  let read = 0
  for (const [index, line] of lines.entries()) {
    const memory = declaration.exec(line)
    if (memory) {
      const [width, depth] = [Number(memory[1]) + 1, Number(memory[3]) + 1]
      if (!style.test(lines[index - 1] ?? '') || depth > deepest[family]) return null
      bram36 += blockMemories(family, depth, width)
      read--
    } else if (reading.test(line)) read++
    else if (!style.test(line) && !others.some((known) => known.test(line))) return null
  }
  return bram36 > 0 && read === 0 ? { ...nothing, bram36 } : null
}
