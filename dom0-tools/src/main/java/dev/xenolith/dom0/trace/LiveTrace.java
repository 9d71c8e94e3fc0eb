package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.abi.trace.TraceWriter;
import dev.xenolith.hv.trace.Trace;
import dev.xenolith.hv.trace.TraceSink;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trace of a hypervisor in this process, to a file for {@code xentrace} or as lines. A file that
 * cannot be written any more stops growing and says so when it is closed.
 */
public final class LiveTrace implements TraceSink, Closeable {
  /** Who follows the file lags behind no more than this of the machine's time. */
  private static final long FLUSH_NANOS = 50_000_000;

  private final TraceFilter filter;
  private final Optional<TracePrinter> printer;
  private final Optional<TraceWriter> file;
  private IOException failure;
  private long flushedNanos;

  private LiveTrace(
      TraceFilter filter, Optional<TracePrinter> printer, Optional<TraceWriter> file) {
    this.filter = filter;
    this.printer = printer;
    this.file = file;
  }

  /** A trace that prints. */
  public static LiveTrace printing(TraceFilter filter, TracePrinter printer) {
    return new LiveTrace(filter, Optional.of(printer), Optional.empty());
  }

  /** A trace that goes to a file, which begins anew. All domains are in it. */
  public static LiveTrace toFile(TraceFilter filter, Path path) throws IOException {
    return to(filter, new BufferedOutputStream(Files.newOutputStream(path), 1 << 16));
  }

  /** A trace as a file has it, written to a stream, which it closes. */
  public static LiveTrace to(TraceFilter filter, OutputStream out) throws IOException {
    return new LiveTrace(filter, Optional.empty(), Optional.of(new TraceWriter(out)));
  }

  /** Begins. */
  public void start(Trace trace) {
    trace.start(filter.classes(), this);
  }

  @Override
  public void accept(TraceRecord r) {
    printer.ifPresent(p -> p.accept(r));
    if (file.isPresent() && failure == null) {
      try {
        file.get().write(r);
        if (r.timeNanos() - flushedNanos >= FLUSH_NANOS) {
          flushedNanos = r.timeNanos();
          file.get().flush();
        }
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /** Ends the file or the last lines; the trace should have been stopped. */
  @Override
  public void close() throws IOException {
    printer.ifPresent(TracePrinter::finish);
    if (file.isPresent()) {
      file.get().close();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
