package dev.xenolith.dom0.console;

import dev.xenolith.pv.console.ConsoleRing;
import dev.xenolith.pv.console.Terminal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * One console of a domain, whether a front end is connected to it or not. On domain 0's vCPU, but
 * for what locks itself.
 */
public final class DomainConsole implements Terminal {
  /** What consoled keeps for a domain (xenstore: console/limit). */
  public static final int SCROLL_BACK_BYTES = 1 << 20;

  private static final int INPUT_BYTES = 1 << 16;

  private final ScrollBack output = new ScrollBack(SCROLL_BACK_BYTES);
  private final Deque<byte[]> input = new ArrayDeque<>();
  private final Semaphore inputRoom = new Semaphore(INPUT_BYTES);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final byte[] written = new byte[ConsoleRing.OUTPUT_BYTES];
  private ConsoleRing ring;
  private Runnable signal;
  private Runnable look;
  private int sentOfFirst;

  @Override
  public void connected(ConsoleRing newRing, Runnable newSignal, Runnable newLook) {
    ring = newRing;
    signal = newSignal;
    look = newLook;
  }

  @Override
  public boolean pump() {
    if (ring == null) {
      return true;
    }
    int count = takeOutput(ring);
    boolean gave = giveInput();
    if (count > 0 || gave) {
      signal.run();
      listeners.forEach(Runnable::run);
    }
    return count != ConsoleRing.BROKEN;
  }

  private int takeOutput(ConsoleRing from) {
    int count = from.takeOutput(written);
    if (count > 0) {
      output.append(Arrays.copyOf(written, count));
    }
    return count;
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
    if (ring != null) {
      look.run();
    }
  }

  @Override
  public void disconnected() {
    if (ring == null) {
      return; // closed meanwhile
    }
    ConsoleRing last = ring;
    ring = null;
    takeOutput(last);
    listeners.forEach(Runnable::run);
  }

  /** Takes the last output and ends the console: readers get what is left, then the end. */
  void close() {
    disconnected();
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
