package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;

/**
 * The queues of one vCPU, a priority each. The guest owns the heads; the tails are known here only,
 * so that the guest cannot name the port a link is written to.
 */
final class FifoQueues {
  static final int PRIORITIES = EvtchnFifoControlBlock.EVTCHN_FIFO_PRIORITY_MIN + 1;

  /** The last port of each queue; 0 if the queue is known to be empty. */
  final int[] tail = new int[PRIORITIES];

  private final EventHost host;
  private Mfn page;
  private long blockMaddr;
  private boolean warned;

  FifoQueues(EventHost host) {
    this.host = host;
  }

  /** The page of the control block, which is held; null while there is none. */
  Mfn page() {
    return page;
  }

  void place(Mfn controlPage, int offset) {
    page = controlPage;
    blockMaddr = controlPage.toMaddr().raw() + offset;
  }

  /** Marks the priority ready; whether it was so already. */
  boolean testAndSetReady(int priority) {
    long at = blockMaddr + EvtchnFifoControlBlock.READY.at(host.abi());
    return FifoWords.testAndSet(host, at, 1 << priority);
  }

  void setHead(int priority, int port) {
    long at = blockMaddr + EvtchnFifoControlBlock.HEAD.at(host.abi(), priority);
    host.memory().putU32(at, port);
  }

  /** Says once that events of the vCPU are lost. */
  void warnMissing(int vcpu) {
    if (!warned) {
      warned = true;
      host.warn("v" + vcpu + " has no FIFO event channel control block");
    }
  }
}
