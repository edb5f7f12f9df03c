/** `npm run bench:cost`: fits the cost model to what Yosys makes of small modules, and says how well it fits. */

import { join } from 'node:path'
import Table from 'cli-table3'
import { Option } from 'commander'
import { command, runIfStarted } from '../cli/command.ts'
import { progressBar } from '../cli/progress.ts'
import { emitDesign } from '../dsl/emit/index.ts'
import type { Design } from '../dsl/index.ts'
import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import { costModels } from '../plan/cost/coefficients/index.ts'
import {
  type Coefficients,
  type CostModel,
  type Curve,
  type ProductModel,
  type Term,
  terms,
  waitingTerms,
} from '../plan/cost/cost-model.ts'
import { type Resources, sumOf } from '../plan/cost/resources.ts'
import { type Family, families } from '../plan/devices.ts'
import type { Flow } from '../synthesis/flow.ts'
import { rtlOf } from '../synthesis/rtl.ts'
import { type ModuleReport, synthesize } from '../synthesis/synthesize.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { type CurveSample, curveSamples, popcountStructures } from './cost-curves.ts'
import type { Sample } from './cost-sample.ts'
import { samples } from './cost-samples.ts'
import { leastSquares } from './least-squares.ts'

const flows: Readonly<Record<Family, Flow>> = { xilinx: 'xcup', ecp5: 'ecp5', ice40: 'ice40' }

interface CostOptions {
  readonly only?: Family
  readonly json?: string
}

/** A sample, measured, and what the fitted model says of it. */
interface Fit {
  readonly family: Family
  readonly sample: string
  readonly measured: Resources
  readonly estimated: Resources
}

export const program = command(
  'bench:cost',
  'Fits the cost model to Yosys results and writes plan/cost-coefficients/.',
)
  .addOption(new Option('--only <family>', 'only one of the families').choices(families))
  .option('--json <file>', 'write all samples as JSON, too')
  .action(async ({ only, json }: CostOptions) => {
    const fits: Fit[] = []
    for (const family of families.filter((name) => only === undefined || name === only)) {
      const { model, fits: found } = await fitFamily(family)
      writeFileWhole(
        join(import.meta.dirname, `../plan/cost/coefficients/${family}.ts`),
        sourceOf(model, found),
      )
      fits.push(...found)
    }
    console.log(render(fits))
    console.log(
      'whole layers of SFC, LFC, CNV and BinaryNet beside the model: npm run bench:area, docs/area.md',
    )
    if (json !== undefined) writeFileWhole(json, formatJson(fits))
  })

async function fitFamily(family: Family): Promise<{ model: CostModel; fits: Fit[] }> {
  const points = curveSamples()
  const all = samples()
  const bar = progressBar(`${family} modules`, points.length + all.length)
  let done = 0
  const measure = async (design: Design, alone = false) => {
    const { modules } = await synthesize(rtlOf(emitDesign(design)), flows[family], { unplaced: true })
    bar.advance(++done)
    const top = modules.at(-1)!
    const counted = alone ? modules.filter((module) => module === top || isBankOf(top, module)) : [top.whole]
    return sumOf(...counted.map(({ lutSites, ff, bram36 }) => ({ lut: lutSites, ff, memory: bram36 })))
  }
  const curves: (CurveSample & Resources)[] = await Promise.all(
    points.map(async (point) => ({ ...point, ...(await measure(point.design())) })),
  )
  const measured = await Promise.all(all.map(({ design, alone }) => measure(design(), alone)))
  bar.stop()

  const curve = (name: CurveSample['curve'], y: (point: CurveSample & Resources) => number): Curve =>
    curves.filter((point) => point.curve === name).map((point) => [point.x, y(point)])
  const zero = zeroModel({
    ...costModels[family],
    products: productsOf((structure) => ({
      lut: curve(`dot ${structure}`, ({ lut }) => lut),
      ff: curve(`dot ${structure}`, ({ ff }) => ff),
      dissolved: curve(`dissolved ${structure}`, ({ lut }) => lut),
      folded: relative(curve(`folded ${structure}`, ({ lut }) => lut)),
    })),
    rom: curve('rom', ({ lut, divisor }) => round(lut / divisor)),
  })
  const model = {
    ...zero,
    lut: fitTerms(zero, all, measured, 'lut'),
    ff: fitTerms(zero, all, measured, 'ff'),
  }
  const fits = all.map(({ name, estimate }, index): Fit => {
    return { family, sample: name, measured: measured[index]!, estimated: estimate(model) }
  })
  return { model, fits }
}

/** A curve whose first value is 1. */
function relative(points: Curve): Curve {
  return points.map(([x, y]) => [x, round(y / points[0]![1])])
}

