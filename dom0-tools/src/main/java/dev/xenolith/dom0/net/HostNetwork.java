package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.Packet;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The host's own network behind one card. Frames go to and from passt as QEMU's stream sockets have
 * them: each behind its length, four bytes, the highest first.
 *
 * <p>Threads of the host move them. What the card sends and passt does not take is dropped; what
 * comes waits at the socket, and so at its sender, while domain 0 has no time for it.
 */
public final class HostNetwork implements AutoCloseable {
  private static final int MOST_TO_HOST = 1 << 20;
  private static final int MOST_TO_CARD = 256 << 10;
  private static final int LENGTH_BYTES = 4;

  /** As passt has it: what IP allows, less than the length field does. */
  private static final int MOST_FRAME = 65_535;

  private final Passt passt;
  private final ArrayDeque<byte[]> toHost = new ArrayDeque<>();
  private final List<Packet> toCard = new ArrayList<>();
  private int bytesToHost;
  private int bytesToCard;
  private boolean closed;
  private Port port;
  private Executor vcpu;

  private HostNetwork(Passt passt) {
    this.passt = passt;
  }

  /**
   * Makes one, on a thread that may wait.
   *
   * @throws IOException with a sentence where that is not to be had
   */
  public static HostNetwork open(List<VifSpec.Forward> forwards) throws IOException {
    return new HostNetwork(Passt.start(forwards));
  }

  /**
   * Connects it to a card.
   *
   * @param vcpu does something on domain 0's vCPU
   * @param log told when it ends without having been closed
   */
  public Port connect(Executor vcpu, Consumer<String> log) {
    this.vcpu = vcpu;
    port = new Port();
    port.lead(this::send);
    Thread.ofVirtual().name("packets to the host").start(this::write);
    Thread.ofVirtual().name("packets from the host").start(() -> read(log));
    return port;
  }

  private void send(Packet packet) {
    // A train is one frame, too: passt takes TCP's payload as it comes.
    byte[] frame = packet.completed().bytes();
    synchronized (this) {
      if (!closed && frame.length <= MOST_FRAME && bytesToHost + frame.length <= MOST_TO_HOST) {
        toHost.add(frame);
        bytesToHost += frame.length;
        notifyAll();
      }
    }
  }

  private void write() {
    ByteBuffer out = ByteBuffer.allocateDirect(LENGTH_BYTES + MOST_FRAME);
    try {
      while (fill(out)) {
        out.flip();
        while (out.hasRemaining()) {
          passt.socket().write(out);
        }
        out.clear();
      }
    } catch (IOException e) {
      shut(); // the reader finds out too, and tells
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for frames and puts in as many as there is room for; false at the end. */
  private synchronized boolean fill(ByteBuffer out) throws InterruptedException {
    while (toHost.isEmpty() && !closed) {
      wait();
    }
    while (!toHost.isEmpty() && out.remaining() >= LENGTH_BYTES + toHost.peek().length) {
      byte[] frame = toHost.remove();
      bytesToHost -= frame.length;
      out.putInt(frame.length).put(frame);
    }
    return !closed;
  }

  private void read(Consumer<String> log) {
    String reason;
    try {
      ByteBuffer in = ByteBuffer.allocateDirect(2 * (LENGTH_BYTES + MOST_FRAME)).flip();
      while (true) {
        more(in, LENGTH_BYTES);
        int length = in.getInt();
        if (length < Packet.HEADER_BYTES || length > MOST_FRAME) {
          reason = "it sent a frame of " + length + " bytes";
          break;
        }
        more(in, length);
        byte[] frame = new byte[length];
        in.get(frame);
        deliver(Packet.plain(frame));
      }
    } catch (ClosedChannelException e) {
      reason = "closed";
    } catch (IOException e) {
      reason = passt.lastWords();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "interrupted";
    }
    if (shut()) {
      log.accept("passt has ended, and a card has no network any more: " + reason);
    }
  }

  private void more(ByteBuffer in, int needed) throws IOException {
    if (in.remaining() >= needed) {
      return;
    }
    in.compact();
    while (in.position() < needed) {
      if (passt.socket().read(in) < 0) {
        throw new EOFException();
      }
    }
    in.flip();
  }

  private synchronized void deliver(Packet packet) throws InterruptedException {
    while (bytesToCard > MOST_TO_CARD && !closed) {
      wait();
    }
    toCard.add(packet);
    bytesToCard += packet.bytes().length;
    if (toCard.size() == 1) {
      vcpu.execute(this::handOver);
    }
  }

  private void handOver() {
    List<Packet> packets;
    synchronized (this) {
      packets = List.copyOf(toCard);
      toCard.clear();
      bytesToCard = 0;
      notifyAll();
    }
    for (Packet packet : packets) {
      port.receive(packet, this);
    }
  }

  /** Moves no more frames; whether it did until now. */
  private synchronized boolean shut() {
    boolean was = !closed;
    closed = true;
    notifyAll();
    return was;
  }

  /** Ends passt. May wait for it. */
  @Override
  public void close() throws IOException {
    shut();
    passt.close();
  }

  /** Kills passt, for tests. */
  void kill() {
    passt.kill();
  }

  /** Whether passt runs, for tests. */
  boolean isAlive() {
    return passt.isAlive();
  }
}
