/** A stand-in for `dsl/scope.ts` that writes down how transformed code calls it, and runs such code. */

import { ts } from 'ts-morph'
import { transform } from '../../../dsl/naming/transform.ts'

/** The import that makes a file one of the language's users. */
export const languageImport = "import { add } from '../dsl/index.ts'"

/** The transformed lines behind the import of the language, which is line 1. */
export function transformed(...lines: readonly string[]): string {
  const source = [languageImport, ...lines].join('\n')
  const text = transform(source, 'generators/x.ts')?.toString() ?? 'not transformed'
  return text.split('\n').slice(1).join('\n')
}

/** What running a program did. */
export interface Run {
  /** One entry a call of the runtime, in the order in which they begin: `scope sum x.ts:3`. */
  readonly trace: readonly string[]
  /** What the program exported. */
  readonly exports: Readonly<Record<string, unknown>>
}

/** Transforms a program (its import of the language is added as line 1), erases its types and runs it. */
export function runTransformed(...lines: readonly string[]): Run {
  return run([languageImport, ...lines].join('\n'), true)
}

/** Runs the same program as it was written. */
export function runPlain(...lines: readonly string[]): Run {
  return run([languageImport, ...lines].join('\n'), false)
}

function run(source: string, named: boolean): Run {
  const text = named ? (transform(source, 'x.ts')?.toString() ?? source) : source
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const trace: string[] = []
  const runtime = {
    scope: (name: string, place: string, body: () => unknown, contract?: string) => {
      trace.push(`scope ${name} ${place}${contract === undefined ? '' : ` (${contract})`}`)
      return body()
    },
    bind: (pairs: readonly (readonly [string | number, string])[], place: string, body: () => unknown) => {
      trace.push(`bind ${pairs.map(([key, local]) => `${key}:${local}`).join(' ')} ${place}`)
      return body()
    },
    at: (place: string, body: () => unknown) => {
      trace.push(`at ${place}`)
      return body()
    },
  }
  const language = { add: (left: number, right: number) => left + right }
  const exports: Record<string, unknown> = {}
  const require = (specifier: string) => (specifier.endsWith('scope.ts') ? runtime : language)
  new Function('exports', 'require', outputText)(exports, require)
  return { trace, exports }
}
