/** Networks on disk: what is saved is loaded, files are reproducible, and everything wrong is named. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadNetwork, networkFiles, saveNetwork } from '../../network/files.ts'
import { importers } from '../../network/import/importers.ts'
import { loadModel, modelFormats } from '../../network/load-model.ts'
import type { Network } from '../../network/network.ts'
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { readNpz, writeNpz } from '../../tools/files/npz.ts'
import { describeWithData } from '../support/data.ts'
import { convolution, convolutionalNetworks, pool } from './convolutional-networks.ts'
import { fullyConnected, layer, matrix, networks, small } from './networks.ts'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-files-'))
  saveNetwork(small, join(folder, 'good'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The message for a copy of the good folder with something done to it. */
function refusal(harm: (file: (name: string) => string) => void): string {
  const made = join(folder, `set${count++}`)
  cpSync(join(folder, 'good'), made, { recursive: true })
  harm((name) => join(made, name))
  return messageOf(() => loadNetwork(made), made)
}

function messageOf(run: () => unknown, base: string): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError && error.help !== null) {
      return `${error.place?.replace(base, 'net')}: ${error.message}`
    }
    throw error
  }
  return 'accepted'
}

type Json = Record<string, unknown>

/** Changes network.json. */
const edit = (change: (description: Json) => void) => (file: (name: string) => string) => {
  const description = JSON.parse(readFileSync(file('network.json'), 'utf8')) as Json
  change(description)
  writeFileSync(file('network.json'), JSON.stringify(description))
}

/** Changes parameters.npz, and forgets its digest. */
const editParameters =
  (change: (arrays: Record<string, NpyArray>) => void) => (file: (name: string) => string) => {
    const npz = readNpz(readFileSync(file('parameters.npz')))
    const arrays = Object.fromEntries(npz.names.map((name) => [name, npz.array(name)]))
    change(arrays)
    writeFileSync(file('parameters.npz'), writeNpz(arrays))
    edit((description) => {
      delete description.parametersSha256
    })(file)
  }

describe('saveNetwork and loadNetwork', () => {
  it('bring back every network as it was', () => {
    let run = 0
    fc.assert(
      fc.property(networks, (network) => {
        const at = join(folder, `random${run++}`)
        saveNetwork(network, at)
        expect(loadNetwork(at)).toEqual(network)
      }),
      { seed: 6, numRuns: 50 },
    )
  })

  it('bring back every network with convolutions and pools as it was', () => {
    let run = 0
    fc.assert(
      fc.property(convolutionalNetworks, (network) => {
        const at = join(folder, `convolutional${run++}`)
        saveNetwork(network, at)
        expect(loadNetwork(at)).toEqual(network)
      }),
      { seed: 7, numRuns: 50 },
    )
  })

  it('write the same bytes every time, over older files too, and leave nothing else behind', () => {
    const again = join(folder, 'again')
    saveNetwork({ ...small, name: 'other' }, again)
    saveNetwork(small, again)
    expect(readdirSync(again)).toEqual(['network.json', 'parameters.npz'])
    for (const name of readdirSync(again)) {
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(folder, 'good', name)))
    }
  })

  it('describe the network so that people can read it', () => {
    const text = readFileSync(join(folder, 'good', 'network.json'), 'utf8')
    expect(text.replace(/[0-9a-f]{64}/, 'DIGEST')).toBe(`{
  "format": "bitloom-network",
  "version": 2,
  "name": "small",
  "input": { "kind": "bits", "shape": [2, 2, 1], "threshold": 128 },
  "layers": [
    { "kind": "fullyConnected", "name": "hidden", "inputs": 4, "outputs": 3 },
    { "kind": "fullyConnected", "name": "last", "inputs": 3, "outputs": 2 }
  ],
  "scores": { "kind": "popcount" },
  "decision": { "kind": "argmax" },
  "classes": ["cat", "dog"],
  "parametersSha256": "DIGEST"
}
`)
  })

  it('describe convolutions and pools with their keys in one order, whatever the order they were made in', () => {
    const conv = convolution({ input: [6, 6, 2], weights: matrix('0'.repeat(18)), thresholds: [3] })
    const last = layer('last', matrix('1111', '0000'), null)
    const input = { kind: 'bits', shape: [6, 6, 2], threshold: 128 } as const
    const network = { ...small, input, layers: [conv, pool([4, 4, 1]), last] }
    const { padding, name, ...rest } = conv
    const { right, ...sides } = padding
    const again = {
      ...network,
      layers: [{ padding: { right, ...sides }, ...rest, name }, pool([4, 4, 1]), last],
    }
    const text = String(networkFiles(network).get('network.json'))
    expect(networkFiles(again)).toEqual(networkFiles(network))
    expect(text.slice(text.indexOf('    {'), text.indexOf('    { "kind": "fullyConnected"'))).toBe(`    {
      "kind": "convolution",
      "name": "conv",
      "input": [6, 6, 2],
      "outputs": 1,
      "kernel": [3, 3],
      "stride": [1, 1],
      "dilation": [1, 1],
      "padding": { "top": 0, "left": 0, "bottom": 0, "right": 0 },
      "paddingMode": "none"
    },
    {
      "kind": "pool",
      "name": "pool",
      "input": [4, 4, 1],
      "kernel": [2, 2],
      "stride": [2, 2],
      "padding": { "top": 0, "left": 0, "bottom": 0, "right": 0 },
      "ceilMode": false
    },
`)
    expect(networkFiles(network).has('network.json')).toBe(true)
  })

  it('keep weights one row a neuron, first synapse in the least significant bit', () => {
    const npz = readNpz(readFileSync(join(folder, 'good', 'parameters.npz')))
    expect(npz.names).toEqual(['hidden.weights', 'hidden.thresholds', 'last.weights'])
    expect(npz.array('hidden.weights')).toEqual({
      shape: [3, 1],
      data: Uint8Array.of(0b0101, 0b1100, 0b1111),
    })
    expect(npz.array('hidden.thresholds')).toEqual({ shape: [3], data: Int32Array.of(2, 3, 4) })
  })

  it('do not save what is not valid', () => {
    const nowhere = join(folder, 'nowhere')
    expect(messageOf(() => saveNetwork({ ...small, classes: ['one'] }, nowhere), folder)).toContain(
      '1 class names',
    )
    expect(readdirSync(folder)).not.toContain('nowhere')
  })

  it('refuse a folder that is a file', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(messageOf(() => saveNetwork(small, join(folder, 'file')), folder)).toMatch(
      /^net\/file\/parameters.npz: cannot be written/,
    )
    expect(messageOf(() => loadNetwork(join(folder, 'file')), folder)).toBe(
      'net/file/network.json: this is not a folder',
    )
  })
})

