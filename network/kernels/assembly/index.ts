/**
 * The inner loops of the reference, in AssemblyScript for WebAssembly SIMD: `npm run kernels` compiles them.
 *
 * Shapes are decided outside. A kernel goes through a table of output pixels and knows nothing of strides or padding.
 */

/** An entry of the table: the address where the window of an output pixel begins, and the one where its bits go. */
const SOURCE: usize = 0
const TARGET: usize = 4
const ENTRY: usize = 8

/** Byte counters hold 255, and a block of 16 bytes adds 8 to each at most. */
const COUNTED: usize = 31 * 16

/**
 * Copies the taps of each window behind each other: `rows` rows of `runs` runs of `bytes` bytes, then zeros up to
 * `windowBytes`, a multiple of 16. Copies 16 bytes at a time; what is too much is overwritten by what comes next.
 */
export function gatherWindows(
  pixels: usize,
  count: usize,
  windows: usize,
  windowBytes: usize,
  rows: usize,
  rowStep: usize,
  runs: usize,
  runStep: usize,
  bytes: usize,
): void {
  for (let pixel: usize = 0; pixel < count; pixel++) {
    let row: usize = load<u32>(pixels + pixel * ENTRY, SOURCE)
    let target = windows + pixel * windowBytes
    for (let y: usize = 0; y < rows; y++) {
      let source = row
      for (let x: usize = 0; x < runs; x++) {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, v128.load(source + i))
        target += bytes
        source += runStep
      }
      row += rowStep
    }
    v128.store(target, i32x4.splat(0))
  }
}

/**
 * sums[pixel][neuron] = `inside` minus the bits in which a window and a row of weights differ. Four rows share each load of
 * a window; there are as many as a multiple of 4 takes, and `sumBytes` bytes of sums a pixel.
 */
export function countMatches(
  windows: usize,
  count: usize,
  windowBytes: usize,
  inside: i32,
  weights: usize,
  neurons: usize,
  sums: usize,
  sumBytes: usize,
): void {
  for (let neuron: usize = 0; neuron < neurons; neuron += 4) {
    const rows = weights + neuron * windowBytes
    for (let pixel: usize = 0; pixel < count; pixel++) {
      const differing = differences(windows + pixel * windowBytes, rows, windowBytes)
      const matching = i32x4.sub(i32x4.splat(inside), differing)
      v128.store(sums + pixel * sumBytes + 4 * neuron, matching)
    }
  }
}

/** The bits in which a window differs from each of four rows that follow each other. */
function differences(window: usize, row0: usize, bytes: usize): v128 {
  const row1 = row0 + bytes
  const row2 = row1 + bytes
  const row3 = row2 + bytes
  let total0 = i32x4.splat(0)
  let total1 = i32x4.splat(0)
  let total2 = i32x4.splat(0)
  let total3 = i32x4.splat(0)
  for (let start: usize = 0; start < bytes; start += COUNTED) {
    const end = min(start + COUNTED, bytes)
    let count0 = i32x4.splat(0)
    let count1 = i32x4.splat(0)
    let count2 = i32x4.splat(0)
    let count3 = i32x4.splat(0)
    for (let i = start; i < end; i += 16) {
      const bits = v128.load(window + i)
      count0 = i8x16.add(count0, i8x16.popcnt(v128.xor(bits, v128.load(row0 + i))))
      count1 = i8x16.add(count1, i8x16.popcnt(v128.xor(bits, v128.load(row1 + i))))
      count2 = i8x16.add(count2, i8x16.popcnt(v128.xor(bits, v128.load(row2 + i))))
      count3 = i8x16.add(count3, i8x16.popcnt(v128.xor(bits, v128.load(row3 + i))))
    }
    total0 = i16x8.add(total0, i16x8.extadd_pairwise_i8x16_u(count0))
    total1 = i16x8.add(total1, i16x8.extadd_pairwise_i8x16_u(count1))
    total2 = i16x8.add(total2, i16x8.extadd_pairwise_i8x16_u(count2))
    total3 = i16x8.add(total3, i16x8.extadd_pairwise_i8x16_u(count3))
  }
  const pairs0 = i32x4.extadd_pairwise_i16x8_u(total0)
  const pairs1 = i32x4.extadd_pairwise_i16x8_u(total1)
  const pairs2 = i32x4.extadd_pairwise_i16x8_u(total2)
  const pairs3 = i32x4.extadd_pairwise_i16x8_u(total3)
  const halves01 = addHalves(pairs0, pairs1)
  const halves23 = addHalves(pairs2, pairs3)
  const even = v128.shuffle<i32>(halves01, halves23, 0, 2, 4, 6)
  const odd = v128.shuffle<i32>(halves01, halves23, 1, 3, 5, 7)
  return i32x4.add(even, odd)
}

