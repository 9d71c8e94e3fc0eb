package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import java.util.ArrayList;
import java.util.List;

/**
 * The FIFO ABI: a word per port, chained into a queue per vCPU and priority (event_channel.h, "FIFO
 * ABI"). The pages are the guest's; each is held, as writable memory, until {@link #release}.
 */
final class FifoPorts implements PortOps {
  private final EventHost host;
  private final ChannelTable channels;
  private final FifoWords words;
  private final List<FifoQueues> queues = new ArrayList<>();

  FifoPorts(EventHost host, ChannelTable channels) {
    this.host = host;
    this.channels = channels;
    words = new FifoWords(host);
  }

  /** Takes over from another ABI: what was pending there will be when its word comes into being. */
  void adopt(PortOps old) {
    int end = Math.min(channels.size(), old.maxPorts());
    for (int port = 1; port < end; port++) {
      Channel channel = channels.get(port);
      channel.raisedWithoutWord |= old.isPending(port);
      channel.priority = Channel.DEFAULT_PRIORITY;
    }
  }

  boolean hasControlBlock(VcpuId vcpu) {
    return queues(vcpu.raw()).page() != null;
  }

  /** Puts the vCPU's control block there; false if it is no page of the domain to write to. */
  boolean placeControlBlock(VcpuId vcpu, long gfnRaw, int offset) {
    if (!host.holdWritable(gfnRaw)) {
      return false;
    }
    queues(vcpu.raw()).place(new Mfn(gfnRaw), offset);
    return true;
  }

  /** Whether all ports that can be have a word. */
  boolean isFull() {
    return words.isFull();
  }

  /**
   * Adds the words of the next ports and delivers what came before they were there; false if it is
   * no page of the domain to write to.
   */
  boolean addPage(long gfnRaw) {
    if (!host.holdWritable(gfnRaw)) {
      return false;
    }
    int first = words.ports();
    words.add(new Mfn(gfnRaw));
    int end = Math.min(channels.size(), words.ports());
    for (int port = first; port < end; port++) {
      if (channels.get(port).raisedWithoutWord) {
        setPending(port, channels.get(port).notify);
      }
    }
    return true;
  }

  /** Gives all pages back. Nothing can be asked of it any more. */
  void release() {
    pages().forEach(host::letGoWritable);
    queues.clear();
  }

  /** The pages that are held, once for every use. */
  List<Mfn> pages() {
    List<Mfn> held = new ArrayList<>(List.of(words.pages()));
    queues.stream().filter(q -> q.page() != null).forEach(q -> held.add(q.page()));
    return held;
  }

  @Override
  public int maxPorts() {
    return FifoWords.MAX_PORTS;
  }

  @Override
  public boolean setPending(int port, VcpuId notify) {
    Channel channel = channels.get(port);
    if (!words.has(port)) {
      channel.raisedWithoutWord = true;
      return false;
    }
    FifoQueues to = queues(notify.raw());
    if (to.page() == null) {
      to.warnMissing(notify.raw());
      return false;
    }
    boolean isNew = !words.testAndSet(port, FifoWords.PENDING);
    if (!words.test(port, FifoWords.MASKED) && !words.testAndSet(port, FifoWords.LINKED)) {
      boolean isFirst = enqueue(port, channel, notify, to);
      if (isFirst && !to.testAndSetReady(channel.priority)) {
        Upcall.request(host, Upcall.target(host, port, notify));
      }
    }
    return isNew;
  }

  /** Puts the port at the end of its queue; whether the queue was empty. */
  private boolean enqueue(int port, Channel channel, VcpuId notify, FifoQueues to) {
    int[] lastTail = queues(channel.lastVcpu).tail;
    // It was the last of that queue, which is empty then: the next port must not be chained to it.
    if (lastTail[channel.lastPriority] == port) {
      lastTail[channel.lastPriority] = 0;
    }
    channel.lastVcpu = notify.raw();
    channel.lastPriority = channel.priority;
    int tail = to.tail[channel.priority];
    boolean isFirst = tail == 0 || !words.link(tail, port);
    if (isFirst) {
      to.setHead(channel.priority, port);
    }
    to.tail[channel.priority] = port;
    return isFirst;
  }

  @Override
  public void clearPending(int port) {
    words.clear(port, FifoWords.PENDING);
  }

  @Override
  public void unmask(int port, VcpuId notify) {
    words.clear(port, FifoWords.MASKED);
    if (isPending(port)) {
      setPending(port, notify);
    }
  }

  @Override
  public boolean isPending(int port) {
    return words.test(port, FifoWords.PENDING);
  }

  @Override
  public boolean isMasked(int port) {
    return !words.has(port) || words.test(port, FifoWords.MASKED);
  }

  @Override
  public boolean isBusy(int port) {
    return words.test(port, FifoWords.LINKED);
  }

  private FifoQueues queues(int vcpu) {
    while (queues.size() <= vcpu) {
      queues.add(new FifoQueues(host));
    }
    return queues.get(vcpu);
  }
}