describe('loadNetwork names', () => {
  const windowJson: Json = {
    ...{ kind: 'convolution', name: 'conv', input: [2, 2, 1], outputs: 3 },
    ...{ kernel: [2, 2], stride: [1, 1], dilation: [1, 1] },
    ...{ padding: { top: 0, left: 0, bottom: 0, right: 0 }, paddingMode: 'none' },
  }

  it.each<[string, (file: (name: string) => string) => void, string]>([
    [
      'a missing description',
      (file) => rmSync(file('network.json')),
      'net/network.json: there is no such file or folder',
    ],
    [
      'missing parameters',
      (file) => rmSync(file('parameters.npz')),
      'net/parameters.npz: there is no such file or folder',
    ],
    [
      'a description that is no JSON',
      (file) => writeFileSync(file('network.json'), '{"format":'),
      'net/network.json: this is not JSON',
    ],
    [
      'a list for a description',
      (file) => writeFileSync(file('network.json'), '[]'),
      'net/network.json: invalid input: expected object',
    ],
    [
      'another format',
      edit((d) => {
        d.format = 'onnx'
      }),
      'net/network.json: format: invalid input: expected "bitloom-network"',
    ],
    [
      'a later version',
      edit((d) => {
        d.version = 3
      }),
      'net/network.json: version: invalid option: expected one of 1|2',
    ],
    [
      'an unknown key',
      edit((d) => {
        d.padding = 0
      }),
      'net/network.json: unrecognized key: "padding"',
    ],
    [
      'a string for a number',
      edit((d) => {
        ;(d.layers as Json[])[1]!.inputs = '3'
      }),
      'net/network.json: layers[1].inputs: invalid input: expected number, received string',
    ],
    [
      'a huge layer',
      edit((d) => {
        ;(d.layers as Json[])[0]!.outputs = 1e15
      }),
      'net/network.json: layers[0].outputs: too big: expected number to be <=65536',
    ],
    [
      'null for NaN',
      edit((d) => {
        ;(d.input as Json).threshold = Number.NaN
      }),
      'net/network.json: input.threshold: invalid input: expected number, received null',
    ],
    [
      'an unknown kind of layer',
      edit((d) => {
        ;(d.layers as Json[])[0]!.kind = 'lstm'
      }),
      'net/network.json: layers[0].kind: invalid',
    ],
    [
      'a padding mode that there is none of',
      edit((d) => {
        ;(d.layers as Json[])[0] = { ...windowJson, paddingMode: 'reflect' }
      }),
      'net/network.json: layers[0].paddingMode: invalid option',
    ],
    [
      'a kernel of one number',
      edit((d) => {
        ;(d.layers as Json[])[0] = { ...windowJson, kernel: 3 }
      }),
      'net/network.json: layers[0].kernel: invalid input',
    ],
    [
      'half a pad',
      edit((d) => {
        ;(d.layers as Json[])[0] = { ...windowJson, padding: { top: 0.5, left: 0, bottom: 0, right: 0 } }
      }),
      'net/network.json: layers[0].padding.top: invalid input',
    ],
    [
      'an unknown decision',
      edit((d) => {
        d.decision = { kind: 'argmin' }
      }),
      "net/network.json: decision.kind: invalid discriminator value. Expected 'argmax' | 'highest-set-bit'",
    ],
    [
      'a name that climbs out',
      edit((d) => {
        d.name = '../../x'
      }),
      'net/network.json: network: the name "../../x" cannot become a module name',
    ],
    [
      'layers that do not chain',
      edit((d) => {
        ;(d.input as Json).shape = [2, 3, 1]
      }),
      'net/network.json: layer hidden: it has 4 inputs, but the image gives 6',
    ],
    [
      'one damaged byte of the parameters',
      (file) => {
        const bytes = readFileSync(file('parameters.npz'))
        bytes[300] = bytes[300]! ^ 1
        writeFileSync(file('parameters.npz'), bytes)
      },
      'net/parameters.npz: its SHA-256 is not the one that network.json names',
    ],
    [
      'parameters that are no zip file',
      (file) => {
        editParameters(() => {})(file)
        writeFileSync(file('parameters.npz'), 'weights')
      },
      'net/parameters.npz: the zip file cannot be read',
    ],
    [
      'a missing array',
      editParameters((a) => {
        delete a['hidden.thresholds']
      }),
      'net/parameters.npz: there is no array hidden.thresholds',
    ],
    [
      'an array too many',
      editParameters((a) => {
        a['../../etc/x'] = { shape: [1], data: Uint8Array.of(1) }
      }),
      'net/parameters.npz: array "../../etc/x" belongs to no layer',
    ],
    [
      'thresholds behind the last layer',
      editParameters((a) => {
        a['last.thresholds'] = { shape: [2], data: Int32Array.of(1, 1) }
      }),
      'net/parameters.npz: array "last.thresholds" belongs to no layer',
    ],
    [
      'another type',
      editParameters((a) => {
        a['hidden.thresholds'] = { shape: [3], data: Float32Array.of(1, 2, Number.NaN) }
      }),
      'net/parameters.npz: hidden.thresholds: it is Float32Array (3), but Int32Array (3) is needed',
    ],
    [
      'another shape',
      editParameters((a) => {
        a['hidden.weights'] = { shape: [1, 3], data: Uint8Array.of(1, 2, 3) }
      }),
      'net/parameters.npz: hidden.weights: it is Uint8Array (1, 3), but Uint8Array (3, 1) is needed',
    ],
    [
      'bits past the inputs',
      editParameters((a) => {
        a['hidden.weights'] = { shape: [3, 1], data: Uint8Array.of(1, 16, 3) }
      }),
      'net/parameters.npz: hidden.weights: row 1 has bits set past its 4 columns',
    ],
  ])('%s', (_, harm, message) => {
    expect(refusal(harm)).toContain(message)
  })

  it('but takes parameters without a digest', () => {
    const made = join(folder, 'byhand')
    cpSync(join(folder, 'good'), made, { recursive: true })
    editParameters((arrays) => {
      arrays['hidden.thresholds'] = { shape: [3], data: Int32Array.of(-1, 0, 99) }
    })((name) => join(made, name))
    expect(Array.from(fullyConnected(loadNetwork(made).layers[0]).thresholds!)).toEqual([-1, 0, 99])
  })
})

