package dev.xenolith.dom0.trace;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.Block;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.ArrayList;
import java.util.List;

/** Records of hypercalls of a 32-bit guest, as a hypervisor would take them. */
final class Calls {
  private final List<TraceRecord> records = new ArrayList<>();
  private long nanos = 1_234_000;
  private int depth;

  List<TraceRecord> records() {
    return records;
  }

  static Block block(long address, ByteArrayBytes bytes) {
    return new Block(address, bytes.array().length, bytes.array().clone());
  }

  Calls enter(Hypercall h, List<Block> memory, long... args) {
    return enter(h.number, memory, args);
  }

  Calls enter(int number, List<Block> memory, long... args) {
    add(new TraceEvent.HypercallEnter(number, depth++, false, args, memory));
    return this;
  }

  Calls exit(int number, Outcome outcome, long result, List<Block> memory) {
    nanos += 12_000;
    add(new TraceEvent.HypercallExit(number, --depth, false, outcome, result, 12_000, memory));
    return this;
  }

  Calls exit(Hypercall h, long result, Block... memory) {
    return exit(h.number, Outcome.RETURNED, result, List.of(memory));
  }

  Calls add(TraceEvent event) {
    records.add(new TraceRecord(nanos, 1, 0, event));
    return this;
  }

  /** What a printer makes of it. */
  List<String> printed(String filter) {
    List<String> lines = new ArrayList<>();
    TracePrinter printer = new TracePrinter(TraceFilter.parse(filter), Palette.NONE, 8, lines::add);
    records.forEach(printer::accept);
    printer.finish();
    return lines;
  }
}
