// Runs a design in Verilator: reads a stimulus file, drives and checks every stream, writes what was seen.
//
// The design sits in the module bitloom_harness (see wrapper.ts), whose ports are vectors of 32-bit words with a layout
// that the stimulus file describes; so this file is the same for every design. encode.ts and decode.ts hold the formats.
// testbench.sv and ../run-engine.ts do the same cycle for cycle.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "Vbitloom_harness.h"
#include "verilated.h"

namespace {

constexpr uint32_t kAccepted = 1, kDelivered = 2, kEnd = 3;
constexpr uint32_t kDone = 0, kValidDropped = 1, kPayloadChanged = 2, kDeadlock = 6, kLimit = 7;
constexpr int kResetCycles = 2;  // before cycle 0
constexpr int kTailCycles = 8;   // after the last expected beat

// The stimulus file: 32-bit words, read in order.
class Words {
 public:
  explicit Words(const char* path) {
    FILE* file = std::fopen(path, "rb");
    if (!file) std::exit(3);
    std::fseek(file, 0, SEEK_END);
    words_.resize(static_cast<size_t>(std::ftell(file)) / 4);
    std::rewind(file);
    if (std::fread(words_.data(), 4, words_.size(), file) != words_.size()) std::exit(3);
    std::fclose(file);
  }
  uint32_t next() { return words_[at_++]; }
  const uint32_t* take(size_t count) {
    const uint32_t* start = &words_[at_];
    at_ += count;
    return start;
  }

 private:
  std::vector<uint32_t> words_;
  size_t at_ = 0;
};

// In which cycles a driver stalls: one word a cycle, going on at `loop` after the last one.
struct Pattern {
  uint32_t length, loop, at = 0;
  const uint32_t* bits;
  explicit Pattern(Words& in) : length(in.next()), loop(in.next()), bits(in.take(length)) {}
  bool next() {
    const bool stall = bits[at] != 0;
    if (++at == length) at = loop;
    return stall;
  }
};

struct Input {
  uint32_t offset, words, count;
  Pattern stalls;
  const uint32_t* beats;
  uint32_t position = 0;
  bool offering = false;
  explicit Input(Words& in)
      : offset(in.next()), words(in.next()), count(in.next()), stalls(in), beats(in.take(count * words)) {}
};

struct Output {
  uint32_t offset, words, expect;
  Pattern stalls;
  uint32_t received = 0;
  bool waiting = false;             // a beat was offered in the last cycle and not taken
  std::vector<uint32_t> offered;    // its payload
  explicit Output(Words& in)
      : offset(in.next()), words(in.next()), expect(in.next()), stalls(in), offered(words) {}
};

bool bit(const uint32_t* vector, size_t index) { return (vector[index / 32] >> (index % 32)) & 1; }

void setBit(uint32_t* vector, size_t index, bool value) {
  const uint32_t mask = 1u << (index % 32);
  vector[index / 32] = value ? vector[index / 32] | mask : vector[index / 32] & ~mask;
}

void put(FILE* file, const uint32_t* words, size_t count) { std::fwrite(words, 4, count, file); }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 3;
  Words in(argv[1]);
  FILE* events = std::fopen(argv[2], "wb");
  if (!events) return 3;
  std::setvbuf(events, nullptr, _IOFBF, 1 << 20);

  const auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const auto top = std::make_unique<Vbitloom_harness>(context.get());

  const uint32_t cycles = in.next(), patience = in.next();
  const bool resettable = in.next() != 0, record = in.next() != 0;
  const uint32_t inBitWords = in.next(), outBitWords = in.next(), inWords = in.next(), outWords = in.next();
  const uint32_t valueWords = in.next(), resultWords = in.next();
  const uint32_t resetCount = in.next();
  const uint32_t* resets = in.take(resetCount);
  std::vector<Input> inputs;
  for (uint32_t n = in.next(); n > 0; n--) inputs.emplace_back(in);
  std::vector<Output> outputs;
  for (uint32_t n = in.next(); n > 0; n--) outputs.emplace_back(in);
  const uint32_t rows = in.next();
  const uint32_t* values = in.take(size_t{rows} * valueWords);
  FILE* ports = record ? std::fopen(argv[3], "wb") : nullptr;
  if (record && !ports) return 3;

  uint32_t* const inValid = &top->in_valid[0];
  uint32_t* const inReady = &top->in_ready[0];
  uint32_t* const inPayload = &top->in_payload[0];
  uint32_t* const outValid = &top->out_valid[0];
  uint32_t* const outReady = &top->out_ready[0];
  uint32_t* const outPayload = &top->out_payload[0];
  uint32_t* const valueInputs = &top->values[0];
  uint32_t* const results = &top->results[0];