/** Two lanes with the sum of `a`, then two with the sum of `b`. */
function addHalves(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7))
}

/**
 * sums[pixel][neuron] = the sum of `taps` integers of 32 bits, each inverted where `signs` has ones: that is their sum with
 * the signs of the weights, minus one for each negative weight. Signs come for 16 neurons, tap after tap.
 */
export function addSigned(
  windows: usize,
  count: usize,
  windowBytes: usize,
  taps: usize,
  signs: usize,
  neurons: usize,
  sums: usize,
  sumBytes: usize,
): void {
  for (let neuron: usize = 0; neuron < neurons; neuron += 16) {
    for (let pixel: usize = 0; pixel < count; pixel++) {
      let value = windows + pixel * windowBytes
      let sign = signs + neuron * taps * 4
      let sum0 = i32x4.splat(0)
      let sum1 = i32x4.splat(0)
      let sum2 = i32x4.splat(0)
      let sum3 = i32x4.splat(0)
      for (let tap: usize = 0; tap < taps; tap++) {
        const lanes = v128.load32_splat(value)
        sum0 = i32x4.add(sum0, v128.xor(lanes, v128.load(sign)))
        sum1 = i32x4.add(sum1, v128.xor(lanes, v128.load(sign, 16)))
        sum2 = i32x4.add(sum2, v128.xor(lanes, v128.load(sign, 32)))
        sum3 = i32x4.add(sum3, v128.xor(lanes, v128.load(sign, 48)))
        value += 4
        sign += 64
      }
      const target = sums + pixel * sumBytes + 4 * neuron
      v128.store(target, sum0)
      v128.store(target, sum1, 16)
      v128.store(target, sum2, 32)
      v128.store(target, sum3, 48)
    }
  }
}

/**
 * Bit `n` of each output pixel = its sum `n` >= `thresholds[n]`; past the last neuron no sum may reach its threshold.
 *
 * @returns the number of ones.
 */
export function compareSums(
  pixels: usize,
  count: usize,
  sums: usize,
  sumBytes: usize,
  neurons: usize,
  thresholds: usize,
): u32 {
  let ones: u32 = 0
  for (let pixel: usize = 0; pixel < count; pixel++) {
    let target: usize = load<u32>(pixels + pixel * ENTRY, TARGET)
    for (let neuron: usize = 0; neuron < neurons; neuron += 8) {
      const low = i32x4.ge_s(v128.load(sums + 4 * neuron), v128.load(thresholds + 4 * neuron))
      const high = i32x4.ge_s(v128.load(sums + 4 * neuron, 16), v128.load(thresholds + 4 * neuron, 16))
      const octet: u32 = i32x4.bitmask(low) | (i32x4.bitmask(high) << 4)
      store<u8>(target, <u8>octet)
      ones += popcnt(octet)
      target++
    }
    sums += sumBytes
  }
  return ones
}

/**
 * The OR of each window: `rows` rows of `columns` pixels of `bytes` bytes.
 *
 * @returns the number of ones.
 */
export function orWindows(
  pixels: usize,
  count: usize,
  rows: usize,
  rowStep: usize,
  columns: usize,
  bytes: usize,
): u32 {
  let ones: u32 = 0
  for (let pixel: usize = 0; pixel < count; pixel++) {
    const source: usize = load<u32>(pixels + pixel * ENTRY, SOURCE)
    const target: usize = load<u32>(pixels + pixel * ENTRY, TARGET)
    for (let i: usize = 0; i < bytes; i++) {
      let octet: u32 = 0
      for (let y: usize = 0; y < rows; y++) {
        for (let x: usize = 0; x < columns; x++) octet |= load<u8>(source + y * rowStep + x * bytes + i)
      }
      store<u8>(target + i, <u8>octet)
      ones += popcnt(octet)
    }
  }
  return ones
}
