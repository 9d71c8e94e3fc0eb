package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.DS;
import static dev.xenolith.hv.machine.cpu.CpuState.ES;
import static dev.xenolith.hv.machine.cpu.CpuState.FS;
import static dev.xenolith.hv.machine.cpu.CpuState.GS;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.TrapKind;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.hv.machine.cpu.CpuState;

/**
 * Brings traps and events into one vCPU's kernel. Methods that can find the guest beyond help
 * answer with the sentence its domain crashes with, otherwise null.
 */
public final class TrapDelivery {
  private static final int PAGE_FAULT_USER = 4;
  private static final int NO_ERROR_CODE = -1;
  private static final int[] DATA_SEGMENTS = {DS, ES, FS, GS};

  private final TrapHost host;
  private final VcpuTraps traps;
  private final DescriptorReader descriptors;
  private final BounceFrame32 frame32;
  private final BounceFrame64 frame64;
  private TrapKind kind = TrapKind.EXCEPTION;
  private int vector;
  private int errorCode = NO_ERROR_CODE;

  /** Delivery into the vCPU behind {@code host}. */
  public TrapDelivery(TrapHost host, VcpuTraps traps, DescriptorReader descriptors) {
    this.host = host;
    this.traps = traps;
    this.descriptors = descriptors;
    frame32 = new BounceFrame32(host, traps, descriptors);
    frame64 = new BounceFrame64(host, traps, descriptors);
  }

  /** Queues an exception; its error code is ignored where the vector has none. */
  public void injectException(int vector, int errorCode) {
    boolean hasErrorCode = Vectors.hasErrorCode(vector);
    because(TrapKind.EXCEPTION, vector, hasErrorCode ? errorCode : NO_ERROR_CODE);
    queueHandler(vector);
    if (hasErrorCode) {
      traps.pending().setErrorCode(errorCode);
    }
  }

  /**
   * Queues a page fault: sets the guest's CR2 and tells user from kernel by the guest's own mode.
   */
  public void injectPageFault(int errorCode, long linear) {
    traps.control().setCr2(linear);
    host.setInfoCr2(linear);
    int code = errorCode & ~PAGE_FAULT_USER | (host.inKernelMode() ? 0 : PAGE_FAULT_USER);
    injectException(Vectors.PAGE_FAULT, code);
  }

  /** Queues what INT n asks for: no error code whatever the vector. */
  public void injectSoftInterrupt(int vector) {
    because(TrapKind.SOFTWARE_INTERRUPT, vector, NO_ERROR_CODE);
    queueHandler(vector);
  }

  private void queueHandler(int vector) {
    TrapTable table = traps.table();
    traps
        .pending()
        .set(
            Vectors.name(vector),
            table.selector(vector),
            table.address(vector),
            table.masksEvents(vector));
  }

  /** Queues a jump to a registered callback (SYSCALL and SYSENTER from user mode). */
  public void injectCallback(Callbacks.Entry entry) {
    because(TrapKind.SYSCALL, 0, NO_ERROR_CODE);
    traps.pending().set("system call", entry.selector(), entry.address(), entry.masksEvents());
  }

  /** Whether INT n may reach a handler of this DPL from where the guest is. */
  public boolean permitsSoftInterrupt(int dpl) {
    int needed = host.inKernelMode() ? 1 : 3;
    return dpl >= needed;
  }

  /** Delivers whatever waits before the guest goes on: the exception, then an NMI, then events. */
  public String deliverAll() {
    String trapProblem = deliverTrap();
    if (trapProblem != null) {
      return trapProblem;
    }
    if (traps.nmiPending() && !traps.nmiMasked()) {
      String problem = deliverNmi();
      if (problem != null) {
        return problem;
      }
    }
    return host.upcallPending() != 0 && host.upcallMask() == 0 ? deliverEvent() : null;
  }

  /** Delivers the exception or system call that waits, if one does. */
  public String deliverTrap() {
    return traps.pending().isWaiting() ? bounce() : null;
  }

