/** Jobs side by side, a few at a time. */

/**
 * Runs the jobs, at most `limit` at once, and returns their results in order. They begin in order; once one has failed no further
 * one begins, and of several failures the one of the first job counts, so that the outcome does not depend on `limit`.
 *
 * @param goesOn asked before each job begins, with its index; once it says no, no further job begins
 */
export async function inParallel<T>(
  jobs: readonly (() => Promise<T>)[],
  limit: number,
  goesOn: (index: number) => boolean = () => true,
): Promise<T[]> {
  const results: T[] = []
  const failures: { readonly index: number; readonly error: unknown }[] = []
  let next = 0
  const worker = async () => {
    while (next < jobs.length && failures.length === 0 && goesOn(next)) {
      const index = next++
      try {
        results[index] = await jobs[index]!()
      } catch (error) {
        failures.push({ index, error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, worker))
  const [first] = failures.sort((a, b) => a.index - b.index)
  if (first) throw first.error
  return results
}
