/** How many answers are right, in the form of the tables that come with the published networks. */
import type { ImageSet } from '../../network/images.ts'
import type { Inference } from '../../network/reference.ts'

const prefixes = [100, 200, 500, 1000, 2000, 5000, 10000] as const

/** Right answers among the first 100, 200, 500, 1000, 2000, 5000 and 10000 images, as far as there are results. */
export function correctOnPrefixes(results: readonly Inference[], images: ImageSet): number[] {
  return prefixes
    .filter((count) => count <= results.length)
    .map(
      (count) =>
        results.slice(0, count).filter(({ answer }, index) => answer === images.labels![index]).length,
    )
}

/** The images for which two classes share the highest score. */
export function tiedImages(results: readonly Inference[]): number[] {
  return results.flatMap(({ scores }, index) => {
    const most = Math.max(...scores)
    return scores.indexOf(most) === scores.lastIndexOf(most) ? [] : [index]
  })
}
