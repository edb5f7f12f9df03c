/** `docs/area.md`: the figures of the area bench beside what others have published and what we aim at. */

import type { LayerFigures, NetworkFigures, UnitFigures } from './area-measure.ts'
import type { Area } from './area-subjects.ts'

/** All figures, as in `bench/area.json`. */
export interface AreaFigures {
  readonly units: readonly UnitFigures[]
  readonly networks: readonly NetworkFigures[]
}

const introduction = `# Area

Measured by \`npm run bench:area\`, which writes this page and \`bench/area.json\`; do not edit it. Yosys maps every module once, without
flattening: \`synth_xilinx -family xcup -nowidelut\`, \`xcu\` for the KU115. A *site* is a LUT6 with one function of up to six inputs or two that
together have at most five; memories and shift registers in LUTs count as the sites they take. *Placed* is stricter: besides, every bit of a
carry chain has a site to itself, as in the device. Bounds and goals are for sites. Block memories are of 36 Kbit, halves
counting 0.5. *Depth* is LUT levels plus carry chains on the deepest path between registers or ports. Where more than six modules differ in
constants only, three of them are measured and the others are taken for their mean; modules that are nothing but ROMs follow rules of
their shapes and contents, which the tests hold against Yosys. Figures that others have published are of finished placements by Vivado.
`

/** The page. */
export function areaDocument({ units, networks }: AreaFigures): string {
  const layers = networks.map(
    (network) => `### ${network.name}\n\n${table(layerColumns, network.layers)}\n\n${worstError(network)}`,
  )
  return [
    introduction,
    `## Units\n\n${table(unitColumns, units)}`,
    `## Networks\n\n${table(networkColumns, networks)}`,
    '## Layers, and what the cost model says of them\n',
    layers.join('\n\n'),
    '',
  ]
    .join('\n\n')
    .replaceAll(/\n{3,}/g, '\n\n')
}

type Column<Row> = readonly [title: string, align: 'left' | 'right', cell: (row: Row) => string]

const comparison = [
  ['must be at most', 'right', ({ bound }: { bound: Area | null }) => area(bound)],
  ['goal', 'right', ({ goal }: { goal: Area | null }) => area(goal)],
] as const

const unitColumns: readonly Column<UnitFigures>[] = [
  ['unit', 'left', ({ name }) => name],
  ['LUT', 'right', ({ lut }) => number(lut)],
  ['sites', 'right', ({ lutSites }) => number(lutSites)],
  ['sites a lane', 'right', ({ lutSites, lanes }) => (lutSites / lanes).toFixed(2)],
  ['placed', 'right', ({ placedSites }) => number(placedSites)],
  ['placed a lane', 'right', ({ placedSites, lanes }) => (placedSites / lanes).toFixed(2)],
  ['FF', 'right', ({ ff }) => number(ff)],
  ['BRAM36', 'right', ({ bram36 }) => number(bram36)],
  ['depth', 'right', ({ depth }) => number(depth)],
  ...comparison,
  ['published', 'left', published],
]

const networkColumns: readonly Column<NetworkFigures>[] = [
  ['network', 'left', ({ name }) => name],
  ['cycles a frame', 'right', ({ interval }) => number(interval)],
  ['LUT', 'right', ({ lut }) => number(lut)],
  ['sites', 'right', ({ lutSites }) => number(lutSites)],
  ['placed', 'right', ({ placedSites }) => number(placedSites)],
  ['FF', 'right', ({ ff }) => number(ff)],
  ['BRAM36', 'right', ({ bram36 }) => number(bram36)],
  ['depth', 'right', ({ depth }) => number(depth)],
  ['spread of those alike', 'left', ({ spread }) => spread?.map(percent).join(' to ') ?? ''],
  ...comparison,
  ['published', 'left', published],
]

const layerColumns: readonly Column<LayerFigures>[] = [
  ['layer', 'left', ({ name }) => name],
  ['sites', 'right', ({ measured }) => number(measured.lutSites)],
  ['estimated', 'right', ({ estimated }) => number(estimated.lut)],
  ['error', 'right', (layer) => percent(errorOf(layer))],
  ['FF', 'right', ({ measured }) => number(measured.ff)],
  ['estimated', 'right', ({ estimated }) => number(estimated.ff)],
  ['BRAM36', 'right', ({ measured }) => number(measured.bram36)],
  ['estimated', 'right', ({ estimated }) => number(estimated.memory)],
]

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(([, align]) => (align === 'left' ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(([, , cell]) => cell(row)))),
  ].join('\n')
}

function area(value: Area | null): string {
  if (value === null) return ''
  const memories = value.bram36 === null ? '' : `, ${number(value.bram36)} BRAM36`
  return value.sites === null ? memories.slice(2) : `${number(value.sites)}${memories}`
}

function published({ published }: UnitFigures | NetworkFigures): string {
  return published === null ? '' : `${area(published)} (${published.who})`
}

function worstError({ layers, lutSites }: NetworkFigures): string {
  const estimated = layers.reduce((sum, layer) => sum + layer.estimated.lut, 0)
  const worst = Math.max(...layers.map((layer) => Math.abs(errorOf(layer))))
  return `The estimate of all layers is ${percent(estimated / lutSites - 1)} off, that of the worst one ${percent(worst)}.`
}

/** How far the estimate of LUT sites is off. */
function errorOf({ measured, estimated }: LayerFigures): number {
  return measured.lutSites === 0 ? 0 : estimated.lut / measured.lutSites - 1
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
