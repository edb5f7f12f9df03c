// Runs a design in Icarus: reads stimulus files, drives and checks every stream, writes what was seen.
//
// The design sits in the module bitloom_harness (see wrapper.ts), whose ports are vectors of 32-bit words with a layout
// that the stimulus describes; only the sizes below differ from design to design. encode.ts and decode.ts hold the
// formats. main.cpp and ../run-engine.ts do the same cycle for cycle.

module bitloom_testbench;
  parameter INPUTS = 0;
  parameter OUTPUTS = 0;
  parameter IN_BIT_WORDS = 3;
  parameter OUT_BIT_WORDS = 3;
  parameter IN_WORDS = 3;
  parameter OUT_WORDS = 3;
  parameter VALUE_WORDS = 3;
  parameter RESULT_WORDS = 3;

  localparam RESET_CYCLES = 2;  // before cycle 0
  localparam TAIL_CYCLES = 8;   // after the last expected beat
  localparam NEVER = -1000;
  localparam LONGEST_PATTERN = 65536;
  localparam DONE = 0, VALID_DROPPED = 1, PAYLOAD_CHANGED = 2, UNKNOWN_VALID = 3, UNKNOWN_READY = 4;
  localparam UNKNOWN_PAYLOAD = 5, DEADLOCK = 6, LIMIT = 7;

  reg clk = 0;
  reg rst = 0;
  reg [32*IN_BIT_WORDS-1:0] in_valid = 0;
  wire [32*IN_BIT_WORDS-1:0] in_ready;
  reg [32*IN_WORDS-1:0] in_payload = 0;
  wire [32*OUT_BIT_WORDS-1:0] out_valid;
  reg [32*OUT_BIT_WORDS-1:0] out_ready = 0;
  wire [32*OUT_WORDS-1:0] out_payload;
  reg [32*VALUE_WORDS-1:0] values = 0;
  wire [32*RESULT_WORDS-1:0] results;

  bitloom_harness harness (
    .clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_payload(in_payload), .out_valid(out_valid),
    .out_ready(out_ready), .out_payload(out_payload), .values(values), .results(results)
  );

  // What the stimulus says about each stream; arrays have one element too many, so that none is empty.
  integer in_offset [0:INPUTS];
  integer in_words [0:INPUTS];
  integer in_count [0:INPUTS];
  integer in_length [0:INPUTS];
  integer in_loop [0:INPUTS];
  integer in_at [0:INPUTS];
  integer in_file [0:INPUTS];
  integer in_position [0:INPUTS];
  reg in_offering [0:INPUTS];
  reg in_stalls [0:(INPUTS+1)*LONGEST_PATTERN-1];
  reg [32*IN_WORDS-1:0] in_beat = 0;  // the next beat of every stream, in its place

  integer out_offset [0:OUTPUTS];
  integer out_words [0:OUTPUTS];
  integer out_expect [0:OUTPUTS];
  integer out_length [0:OUTPUTS];
  integer out_loop [0:OUTPUTS];
  integer out_at [0:OUTPUTS];
  integer out_received [0:OUTPUTS];
  reg out_waiting [0:OUTPUTS];
  reg out_stalls [0:(OUTPUTS+1)*LONGEST_PATTERN-1];
  reg [32*OUT_WORDS-1:0] out_last;

  string directory;
  integer header, events, rows_file, values_file, resets_file;
  integer cycles, patience, resettable, record, rows, next_reset;
  integer cycle, s, w, i, got, ending, culprit, tail, idle, expected;
  integer offset, words, count, length, loop;  // of the stream being read: $fscanf does not fill elements of arrays
  reg in_reset, moved, complete, valid, over, stall;
  reg [32*IN_WORDS-1:0] line;

  task read_next_reset;
    if ($fscanf(resets_file, "%d", next_reset) != 1) next_reset = NEVER;
  endtask

  // The next line of an input's beats; after the last one it stays.
  task read_beat(input integer stream);
    if (in_position[stream] < in_count[stream]) begin
      got = $fscanf(in_file[stream], "%h", line);
      for (w = 0; w < in_words[stream]; w = w + 1) begin
        in_beat[32*(in_offset[stream]+w) +: 32] = line[32*w +: 32];
      end
    end
  endtask

  task fail(input integer kind, input integer stream);
    if (ending == LIMIT) begin
      ending = kind;
      culprit = stream;
    end
  endtask

  task load;
    begin
      got = $value$plusargs("run=%s", directory);
      header = $fopen({directory, "/stimulus.txt"}, "r");
      values_file = $fopen({directory, "/values.hex"}, "r");
      resets_file = $fopen({directory, "/resets.txt"}, "r");
      events = $fopen({directory, "/events.txt"}, "w");
      got = $fscanf(header, "%d %d %d %d %d", cycles, patience, resettable, record, rows);
      if (record) rows_file = $fopen({directory, "/ports.txt"}, "w");
      for (s = 0; s < INPUTS; s = s + 1) begin
        got = $fscanf(header, "%d %d %d %d %d", offset, words, count, length, loop);
        in_offset[s] = offset;
        in_words[s] = words;
        in_count[s] = count;
        in_length[s] = length;
        in_loop[s] = loop;
        for (i = 0; i < length; i = i + 1) begin
          got = $fscanf(header, "%b", stall);
          in_stalls[s*LONGEST_PATTERN+i] = stall;
        end
        in_file[s] = $fopen($sformatf("%0s/input%0d.hex", directory, s), "r");
        in_at[s] = 0;
        in_position[s] = 0;
        in_offering[s] = 0;
        read_beat(s);
      end
      for (s = 0; s < OUTPUTS; s = s + 1) begin
        got = $fscanf(header, "%d %d %d %d %d", offset, words, count, length, loop);
        out_offset[s] = offset;
        out_words[s] = words;
        out_expect[s] = count;
        out_length[s] = length;
        out_loop[s] = loop;
        for (i = 0; i < length; i = i + 1) begin
          got = $fscanf(header, "%b", stall);
          out_stalls[s*LONGEST_PATTERN+i] = stall;
        end
        out_at[s] = 0;
        out_received[s] = 0;
        out_waiting[s] = 0;
        expected = expected + out_expect[s];
      end
      read_next_reset;
      got = $fscanf(values_file, "%h", values);
    end
  endtask

  task drive;
    begin
      rst = in_reset;
      if (cycle > 0 && cycle < rows) got = $fscanf(values_file, "%h", values);
      for (s = 0; s < INPUTS; s = s + 1) begin
        if (in_reset) begin
          in_offering[s] = 0;
          if (in_position[s] != 0) begin
            in_position[s] = 0;
            got = $rewind(in_file[s]);
            read_beat(s);
          end
        end else if (!in_offering[s] && in_position[s] < in_count[s]) begin
          in_offering[s] = !in_stalls[s*LONGEST_PATTERN+in_at[s]];
        end
        in_valid[s] = in_offering[s];
        if (cycle >= 0) in_at[s] = in_at[s] + 1 == in_length[s] ? in_loop[s] : in_at[s] + 1;
        for (w = in_offset[s]; w < in_offset[s] + in_words[s]; w = w + 1) begin
          in_payload[32*w +: 32] = in_offering[s] ? in_beat[32*w +: 32] : ~in_beat[32*w +: 32];
        end
      end
      for (s = 0; s < OUTPUTS; s = s + 1) begin
        out_ready[s] = !in_reset && !out_stalls[s*LONGEST_PATTERN+out_at[s]];
        if (cycle >= 0) out_at[s] = out_at[s] + 1 == out_length[s] ? out_loop[s] : out_at[s] + 1;
      end
    end
  endtask

  task look_at_output(input integer stream);
    begin
      valid = out_valid[stream];
      if (valid === 1'bx || valid === 1'bz) fail(UNKNOWN_VALID, stream);
      if (out_waiting[stream] && valid === 1'b0) fail(VALID_DROPPED, stream);
      if (valid === 1'b1) begin
        for (w = out_offset[stream]; w < out_offset[stream] + out_words[stream]; w = w + 1) begin
          if (^out_payload[32*w +: 32] === 1'bx) fail(UNKNOWN_PAYLOAD, stream);
          if (out_waiting[stream] && out_payload[32*w +: 32] !== out_last[32*w +: 32]) fail(PAYLOAD_CHANGED, stream);
        end
        if (out_ready[stream]) begin
          $fwrite(events, "D %0d %0d ", stream, cycle);
          for (w = out_offset[stream] + out_words[stream] - 1; w >= out_offset[stream]; w = w - 1) begin
            $fwrite(events, "%h", out_payload[32*w +: 32]);
          end
          $fwrite(events, "\n");
          out_received[stream] = out_received[stream] + 1;
          moved = 1;
        end
      end
      out_waiting[stream] = valid === 1'b1 && !out_ready[stream];
    end
  endtask

  task look_at_input(input integer stream);
    begin
      if (in_ready[stream] === 1'bx || in_ready[stream] === 1'bz) fail(UNKNOWN_READY, stream);
      if (in_valid[stream] && in_ready[stream] === 1'b1) begin
        $fdisplay(events, "A %0d %0d", stream, cycle);
        in_position[stream] = in_position[stream] + 1;
        in_offering[stream] = 0;
        moved = 1;
        read_beat(stream);
      end
    end
  endtask

  task look;
    begin
      if (record) begin
        $fdisplay(rows_file, "%h",
          {results, values, out_payload, out_ready, out_valid, in_payload, in_ready, in_valid});
      end
      moved = in_reset;
      for (s = 0; s < OUTPUTS; s = s + 1) begin
        if (in_reset) begin
          out_waiting[s] = 0;
          out_received[s] = 0;
        end else look_at_output(s);
      end
      out_last = out_payload;
      if (!in_reset) begin
        for (s = 0; s < INPUTS; s = s + 1) look_at_input(s);
      end
      idle = moved ? 0 : idle + 1;
      complete = expected > 0 && next_reset == NEVER;
      for (s = 0; s < OUTPUTS; s = s + 1) complete = complete && out_received[s] >= out_expect[s];
      if (tail > 0) tail = tail - 1;
      else if (complete) tail = TAIL_CYCLES;
      if (expected > 0 && tail < 0 && idle >= patience && next_reset == NEVER) fail(DEADLOCK, 0);
      over = tail == 0 || ending != LIMIT || cycle + 1 == cycles;
    end
  endtask

  initial begin
    ending = LIMIT;
    culprit = 0;
    tail = -1;
    idle = 0;
    expected = 0;
    load;
    cycle = resettable ? -RESET_CYCLES : 0;
    over = 0;
    while (!over) begin
      in_reset = cycle < 0 || cycle == next_reset;
      if (cycle == next_reset) read_next_reset;
      drive;
      #1;
      if (cycle >= 0) look;
      if (!over) begin
        #1 clk = 1;
        #1 clk = 0;
      end
      cycle = cycle + 1;
    end
    if (ending == LIMIT && (tail >= 0 || expected == 0)) ending = DONE;
    $fdisplay(events, "E %0d %0d %0d %h %h %h %h", ending, culprit, cycle, in_valid, in_ready, out_valid, out_ready);
    $finish(0);
  end
endmodule
