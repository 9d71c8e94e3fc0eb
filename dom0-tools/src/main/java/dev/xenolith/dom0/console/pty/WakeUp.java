package dev.xenolith.dom0.console.pty;

import dev.xenolith.dom0.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Ends a thread's poll from other threads. */
final class WakeUp {
  private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final MemorySegment heard = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final int descriptor;
  private boolean ringing;
  private boolean closed;

  WakeUp() throws IOException {
    descriptor = (int) Libc.call(Libc.Call.EVENTFD, 0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
  }

  int descriptor() {
    return descriptor;
  }

  synchronized void ring() {
    if (!ringing && !closed) {
      ringing = true;
      move(Libc.Call.WRITE, one);
    }
  }

  /** To be called before looking for what there is to do. */
  synchronized void hear() {
    if (ringing) {
      ringing = false;
      move(Libc.Call.READ, heard);
    }
  }

  private void move(Libc.Call call, MemorySegment buffer) {
    try {
      Libc.move(call, descriptor, buffer, Long.BYTES);
    } catch (IOException e) {
      throw new IllegalStateException("an eventfd cannot fail", e);
    }
  }

  synchronized void close() {
    closed = true;
    try {
      Libc.call(Libc.Call.CLOSE, descriptor);
    } catch (IOException e) {
      throw new IllegalStateException("an eventfd cannot fail", e);
    }
  }
}