describe('a network of version 1', () => {
  const highestSetBit: Network = { ...small, decision: { kind: 'highest-set-bit', thresholds: [1, 2] } }

  /** The folder of a network as version 1 wrote it, decided by `rule` instead of `kind`. */
  function ofVersion1(network: Network, decision: Json): string {
    const made = join(folder, `version1-${count++}`)
    saveNetwork(network, made)
    edit((description) => {
      description.version = 1
      description.decision = decision
    })((name) => join(made, name))
    return made
  }

  it.each([
    [small, { rule: 'argmax' }],
    [highestSetBit, { rule: 'highest-set-bit', thresholds: [1, 2] }],
  ])('is read, and saved as one of version 2', (network, decision) => {
    const loaded = loadNetwork(ofVersion1(network, decision))
    expect(loaded).toEqual(network)
    expect(networkFiles(loaded)).toEqual(networkFiles(network))
  })

  it.each<[string, Json, string]>([
    [
      'an unknown rule',
      { rule: 'argmin' },
      "net/network.json: decision.rule: invalid discriminator value. Expected 'argmax' | 'highest-set-bit'",
    ],
    [
      'what version 2 says',
      { kind: 'argmax' },
      'net/network.json: decision.rule: invalid discriminator value',
    ],
    ['a key too many', { rule: 'argmax', kind: 1 }, 'net/network.json: decision: unrecognized key: "kind"'],
    [
      'a threshold with a fraction',
      { rule: 'highest-set-bit', thresholds: [1, 0.5] },
      'net/network.json: decision.thresholds[1]: invalid input: expected int, received number',
    ],
  ])('is refused with %s', (_, decision, message) => {
    const made = ofVersion1(small, decision)
    expect(messageOf(() => loadNetwork(made), made)).toContain(message)
  })

  it('is not what a file of version 2 holds', () => {
    expect(
      refusal(
        edit((description) => {
          description.decision = { rule: 'argmax' }
        }),
      ),
    ).toContain('net/network.json: decision.kind: invalid discriminator value')
  })
})

