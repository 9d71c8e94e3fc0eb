package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.Packet;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * The packets of a card on their way into a capture file. Whoever is too slow to take them loses
 * some, and the file tells how many; the card never waits.
 */
public final class Capture implements Port.Tap {
  /** Bytes of packets that may wait for the reader. */
  static final int MOST_BYTES = 4 << 20;

  /** What a packet costs besides its bytes. */
  private static final int OVERHEAD = 64;

  private record Seen(long nanos, boolean outbound, Packet packet) {
    int cost() {
      return packet.bytes().length + OVERHEAD;
    }
  }

  private final LongSupplier clock;
  private final long start;
  private final ArrayDeque<byte[]> head = new ArrayDeque<>();
  private final ArrayDeque<Seen> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long seen;
  private long dropped;
  private long droppedTold;
  private long last;
  private boolean over;
  private boolean endTold;

  /**
   * A capture that has not seen anything.
   *
   * @param name the card's name in domain 0
   * @param comment what else is to be said of it
   * @param clock nanoseconds since the epoch; asked where packets pass
   */
  Capture(String name, MacAddress mac, String comment, LongSupplier clock) {
    this.clock = clock;
    start = clock.getAsLong();
    last = start;
    head.add(Pcapng.section());
    head.add(Pcapng.card(name, mac, comment));
  }

  @Override
  public synchronized void see(Packet packet, boolean fromGuest) {
    if (over) {
      return;
    }
    seen++;
    last = clock.getAsLong();
    Seen next = new Seen(last, fromGuest, packet);
    if (waitingBytes + next.cost() > MOST_BYTES) {
      dropped++;
      return;
    }
    waiting.add(next);
    waitingBytes += next.cost();
    notifyAll();
  }

  /** Sees no more; what waits is still there to be read. On any thread. */
  @Override
  public synchronized void end() {
    over = true;
    notifyAll();
  }

  @Override
  public synchronized boolean isOver() {
    return over;
  }

  /** Waits for the next block of the file; null behind the last. */
  public byte[] next() throws InterruptedException {
    Seen packet;
    synchronized (this) {
      while (head.isEmpty() && waiting.isEmpty() && dropped == droppedTold && !over) {
        wait();
      }
      if (!head.isEmpty()) {
        return head.remove();
      }
      if (waiting.isEmpty()) {
        return statistics();
      }
      packet = waiting.remove();
      waitingBytes -= packet.cost();
    }
    return Pcapng.packet(packet.nanos, packet.outbound, packet.packet.completed().bytes());
  }

  /** What was counted, where there is anything new; once more at the end. */
  private byte[] statistics() {
    if (endTold) {
      return null;
    }
    droppedTold = dropped;
    endTold = over;
    return Pcapng.statistics(start, last, seen, dropped);
  }
}
