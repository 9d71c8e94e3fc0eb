package dev.xenolith.hv.trace;

import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.abi.trace.TraceWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the last records, as many as fit a number of bytes, in the form of a trace file. */
public final class TraceRing implements TraceSink {
  private final int capacityBytes;
  private final Deque<byte[]> records = new ArrayDeque<>();
  private int bytes;
  private long dropped;

  /** A ring of this many bytes; a record longer than that is dropped. */
  public TraceRing(int capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  @Override
  public void accept(TraceRecord trace) {
    byte[] encoded = TraceWriter.encode(trace);
    records.addLast(encoded);
    bytes += encoded.length;
    while (bytes > capacityBytes) {
      bytes -= records.removeFirst().length;
      dropped++;
    }
  }

  /** How many records there were no room for. */
  public long dropped() {
    return dropped;
  }

  /** The records that are left, oldest first, each as it stands in a trace file. */
  public List<byte[]> contents() {
    return new ArrayList<>(records);
  }
}
