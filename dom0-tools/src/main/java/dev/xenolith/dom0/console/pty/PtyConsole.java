package dev.xenolith.dom0.console.pty;

import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.libc.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/** One console between its attachments, its terminal and its log. Never waits. */
final class PtyConsole {
  private static final int CHUNK = 4096;

  /** Chunks moved before the others get their turn. */
  private static final int ROUNDS = 16;

  /** How long a reader may take for a domain's last words. */
  private static final long FAREWELL_NANOS = 3_000_000_000L;

  /** The kernel passes bytes on late: a terminal may look empty for a moment. */
  private static final long SETTLED_NANOS = 100_000_000L;

  /** A view of the console for each who reads it at a pace of its own. */
  record Views(ConsoleAttachment terminal, ConsoleAttachment file) {}

  private final ConsoleId id;
  private final Views views;
  private final Pty pty;
  private final Consumer<String> complain;
  private ConsoleLog log;

  private final byte[] logged = new byte[CHUNK];
  private final byte[] output = new byte[CHUNK];
  private int outputAt;
  private int outputEnd;
  private final byte[] input = new byte[CHUNK];
  private int inputAt;
  private int inputEnd;
  private boolean ended;
  private long endedAt;
  private long lastHeardAt;

  PtyConsole(ConsoleId id, Views views, Pty pty, ConsoleLog log, Consumer<String> complain) {
    this.id = id;
    this.views = views;
    this.pty = pty;
    this.log = log;
    this.complain = complain;
  }

  ConsoleId id() {
    return id;
  }

  int descriptor() {
    return pty.descriptor();
  }

  /** What to wait for at the terminal. */
  short interest() {
    boolean hasOutput = outputAt < outputEnd;
    boolean hasRoom = inputAt == inputEnd && !ended;
    return (short) ((hasOutput ? Libc.POLLOUT : 0) | (hasRoom ? Libc.POLLIN : 0));
  }

  /** Whether somebody has to look again soon, without being told to. */
  boolean isEnding() {
    return ended;
  }

  /** Moves what can be moved; returns whether there is more. */
  boolean move(MemorySegment buffer) throws IOException {
    boolean more = log();
    more |= show(buffer);
    more |= type(buffer);
    return more;
  }

  private boolean log() {
    for (int round = 0; round < ROUNDS; round++) {
      int count = views.file().readNow(logged);
      if (count <= 0) {
        return false;
      }
      write(logged, count);
    }
    return true;
  }

  private void write(byte[] bytes, int count) {
    if (log == null) {
      return;
    }
    try {
      log.append(bytes, count);
    } catch (IOException e) {
      complain.accept("the log of %s ends here: %s".formatted(id, e.getMessage()));
      closeLog();
    }
  }

  private boolean show(MemorySegment buffer) throws IOException {
    if (!ended && views.terminal().isEnded()) {
      ended = true;
      endedAt = System.nanoTime();
      lastHeardAt = endedAt;
    }
    for (int round = 0; round < ROUNDS; round++) {
      if (outputAt == outputEnd) {
        int count = views.terminal().readNow(output);
        if (count <= 0) {
          return false;
        }
        outputAt = 0;
        outputEnd = count;
      }
      int length = outputEnd - outputAt;
      MemorySegment.copy(output, outputAt, buffer, ValueLayout.JAVA_BYTE, 0, length);
      int written = pty.write(buffer, length);
      if (written == 0) {
        return false;
      }
      outputAt += written;
      lastHeardAt = System.nanoTime();
    }
    return true;
  }

  private boolean type(MemorySegment buffer) throws IOException {
    for (int round = 0; round < ROUNDS && !ended; round++) {
      if (inputAt == inputEnd) {
        int count = pty.read(buffer);
        if (count == 0) {
          return false;
        }
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, input, 0, count);
        inputAt = 0;
        inputEnd = count;
      }
      int taken = views.terminal().writeNow(input, inputAt, inputEnd - inputAt);
      if (taken == 0) {
        return false;
      }
      inputAt += taken;
    }
    return !ended;
  }

  /** Whether the domain is gone and its last words are read, or nobody reads them. */
  boolean isOver() throws IOException {
    if (!ended) {
      return false;
    }
    long now = System.nanoTime();
    boolean quiet = outputAt == outputEnd && pty.unread() == 0;
    if (!quiet) {
      lastHeardAt = now;
    }
    return now - lastHeardAt > SETTLED_NANOS || now - endedAt > FAREWELL_NANOS;
  }

  void close() {
    views.terminal().close();
    views.file().close();
    closeLog();
    try {
      pty.close();
    } catch (IOException e) {
      complain.accept("the terminal of %s: %s".formatted(id, e.getMessage()));
    }
  }

  private void closeLog() {
    if (log == null) {
      return;
    }
    try {
      log.close();
    } catch (IOException e) {
      complain.accept("the log of %s: %s".formatted(id, e.getMessage()));
    }
    log = null;
  }
}