  uint64_t expected = 0;
  for (const Output& output : outputs) expected += output.expect;
  uint32_t nextReset = 0, idle = 0, ending = kLimit, culprit = 0;
  int tail = -1;  // cycles left once everything has arrived
  int64_t cycle = resettable ? -kResetCycles : 0;

  // Puts the beat to come on the payload ports: as it is when valid, else its complement.
  const auto show = [&](const Input& input) {
    for (uint32_t w = 0; w < input.words; w++) {
      const uint32_t at = input.position < input.count ? input.position : input.count - 1;
      const uint32_t word = input.count ? input.beats[size_t{at} * input.words + w] : 0;
      inPayload[input.offset + w] = input.offering ? word : ~word;
    }
  };
  const auto fail = [&](uint32_t kind, size_t stream) {
    ending = kind;
    culprit = static_cast<uint32_t>(stream);
  };

  for (;; cycle++) {
    const bool again = nextReset < resetCount && cycle == resets[nextReset];
    const bool reset = cycle < 0 || again;
    if (again) nextReset++;

    // Drive.
    top->rst = reset;
    const uint32_t row = cycle < 0 ? 0 : cycle < rows ? static_cast<uint32_t>(cycle) : rows - 1;
    std::memcpy(valueInputs, values + size_t{row} * valueWords, size_t{valueWords} * 4);
    for (size_t s = 0; s < inputs.size(); s++) {
      Input& input = inputs[s];
      const bool stall = cycle >= 0 && input.stalls.next();
      if (reset) {
        input.offering = false;
        input.position = 0;
      } else if (!input.offering && input.position < input.count && !stall) {
        input.offering = true;
      }
      setBit(inValid, s, input.offering);
      show(input);
    }
    for (size_t s = 0; s < outputs.size(); s++) {
      const bool stall = cycle >= 0 && outputs[s].stalls.next();
      setBit(outReady, s, !reset && !stall);
    }
    top->clk = 0;
    top->eval();

    // Look.
    if (cycle >= 0) {
      if (ports) {
        put(ports, inValid, inBitWords);
        put(ports, inReady, inBitWords);
        put(ports, inPayload, inWords);
        put(ports, outValid, outBitWords);
        put(ports, outReady, outBitWords);
        put(ports, outPayload, outWords);
        put(ports, valueInputs, valueWords);
        put(ports, results, resultWords);
      }
      bool moved = reset;
      for (size_t s = 0; s < outputs.size(); s++) {
        Output& output = outputs[s];
        const uint32_t* payload = outPayload + output.offset;
        if (reset) {
          output.waiting = false;
          output.received = 0;
          continue;
        }
        const bool valid = bit(outValid, s);
        if (output.waiting && !valid && ending == kLimit) fail(kValidDropped, s);
        if (output.waiting && valid && ending == kLimit &&
            std::memcmp(output.offered.data(), payload, size_t{output.words} * 4) != 0) {
          fail(kPayloadChanged, s);
        }
        if (valid && bit(outReady, s)) {
          const uint32_t head[] = {kDelivered, static_cast<uint32_t>(s), static_cast<uint32_t>(cycle)};
          put(events, head, 3);
          put(events, payload, output.words);
          output.received++;
          moved = true;
        }
        output.waiting = valid && !bit(outReady, s);
        if (output.waiting) output.offered.assign(payload, payload + output.words);
      }
      for (size_t s = 0; s < inputs.size(); s++) {
        Input& input = inputs[s];
        if (!input.offering || !bit(inReady, s)) continue;
        const uint32_t head[] = {kAccepted, static_cast<uint32_t>(s), static_cast<uint32_t>(cycle)};
        put(events, head, 3);
        input.position++;
        input.offering = false;
        moved = true;
      }
      idle = moved ? 0 : idle + 1;
      bool complete = expected > 0 && nextReset == resetCount;
      for (const Output& output : outputs) complete = complete && output.received >= output.expect;
      if (tail > 0) tail--;
      else if (complete) tail = kTailCycles;
      if (expected > 0 && tail < 0 && idle >= patience && nextReset == resetCount && ending == kLimit) {
        ending = kDeadlock;
      }
      if (tail == 0 || ending != kLimit || cycle + 1 == static_cast<int64_t>(cycles)) break;
    }
    top->clk = 1;
    top->eval();
  }
  if (ending == kLimit && (tail >= 0 || expected == 0)) ending = kDone;

  const uint32_t end[] = {kEnd, ending, culprit, static_cast<uint32_t>(cycle + 1)};
  put(events, end, 4);
  put(events, inValid, inBitWords);
  put(events, inReady, inBitWords);
  put(events, outValid, outBitWords);
  put(events, outReady, outBitWords);
  top->final();
  if (ports) std::fclose(ports);
  return std::fclose(events) == 0 ? 0 : 3;
}
