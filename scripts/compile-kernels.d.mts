/** Types of compile-kernels.mjs. */
export const generatedFile: string
export function compileKernels(): string
