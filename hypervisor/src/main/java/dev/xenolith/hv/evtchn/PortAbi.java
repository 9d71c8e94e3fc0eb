package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.call.XenErrno.EACCES;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOENT;
import static dev.xenolith.abi.call.XenErrno.ENOSPC;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EOPNOTSUPP;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;
import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * By which ABI a domain sees its ports: two levels of bits until it asks for queues. Operations
 * answer as those of {@link EventChannels}, which also says what was wrong.
 */
public final class PortAbi {
  private final EventHost host;
  private final ChannelTable channels;
  private final ToLongBiFunction<XenErrno, String> refusal;
  private PortOps ports;

  PortAbi(EventHost host, ChannelTable channels, ToLongBiFunction<XenErrno, String> refusal) {
    this.host = host;
    this.channels = channels;
    this.refusal = refusal;
    ports = new TwoLevelPorts(host);
  }

  PortOps ports() {
    return ports;
  }

  /** Back to two levels; all pages are given back. */
  void reset() {
    if (ports instanceof FifoPorts fifo) {
      ports = new TwoLevelPorts(host);
      fifo.release();
    }
  }

  /**
   * EVTCHNOP_init_control: puts the vCPU's control block of the FIFO ABI there. The first one makes
   * the domain change to that ABI.
   */
  public long initControl(VcpuId vcpu, long gfnRaw, int offset) {
    if (host.target(vcpu) == null) {
      return refusal.applyAsLong(ENOENT, "there is no vcpu " + vcpu);
    }
    int size = EvtchnFifoControlBlock.LAYOUT.size(host.abi());
    if (Integer.compareUnsigned(offset, Mfn.PAGE_SIZE - size) > 0 || offset % Long.BYTES != 0) {
      return refusal.applyAsLong(
          EINVAL, "a control block at offset " + Integer.toUnsignedString(offset));
    }
    FifoPorts fifo = ports instanceof FifoPorts now ? now : new FifoPorts(host, channels);
    if (fifo.hasControlBlock(vcpu)) {
      return refusal.applyAsLong(EINVAL, vcpu + " has a control block");
    }
    if (!fifo.placeControlBlock(vcpu, gfnRaw, offset)) {
      return refusal.applyAsLong(EINVAL, noPage(gfnRaw));
    }
    if (fifo != ports) {
      fifo.adopt(ports);
      ports = fifo;
    }
    return 0;
  }

  /** EVTCHNOP_expand_array: the page holds the event words of the next ports. */
  public long expandArray(long gfnRaw) {
    if (!(ports instanceof FifoPorts fifo)) {
      return refusal.applyAsLong(EOPNOTSUPP, "no control block has been initialised");
    }
    if (fifo.isFull()) {
      return refusal.applyAsLong(ENOSPC, "all ports have their event words");
    }
    return fifo.addPage(gfnRaw) ? 0 : refusal.applyAsLong(EINVAL, noPage(gfnRaw));
  }

  private static String noPage(long gfnRaw) {
    return "frame 0x" + Long.toHexString(gfnRaw) + " is no writable page of the domain";
  }

  /** EVTCHNOP_set_priority: from the port's next event on. */
  public long setPriority(EvtchnPort port, int priority) {
    Channel channel = channels.find(port);
    if (channel == null) {
      return refusal.applyAsLong(EINVAL, port + " does not exist");
    }
    if (!(ports instanceof FifoPorts)) {
      return refusal.applyAsLong(ENOSYS, "two-level ports have no priority");
    }
    if (!channel.isUsable()) {
      return refusal.applyAsLong(EACCES, port + " is not open");
    }
    if (Integer.compareUnsigned(priority, FifoQueues.PRIORITIES) >= 0) {
      return refusal.applyAsLong(
          EINVAL, "there is no priority " + Integer.toUnsignedString(priority));
    }
    channel.priority = priority;
    return 0;
  }

  /** The pages of the domain its channels hold as writable, once for every use. For audits. */
  public List<Mfn> heldPages() {
    return ports instanceof FifoPorts fifo ? fifo.pages() : List.of();
  }
}
