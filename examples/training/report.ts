/** What the README of a trained network says about it, measured with the integer reference. */
import { type ImageSet, imageAt } from '../../network/images.ts'
import type { Network } from '../../network/network.ts'
import { type Inference, referenceBatch } from '../../network/reference.ts'

/** Test sets are often judged by their first images only. */
export const PREFIXES = [100, 200, 500, 1000, 2000, 5000, 10_000] as const

/** Two tables in Markdown: correct answers on prefixes of the test set, and the scores of its first five images. */
export function report(network: Network, test: ImageSet): string {
  const pixels = Array.from({ length: test.count }, (_, index) => imageAt(test, index))
  const results = referenceBatch(network, pixels)
  const counts = PREFIXES.map((length) => countCorrect(results.slice(0, length), test))
  const vectors = results
    .slice(0, 5)
    .map(({ scores, answer }, index) => row([index, test.labels![index]!, scores.join(' '), answer]))
  return [
    row(['first images', ...PREFIXES]),
    row(['---', ...PREFIXES.map(() => '---:')]),
    row(['correct', ...counts]),
    '',
    row(['image', 'label', 'scores of classes 0 to 9', 'answer']),
    row(['---:', '---:', '---', '---:']),
    ...vectors,
  ].join('\n')
}

/** How many of the first `results.length` images are answered with their label. */
export function countCorrect(results: readonly Inference[], { labels }: ImageSet): number {
  return results.filter(({ answer }, index) => answer === labels![index]).length
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
