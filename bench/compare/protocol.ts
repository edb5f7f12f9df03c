/** What the comparison and the process inside a checkout tell each other; plain data with types of its own, because it travels as JSON to either. */

/** A network on disk, as `loadModel` is told of it; a relative path is seen from the checkout. */
export interface Model {
  readonly path: string
  readonly format?: string
  readonly topology?: string
}

/** What a layer with neurons is given beyond its fold. */
export interface LayerDetails {
  readonly stationary: 'input' | 'output'
  readonly popcount: 'behavioural' | 'carry-save' | 'compressor'
}

/** Elements and lanes of a layer. */
export interface Fold {
  readonly pe: number
  readonly simd: number
}

/** What is asked of the planner. */
export interface TargetOptions {
  readonly fps?: number
  readonly max?: boolean
  readonly clockMhz?: number
  readonly device?: string
  readonly utilisation?: { readonly lut: number; readonly memory: number }
  readonly latencyUs?: number
  readonly optimise?: 'area' | 'latency'
}

/** Where a plan comes from: the planner, a folding that is written out, or the default folding (for an interval). */
export type PlanRequest =
  | { readonly from: 'target'; readonly options: TargetOptions }
  | {
      readonly from: 'folding'
      readonly folds: readonly Fold[]
      readonly details?: readonly LayerDetails[]
    }
  | { readonly from: 'default'; readonly interval?: number; readonly details?: readonly LayerDetails[] }

/** One thing that both checkouts do. */
export interface Job {
  readonly model: Model
  readonly plan: PlanRequest
  /** What is estimated for. */
  readonly setting: { readonly clockMhz?: number; readonly device?: string }
  /** Whether RTL is emitted; otherwise the plan and its estimate are all. */
  readonly emit: boolean
}

/** The digests of a file's text without source places, and of its code alone. */
export interface FileDigests {
  readonly text: string
  readonly code: string
}

/** A module without its names. */
export interface ModuleStructure {
  readonly name: string
  readonly digest: string
  /** Its own names in the order in which they appear, with blanks between them. */
  readonly names: string
}

/** The code of a module, token by token: as it is, and with numbers for names. */
export interface ModuleTokens {
  readonly named: readonly string[]
  readonly plain: readonly string[]
}

/** What is compared of an elaborated folder. */
export interface Emitted {
  /** RTL and memories by name. */
  readonly files: Readonly<Record<string, FileDigests>>
  /** In the order in which the top module comes upon them. */
  readonly modules: readonly ModuleStructure[]
  /** The digest of the manifest without source places. */
  readonly manifest: string
}

/** Processor time of this case, in seconds. */
export interface Seconds {
  readonly planning: number
  readonly emission: number
}

/** What came of a job. A refusal is an answer to the user; a crash is any other error. */
export type Outcome = { readonly seconds: Seconds } & (
  | {
      readonly kind: 'planned'
      /** What stands in `plan.json`, with its estimate. */
      readonly plan: Readonly<Record<string, unknown>>
      /** Null where no RTL was asked for. */
      readonly emitted: Emitted | null
    }
  | { readonly kind: 'refused' | 'crashed'; readonly message: string }
)

/** The size of a layer with neurons. */
export interface LayerSize {
  readonly outputs: number
  readonly fanIn: number
}

/** What a checkout can be asked for, and what it answers. */
export interface Requests {
  readonly run: { readonly ask: Job; readonly answer: Outcome }
  /** The tokens of modules of a job; none for a module that there is not. */
  readonly tokens: {
    readonly ask: { readonly job: Job; readonly modules: readonly (string | null)[] }
    readonly answer: readonly ModuleTokens[]
  }
  readonly sizes: { readonly ask: Model; readonly answer: readonly LayerSize[] }
  /** Writes the random network of a seed, convolutions first, as a folder. */
  readonly writeRandom: {
    readonly ask: { readonly seed: number; readonly folder: string }
    readonly answer: null
  }
}
