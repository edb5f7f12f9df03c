/** Output folders: whole or not at all, never over somebody else's files, never outside. */

import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emitDesign, readManifest, writeFolder } from '../../dsl/emit/index.ts'
import { designOf, TestBuilder } from '../support/emit-modules.ts'
import { inTemporaryFolder } from '../support/emit-tools.ts'

const ours = (text: string) =>
  new Map([
    ['manifest.json', '{}'],
    ['a.sv', text],
  ])

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort()
}

describe('writeFolder', () => {
  test('makes the folder and those above it, and leaves nothing else behind', async () => {
    await inTemporaryFolder(async (folder) => {
      await writeFolder(ours('first'), path.join(folder, 'deep', 'rtl'))
      expect(await namesIn(folder)).toEqual(['deep'])
      expect(await namesIn(path.join(folder, 'deep'))).toEqual(['rtl'])
      expect(await namesIn(path.join(folder, 'deep', 'rtl'))).toEqual(['a.sv', 'manifest.json'])
    })
  })

  test('replaces a folder of ours, stale files included, and an empty one', async () => {
    await inTemporaryFolder(async (folder) => {
      const rtl = path.join(folder, 'rtl')
      await mkdir(rtl)
      await writeFolder(new Map([...ours('first'), ['stale.sv', '']]), rtl)
      await writeFolder(ours('second'), rtl)
      expect(await namesIn(rtl)).toEqual(['a.sv', 'manifest.json'])
      expect(await readFile(path.join(rtl, 'a.sv'), 'utf8')).toBe('second')
      expect(await namesIn(folder)).toEqual(['rtl'])
    })
  })

  test('writes through a link to a folder', async () => {
    await inTemporaryFolder(async (folder) => {
      await mkdir(path.join(folder, 'real'))
      await symlink('real', path.join(folder, 'link'))
      await writeFolder(ours('text'), path.join(folder, 'link'))
      expect(await namesIn(path.join(folder, 'real'))).toEqual(['a.sv', 'manifest.json'])
    })
  })

  test("never replaces somebody else's folder, or a file", async () => {
    await inTemporaryFolder(async (folder) => {
      await writeFile(path.join(folder, 'thesis.tex'), 'years of work')
      await expect(writeFolder(ours(''), folder)).rejects.toThrow(/BL0606 .* has files in it/)
      await expect(writeFolder(ours(''), path.join(folder, 'thesis.tex'))).rejects.toThrow(
        /BL0606 .* is a file/,
      )
      await expect(writeFolder(ours(''), path.join(folder, 'thesis.tex', 'rtl'))).rejects.toThrow(/BL0606/)
      expect(await namesIn(folder)).toEqual(['thesis.tex'])
      expect(await readFile(path.join(folder, 'thesis.tex'), 'utf8')).toBe('years of work')
    })
  })

  test.each(['../a.sv', '/etc/a', 'a/../../b', '.hidden', '', 'a b', 'a\0b', 'a//b', 'c:\\a'])(
    'refuses the file name %j',
    async (name) => {
      await inTemporaryFolder(async (folder) => {
        const files = new Map([...ours(''), [name, '']])
        await expect(writeFolder(files, path.join(folder, 'rtl'))).rejects.toThrow(/BL0607/)
        expect(await namesIn(folder)).toEqual([])
      })
    },
  )

  test('leaves the old folder as it was when writing fails', async () => {
    await inTemporaryFolder(async (folder) => {
      const rtl = path.join(folder, 'rtl')
      await writeFolder(ours('good'), rtl)
      const clash = new Map([...ours('bad'), ['a.sv/b', 'a file cannot be a folder too']])
      await expect(writeFolder(clash, rtl)).rejects.toThrow()
      expect(await readFile(path.join(rtl, 'a.sv'), 'utf8')).toBe('good')
      expect(await namesIn(folder)).toEqual(['rtl'])
    })
  })
})

describe('the manifest', () => {
  const module = () => {
    const b = new TestBuilder('m', {
      generator: 'Twice',
      parameters: { width: 8, weights: '4x8:0123456789ab' },
      contract: 'Doubles.',
      latency: 0,
    })
    const a = b.input('a', 8, { file: 'twice.ts', line: 3 })
    const sum = b.binary('add', a, a, {
      name: 'sum',
      strength: 'variable',
      place: { file: '/abs/twice.ts', line: 5 },
    })
    b.output('y', b.binary('mul', sum, sum))
    return b.combinational()
  }

  test('tells what is in the folder, with places and without absolute paths', () => {
    expect(emitDesign(designOf(module())).files.get('manifest.json')).toMatchInlineSnapshot(`
      "{
        "format": 1,
        "top": "m",
        "profile": "portable",
        "modules": [
          {
            "name": "m",
            "file": "m.sv",
            "generator": "Twice",
            "parameters": { "width": 8, "weights": "4x8:0123456789ab" },
            "contract": "Doubles.",
            "latency": 0,
            "clocked": false,
            "resettable": false,
            "ports": [{ "name": "a", "direction": "input", "width": 8 }, { "name": "y", "direction": "output", "width": 16 }],
            "streams": [],
            "places": { "a": "twice.ts:3", "sum": "twice.ts:5" }
          }
        ],
        "memories": []
      }
      "
    `)
  })

  test('is read back as it was written', async () => {
    await inTemporaryFolder(async (folder) => {
      const { files, manifest } = emitDesign(designOf(module()))
      await writeFolder(files, path.join(folder, 'rtl'))
      expect(await readManifest(path.join(folder, 'rtl'))).toEqual(manifest)
    })
  })

  test('of another kind is refused with a reason', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'manifest.json')
      await expect(readManifest(folder)).rejects.toThrow(/BL0605 .* cannot be read/)
      await writeFile(file, '{')
      await expect(readManifest(folder)).rejects.toThrow(/BL0605 .* is not JSON/)
      await writeFile(file, '{ "format": 99 }')
      await expect(readManifest(folder)).rejects.toThrow(/BL0605 .* is not a manifest of format 1: format/)
      await rm(file)
    })
  })
})
