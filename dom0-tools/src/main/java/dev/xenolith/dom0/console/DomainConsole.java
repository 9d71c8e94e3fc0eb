package dev.xenolith.dom0.console;

import dev.xenolith.abi.layout.GuestBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** The console of one domain. On domain 0's vCPU, but for what locks itself. */
public final class DomainConsole {
  /** What consoled keeps for a domain (xenstore: console/limit). */
  public static final int SCROLL_BACK_BYTES = 1 << 20;

  private static final int INPUT_BYTES = 1 << 16;

  private final ConsoleRing ring;
  private final Runnable signal;
  private final ScrollBack output = new ScrollBack(SCROLL_BACK_BYTES);
  private final Deque<byte[]> input = new ArrayDeque<>();
  private final Semaphore inputRoom = new Semaphore(INPUT_BYTES);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private int sentOfFirst;

  /**
   * A console.
   *
   * @param page the domain's console page
   * @param signal tells the domain to look at it
   */
  DomainConsole(GuestBytes page, Runnable signal) {
    ring = new ConsoleRing(page);
    this.signal = signal;
  }

  /** Moves what can be moved, both ways. */
  void pump() {
    byte[] written = ring.takeOutput();
    if (written.length > 0) {
      output.append(written);
    }
    boolean gave = giveInput();
    if (written.length > 0 || gave) {
      signal.run();
      listeners.forEach(Runnable::run);
    }
  }

  private boolean giveInput() {
    boolean gave = false;
    while (!input.isEmpty()) {
      byte[] first = input.peek();
      int count = ring.putInput(first, sentOfFirst, first.length - sentOfFirst);
      if (count == 0) {
        return gave;
      }
      gave = true;
      sentOfFirst += count;
      inputRoom.release(count);
      if (sentOfFirst == first.length) {
        input.remove();
        sentOfFirst = 0;
      }
    }
    return gave;
  }

  /** Queues input for the domain; its room must have been taken. */
  void enqueue(byte[] bytes) {
    // Nothing of the ring is touched any more when the domain is gone.
    if (output.isClosed()) {
      inputRoom.release(bytes.length);
      return;
    }
    input.add(bytes);
    pump();
  }

  /** Takes the last output and ends the console: readers get what is left, then the end. */
  void close() {
    byte[] written = ring.takeOutput();
    if (written.length > 0) {
      output.append(written);
    }
    output.close();
    inputRoom.release(INPUT_BYTES);
    listeners.forEach(Runnable::run);
  }

  /** On any thread: what is run, on domain 0's vCPU, whenever something has moved. */
  List<Runnable> listeners() {
    return listeners;
  }

  ScrollBack output() {
    return output;
  }

  Semaphore inputRoom() {
    return inputRoom;
  }
}