/** Whether a module is a bank of the constants of a unit's rows. */
function isBankOf(unit: ModuleReport, { name }: ModuleReport): boolean {
  return name.startsWith(`${unit.name}_initial_bank_`)
}

function productsOf(of: (structure: PopcountStructure) => ProductModel): CostModel['products'] {
  return {
    behavioural: of('behavioural'),
    'carry-save': of('carry-save'),
    compressor: of('compressor'),
  }
}

function zeroModel(model: CostModel): CostModel {
  return { ...model, lut: coefficientsOf(() => 0), ff: coefficientsOf(() => 0) }
}

function coefficientsOf(of: (term: Term, index: number) => number): Coefficients {
  return Object.fromEntries(terms.map((term, index) => [term, of(term, index)])) as Record<Term, number>
}

/** Costs small enough that nobody minds an error of this many LUTs or flip-flops. */
const negligible = 10

/** The coefficients of all terms. How much of a term a sample has is what its estimate gains where that term costs 1. */
function fitTerms(
  zero: CostModel,
  all: readonly Sample[],
  measured: readonly Resources[],
  kind: 'lut' | 'ff',
): Coefficients {
  const units = terms.map((term) => ({ ...zero, [kind]: { ...zero[kind], [term]: 1 } }))
  const equations = all.map(({ estimate }, index) => {
    const known = estimate(zero)[kind]
    return {
      amounts: units.map((unit, term) =>
        kind === 'lut' && waitingTerms.includes(terms[term]!) ? 0 : estimate(unit)[kind] - known,
      ),
      measured: measured[index]![kind] - known,
      size: measured[index]![kind],
    }
  })
  const fitted = leastSquares(equations, negligible)
  return coefficientsOf((_, index) => round(fitted[index]!))
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}

function sourceOf(model: CostModel, fits: readonly Fit[]): string {
  return [
    '/**',
    ` * The cost model of ${model.family} devices, as measured with Yosys: typically ${percent(typicalError(fits))} off the LUTs of ${fits.length} samples.`,
    ' * Written by `npm run bench:cost`: measure again instead of editing.',
    ' */',
    '',
    "import type { CostModel } from '../cost-model.ts'",
    '',
    `export const ${model.family}: CostModel = {`,
    fieldsOf(model),
    '}',
    '',
  ].join('\n')
}

function fieldsOf({ family, products, rom, lut, ff }: CostModel): string {
  const curve = (points: Curve, indent: string) =>
    points.length === 0
      ? '[]'
      : `[\n${points.map(([x, y]) => `${indent}  [${x}, ${y}],\n`).join('')}${indent}]`
  const table = (values: Coefficients) =>
    `{\n${terms.map((term) => `    ${term}: ${values[term]},`).join('\n')}\n  }`
  const product = (structure: PopcountStructure) => {
    const fields = Object.entries(products[structure])
    const name = structure === 'carry-save' ? `'${structure}'` : structure
    const lines = fields.map(([field, points]) => `      ${field}: ${curve(points, '      ')},`)
    return `    ${name}: {\n${lines.join('\n')}\n    },`
  }
  return [
    `  family: '${family}',`,
    `  products: {\n${popcountStructures.map(product).join('\n')}\n  },`,
    `  rom: ${curve(rom, '  ')},`,
    `  lut: ${table(lut)},`,
    `  ff: ${table(ff)},`,
  ].join('\n')
}

function render(fits: readonly Fit[]): string {
  // One line below the titles alone.
  const table = new Table({
    head: ['family', 'sample', 'LUT', 'model', 'FF', 'model', 'memories', 'model', 'error of LUT'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  for (const fit of fits) {
    const { family, sample, measured, estimated } = fit
    table.push([
      ...[family, sample, measured.lut, Math.round(estimated.lut), measured.ff, Math.round(estimated.ff)],
      ...[measured.memory, estimated.memory, `${Math.round(100 * errorOf(fit))} %`],
    ])
  }
  const lines = table.toString().split('\n')
  const text = lines.filter((line, index) => index === 2 || !line.startsWith('├')).join('\n')
  return `${text}\ntypical error of LUTs: ${percent(typicalError(fits))} over ${fits.length} samples`
}

function errorOf({ measured, estimated }: Fit): number {
  return estimated.lut / Math.max(measured.lut, 1) - 1
}

/** The root of the mean square. */
function typicalError(fits: readonly Fit[]): number {
  return Math.sqrt(fits.reduce((sum, fit) => sum + errorOf(fit) ** 2, 0) / fits.length)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

await runIfStarted(program, import.meta)
