/** The C++ sources of icgrp/pld2022 for any parameters of BinaryNet, from what its units read: the decoder's opposite. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  binaryNetSources,
  type Call,
  convolutionCalls,
  denseCalls,
  denseMemoryWords,
  generators,
} from '../../bench/data/binarynet.ts'
import type { NpyArray } from '../../tools/files/npy.ts'

type Arrays = Readonly<Record<string, NpyArray>>

/** Writes the sources below `clone`. */
export function writeSources(clone: string, arrays: Arrays): void {
  const folder = join(clone, binaryNetSources)
  mkdirSync(folder, { recursive: true })
  const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.cpp`), text)
  write('fp_conv', `const unsigned int fp_conv_wt[] = {${hexadecimal(firstWords(arrays))}};`)
  const convolutions = [3, 7, 6].map((count, stream) => {
    const start = [0, 3, 10][stream]!
    return convolutionCalls.slice(start, start + count).flatMap((call) => convolutionWords(arrays, call))
  })
  generators.convolutions.forEach((names, stream) => {
    writeGenerators(names, convolutions[stream]!, write)
  })
  const dense = denseCalls.flatMap((call) => Array.from(denseWords(arrays, call)))
  writeGenerators(generators.dense, dense, write)
}

/** Divides words among generators, and those of one among several arrays. */
function writeGenerators(
  names: readonly string[],
  words: readonly number[],
  write: (name: string, text: string) => void,
): void {
  const each = Math.ceil(words.length / names.length)
  names.forEach((name, index) => {
    const own = words.slice(index * each, (index + 1) * each)
    const even = 2 * Math.floor(own.length / 4)
    const before = index * each
    const redirect = `loop_redir: for(int i=0; i<${before}; i++){
      out_tmp = Input_1.read();
      Output_1.write(out_tmp);
    }`
    write(
      name,
      `#include "../host/typedefs.h"
      const unsigned int ${name}_0[] = {${hexadecimal(own.slice(0, even))}};
      const unsigned int ${name}_1[] = {${hexadecimal(own.slice(even))}};
      void ${name}(hls::stream< bit32 > & Input_1, hls::stream< bit32 > & Output_1){
        ${index === 0 ? 'if(recv ==0){ recv = Input_1.read(); }' : redirect}
        loop_0: for(int i=0; i<${even / 2}*2; i++){
          Output_1.write(${name}_0[i]);
        }
        loop_1: for(int i=0; i<${own.length - even}; i++){
          out_tmp = ${name}_1[i];
          Output_1.write(out_tmp);
        }
      }
      #ifdef MODIFY
      int main(void){ for(int i=0; i<5; i++){ out_tmp = Output_0.read(); } }
      #endif`,
    )
  })
}

function hexadecimal(words: ArrayLike<number>): string {
  return Array.from(words, (word) => `0x${(word >>> 0).toString(16).padStart(8, '0')}`).join(',\n')
}

/** True for the weight +1. */
function isPositive(arrays: Arrays, layer: number, index: number): boolean {
  const bits = arrays[`W${layer}_bits`]!.data as Uint8Array
  return ((bits[index >> 3]! >> (7 - (index & 7))) & 1) === 1
}

/** Numbers of 16 bits, four in a word of 64, in as many words of 32 bits as are read. */
function packed(values: ArrayLike<number>): Uint32Array {
  const halves = new Uint16Array(256)
  halves.set(Array.from(values, (value) => value & 0xffff))
  return new Uint32Array(halves.buffer)
}

/** 64-bit words as pairs, the upper half first, as this unit alone reads them. */
function firstWords(arrays: Arrays): number[] {
  const thresholds = packed(Array.from(arrays.T0!.data as Float32Array, (value) => value * 4096))
  const words = Array.from(thresholds, (_, i) => thresholds[i ^ 1]!)
  for (let neuron = 0; neuron < 128; neuron++) {
    let low = 0
    for (let channel = 0; channel < 3; channel++) {
      for (let tap = 0; tap < 9; tap++) {
        const isNegative = !isPositive(arrays, 0, (neuron * 3 + channel) * 9 + tap)
        low |= Number(isNegative) << (9 * channel + 8 - tap)
      }
    }
    words.push(0, low)
  }
  return words
}

function convolutionWords(arrays: Arrays, { layer, inputs, firstOutput, outputs }: Call): number[] {
  const thresholds = arrays[`T${layer}`]!.data as Int16Array
  const words = Array.from(packed(thresholds.subarray(firstOutput, firstOutput + outputs)))
  const each = inputs / 2
  const kernel = (output: number, input: number) => {
    let bits = 0n
    for (let tap = 0; tap < 9; tap++) {
      const index = ((firstOutput + output) * inputs + input) * 9 + tap
      if (!isPositive(arrays, layer, index)) bits |= 1n << BigInt(8 - tap)
    }
    return bits
  }
  // Seven kernels a word; one memory has the even inputs, the other the odd ones, each output after output.
  const memories = [0, 1].map((odd) => {
    const memory = new BigUint64Array(Math.floor((outputs * each) / 7) + 1)
    for (let at = 0; at < outputs * each; at++) {
      const bits = kernel(Math.floor(at / each), 2 * (at % each) + odd)
      memory[Math.floor(at / 7)]! |= bits << BigInt(9 * (at % 7))
    }
    return new Uint32Array(memory.buffer)
  })
  // A pair is read when an output begins, and whenever seven kernels are used up.
  for (let output = 0; output < outputs; output++) {
    const begins = output * each
    for (let pair = Math.floor(begins / 7); pair <= Math.floor((begins + each) / 7); pair++) {
      for (const memory of memories) words.push(memory[2 * pair]!, memory[2 * pair + 1]!)
    }
  }
  return words
}

function denseWords(arrays: Arrays, { layer, inputs, firstOutput, outputs }: Call): Uint32Array {
  const words = new Uint32Array(4 * denseMemoryWords + 128)
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      if (isPositive(arrays, layer, (firstOutput + output) * inputs + input)) continue
      const address = Math.floor((output * inputs + input) / 64)
      const word = (address % 2) * denseMemoryWords + Math.floor(address / 2)
      words[2 * word + (Math.floor(input / 32) % 2)]! |= 1 << (input % 32)
    }
  }
  const scale = arrays.K_int!.data as Int32Array
  const constants =
    layer === 8
      ? Array.from(scale).flatMap((value, k) => [value, arrays.H_int!.data[k] as number])
      : (arrays[`T${layer}`]!.data as Int16Array).subarray(firstOutput, firstOutput + outputs)
  words.set(packed(constants), 4 * denseMemoryWords)
  return words
}
