/** Which ROMs a module is made of, if it is nothing else: read from its text. */

import { codeOf, type Rtl, type RtlModule } from './rtl.ts'

/** A ROM that is read at every edge, or at once. */
export interface Rom {
  /** `block`, `logic`; a decoder, written as a `case`, counts as logic. */
  readonly style: string
  readonly depth: number
  readonly width: number
  /** The signal that it is read at. */
  readonly address: string
  readonly registered: boolean
  /** Its words in order. */
  readonly words: () => readonly bigint[]
}

type Unread = Omit<Rom, 'registered'>

const declaration =
  /\(\* rom_style = "(\w+)" \*\)\s*logic \[(\d+):0\] (\w+) \[0:(\d+)\];\s*initial \$readmemh\("([^"]+)", \w+\);/g
const reading = /^ *(?:\w+ <=|assign (\w+) =) (\w+)\[([a-z]\w*)\];$/gm
const decoder = /^ *always_comb begin\s+case \((\w+)\)\n([^;]+;[\s\S]*?)^ *endcase\s+end$/gm
const arm = /^ *(?:\d+'d(\d+)|default): (\w+) = (\{[^}]*\}|\d+'h[\da-f]+);$/gm
const piece = /(\d+)'h([\da-f]+)/g
const decoded = /^ *\w+ <= ([a-z]\w*);$/gm
/** What else may stand in a module that is nothing but ROMs. */
const others =
  /`default_nettype \w+|^ *logic +(?:\[\d+:0\] +)?\w+;$|^ *assign \w+ = \w+\[\d+(?::\d+)?\];$|always_ff @\(posedge clk\) begin|^ *end$|^endmodule$/gm

/** The ROMs of a module that is nothing else, each read once; null for any other module. */
export function romsOf(module: RtlModule, rtl: Rtl): readonly Rom[] | null {
  const code = codeOf(module)
  const body = code.slice(code.indexOf(');') + 2)
  const memories = memoriesIn(body, rtl)
  const decoders = decodersIn(body)
  const roms = new Map<string, Rom>()
  for (const [, atOnce, name] of body.matchAll(reading)) {
    const memory = memories.get(name!)
    if (memory !== undefined) roms.set(name!, { ...memory, registered: atOnce === undefined })
  }
  for (const [, name] of body.matchAll(decoded)) {
    const found = decoders.get(name!)
    if (found !== undefined) roms.set(name!, { ...found, registered: true })
  }
  const known = [declaration, decoder, reading, decoded, others]
  const left = known.reduce((text, pattern) => text.replaceAll(pattern, ''), body)
  const readings = [...body.matchAll(reading), ...body.matchAll(decoded)].length
  const isWhole = left.trim() === '' && readings === roms.size && roms.size === memories.size + decoders.size
  return isWhole && roms.size > 0 ? [...roms.values()] : null
}

function memoriesIn(body: string, rtl: Rtl): ReadonlyMap<string, Unread> {
  const addresses = new Map([...body.matchAll(reading)].map(([, , name, address]) => [name!, address!]))
  return new Map(
    [...body.matchAll(declaration)].map(([, style, high, name, last, file]) => {
      const words = () => wordsOf(rtl.memory.get(file!)!)
      const address = addresses.get(name!) ?? ''
      return [name!, { style: style!, depth: Number(last) + 1, width: Number(high) + 1, address, words }]
    }),
  )
}

function wordsOf(file: string): bigint[] {
  const words = file.split(/\s+/).filter((word) => /^[\da-f]+$/i.test(word))
  return words.map((word) => BigInt(`0x${word}`))
}

/** Decoders of consecutive values, the last of which is the default. */
function decodersIn(body: string): ReadonlyMap<string, Unread> {
  const decoders = new Map<string, Unread>()
  for (const [, address, text] of body.matchAll(decoder)) {
    const arms = [...text!.matchAll(arm)]
    const name = arms[0]?.[2] ?? ''
    const inOrder = arms.every(([, value], i) => (i < arms.length - 1 ? Number(value) === i : !value))
    if (text!.replaceAll(arm, '').trim() !== '' || !inOrder) continue
    const words = () => arms.map(([, , , value]) => literalOf(value!))
    const width = [...arms[0]![3]!.matchAll(piece)].reduce((sum, [, bits]) => sum + Number(bits), 0)
    decoders.set(name, { style: 'logic', depth: arms.length, width, address: address!, words })
  }
  return decoders
}

/** A literal, or literals side by side, the first in the high bits. */
function literalOf(literal: string): bigint {
  return [...literal.matchAll(piece)].reduce(
    (value, [, bits, digits]) => (value << BigInt(bits!)) | BigInt(`0x${digits}`),
    0n,
  )
}
