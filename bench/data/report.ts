/** What `npm run data` says: a line for each source and each kind of outcome, and how to get what is missing. */

import { isFailure, type LaidFile, type Outcome } from './lay-out.ts'

const words: Readonly<Record<Outcome, string>> = {
  kept: 'there already',
  written: 'written',
  missing: 'missing',
  notInSource: 'not found in the folder that was named',
  wrongInSource: 'of another digest in the source, and not written',
  wrongInPlace: 'of another digest in the data folder, and left alone',
}

/** The option as it is typed. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The whole report as text. */
export function report(files: readonly LaidFile[]): string {
  const groups = new Map<string, LaidFile[]>()
  for (const file of files) {
    const key = `${file.source.name} ${file.outcome}`
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()].flatMap(lines).join('\n')
}

function lines(group: readonly LaidFile[]): string[] {
  const [{ source, outcome } = group[0]!] = group
  const count = group.length === 1 ? '1 file' : `${group.length} files`
  const summary = `${source.name}: ${count} ${words[outcome]}`
  if (group.some(isFailure))
    return [
      summary,
      ...group
        .slice(0, 5)
        .map(({ path, reason }) => (reason === undefined ? `  ${path}` : `  ${path}: ${reason}`)),
      ...more(group),
    ]
  if (outcome !== 'missing') return [summary]
  const flag = source.option === null ? [] : [`  and then ${flagOf(source.option)} FOLDER`]
  return [summary, `  ${source.help}`, ...flag]
}

function more(group: readonly LaidFile[]): string[] {
  return group.length > 5 ? [`  and ${group.length - 5} more`] : []
}