await describeWithData('The networks among the cases', ['cases'], (data) => {
  it('are read as version 1 said', () => {
    const folders = readdirSync(data('cases')).map((name) => data('cases', name))
    // Two layers of one name are allowed in no version.
    const networks = folders.filter(
      (path) => existsSync(join(path, 'network.json')) && !path.endsWith('two-layers-of-one-name'),
    )
    expect(networks.length).toBeGreaterThan(5)
    for (const path of networks) {
      const { version, decision } = JSON.parse(readFileSync(join(path, 'network.json'), 'utf8')) as Json
      const { rule, ...rest } = decision as Json
      expect(version).toBe(1)
      expect(loadModel(path).decision).toEqual({ kind: rule, ...rest })
    }
  })
})

describe('loadModel', () => {
  it('finds out what a folder holds', () => {
    expect(loadModel(join(folder, 'good'))).toEqual(small)
    expect(loadModel(join(folder, 'good'), { format: 'bitloom' })).toEqual(small)
  })

  it('knows every format by a name of its own', () => {
    expect(new Set(modelFormats).size).toBe(importers.length)
  })

  it('says what was found and which flag would help', () => {
    const pynq = join(folder, 'pynq')
    mkdirSync(pynq)
    writeFileSync(join(pynq, '0-0-weights.bin'), new Uint8Array(8))
    const help = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        if (error instanceof InputError) return `${error.message} | ${error.help}`
        throw error
      }
      return 'accepted'
    }
    expect(help(() => loadModel(pynq))).toBe(
      'these are bnn-pynq parameters, which do not say how the layers are connected' +
        ' | add --topology with one of lfc, sfc, tfc, cnv',
    )
    expect(help(() => loadModel(pynq, { topology: 'cnv9' }))).toBe(
      'topology "cnv9" is not known | the known ones are lfc, sfc, tfc, cnv',
    )
    expect(help(() => loadModel(pynq, { topology: 'tfc' }))).toContain('there are files of layers 0, but tfc')
    expect(help(() => loadModel(join(folder, 'good'), { topology: 'lfc' }))).toBe(
      'a topology (lfc) was given, but bitloom says itself how its layers are connected | leave out --topology',
    )
    expect(help(() => loadModel(pynq, { format: 'none' }))).toMatch(
      /^format "none" is not known \| use --format bitloom, bnn-pynq, .* or [\w-]+, or leave it out$/,
    )
    mkdirSync(join(folder, 'empty'))
    expect(help(() => loadModel(join(folder, 'empty')))).toMatch(
      /^there is no network here, among 0 files \| name a folder with network.json and parameters.npz, one with .*, or a \.npz\b.* file$/,
    )
    expect(help(() => loadModel(join(folder, 'good', 'network.json')))).toMatch(
      /^this is no \.npz\b.* file \| name a file that numpy\.savez wrote\b.*, or the folder that a network lies in$/,
    )
    expect(help(() => loadModel(join(folder, 'missing')))).toContain('there is no such file or folder')
  })
})
