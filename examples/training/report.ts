/** The tables in the README of a trained network, from what the integer reference answers on the test set. */
import type { ImageSet } from '../../network/images.ts'
import type { Inference } from '../../network/reference.ts'

/** Published networks are often compared on the first images of a test set. */
export const PREFIXES = [100, 200, 500, 1000, 2000, 5000, 10_000] as const

/** Correct answers on prefixes of the test set, as a Markdown table. */
export function prefixTable(results: readonly Inference[], test: ImageSet): string {
  const counts = PREFIXES.map((length) => countCorrect(results.slice(0, length), test))
  return [
    row(['first images', ...PREFIXES]),
    row(['---', ...PREFIXES.map(() => '---:')]),
    row(['correct', ...counts]),
  ].join('\n')
}

/** Scores and answers of the first five images, as a Markdown table. */
export function vectorTable(results: readonly Inference[], test: ImageSet): string {
  const rows = results.slice(0, 5).map(({ scores, answer }, index) => {
    return row([index, test.labels![index]!, scores.join(' '), answer])
  })
  return [
    row(['image', 'label', 'scores of classes 0 to 9', 'answer']),
    row(['---:', '---:', '---', '---:']),
    ...rows,
  ].join('\n')
}

/** How many of the first `results.length` images are answered with their label. */
export function countCorrect(results: readonly Inference[], { labels }: ImageSet): number {
  return results.filter(({ answer }, index) => answer === labels![index]).length
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