  private String deliverNmi() {
    traps.setNmiPending(false);
    boolean registered =
        host.abi() == Abi.PV32
            ? (traps.table().selector(Vectors.NMI) & ~3) != 0
            : traps.table().address(Vectors.NMI) != 0;
    if (!registered) {
      return null;
    }
    injectSoftInterrupt(Vectors.NMI);
    because(TrapKind.NMI, 0, NO_ERROR_CODE);
    traps.setNmiMasked(true);
    return bounce();
  }

  private String deliverEvent() {
    Callbacks.Entry event = traps.callbacks().event();
    because(TrapKind.EVENT_UPCALL, 0, NO_ERROR_CODE);
    traps.pending().set("event upcall", event.selector(), event.address(), true);
    return bounce();
  }

  private String bounce() {
    PendingTrap trap = traps.pending();
    try {
      String problem = push(trap, null);
      return problem == null ? null : trap.describe() + ": " + problem;
    } finally {
      trap.clear();
    }
  }

  private void because(TrapKind newKind, int newVector, int newErrorCode) {
    kind = newKind;
    vector = newVector;
    errorCode = newErrorCode;
  }

  private String push(PendingTrap trap, int[] selectors) {
    int cs = host.cpu().selector(CS);
    long ip = host.cpu().rip();
    String problem =
        host.abi() == Abi.PV32 ? frame32.push(trap, selectors) : frame64.push(trap, selectors);
    if (problem == null && host.wants(TraceClass.TRAP)) {
      boolean pageFault = kind == TrapKind.EXCEPTION && vector == Vectors.PAGE_FAULT;
      long cr2 = pageFault ? traps.control().cr2() : 0;
      host.record(
          new TraceEvent.TrapDelivered(
              kind, vector, errorCode, cr2, cs, ip, trap.selector(), trap.address()));
    }
    return problem;
  }

  /**
   * Loads the data segments again, as the switch to this vCPU does. Those that no longer can be
   * loaded become null and the kernel is told by its failsafe callback.
   */
  public String reloadDataSegments() {
    boolean wide = host.abi() == Abi.PV64;
    CpuState cpu = host.cpu();
    boolean failed = false;
    int[] before = new int[DATA_SEGMENTS.length];
    for (int i = 0; i < DATA_SEGMENTS.length; i++) {
      int segment = DATA_SEGMENTS[i];
      int selector = cpu.selector(segment);
      before[i] = selector;
      // The bases of a 64-bit guest's FS and GS are its own and written after the selectors.
      boolean keepsBase = wide && (segment == FS || segment == GS);
      if ((selector & ~3) == 0) {
        if (!wide) {
          cpu.setSegment(segment, selector, 0);
        }
        continue;
      }
      long descriptor = descriptors.read(selector);
      boolean allowed = DescriptorReader.isLoadableAsData(descriptor, selector & 3);
      failed |= !allowed;
      if (!keepsBase) {
        cpu.setSegment(segment, allowed ? selector : 0, allowed ? descriptor : 0);
      } else if (!allowed) {
        cpu.segment(segment).setSelector(0);
      }
    }
    return failed ? failsafe(before) : null;
  }

  private String failsafe(int[] selectors) {
    Callbacks.Entry entry = traps.callbacks().failsafe();
    // Not the pending one: an exception may wait for delivery while the vCPU is switched to.
    PendingTrap trap = new PendingTrap();
    // The registered selector is not looked at: the failsafe handler runs on the flat kernel
    // segment, which a 64-bit kernel's frame knows by itself.
    trap.set("failsafe callback", Selector.RING1_CS_32, entry.address(), entry.masksEvents());
    // Pushed from GS down to DS, so that DS ends lowest.
    int[] order = {selectors[3], selectors[2], selectors[1], selectors[0]};
    because(TrapKind.FAILSAFE, 0, NO_ERROR_CODE);
    try {
      String problem = push(trap, order);
      return problem == null ? null : "failsafe callback: " + problem;
    } finally {
      trap.clear();
    }
  }
}
