package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantHandle;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.GrantAction;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.hv.grant.GrantCopy;
import dev.xenolith.hv.grant.GrantTable;

/** Takes down what is done with grants. */
final class GrantTrace {
  private static final long NO_FRAME = -1;
  private static final int NO_HANDLE = -1;

  private GrantTrace() {}

  static void mapped(
      HypercallContext c, DomId granter, GrantRef ref, int flags, GrantTable.Mapped mapped) {
    if (c.vcpu().wants(TraceClass.GRANT)) {
      boolean done = mapped.status() == GrantStatus.OKAY;
      long mfnRaw = done ? mapped.frame().raw() : NO_FRAME;
      int handle = done ? mapped.handle().raw() : NO_HANDLE;
      int status = mapped.status().number;
      record(c, GrantAction.MAP, granter, ref, flags, mfnRaw, handle, status);
    }
  }

  /**
   * @param before the mapping as it was, or null if the handle was bad
   */
  static void unmapped(
      HypercallContext c, GrantHandle handle, GrantTable.Mapping before, GrantStatus status) {
    if (c.vcpu().wants(TraceClass.GRANT) && before != null) {
      record(
          c,
          GrantAction.UNMAP,
          before.granter(),
          before.ref(),
          before.flags(),
          before.frame().raw(),
          handle.raw(),
          status.number);
    }
  }

  static void copied(
      HypercallContext c, GrantAction action, GrantCopy.End end, GrantStatus status) {
    if (c.vcpu().wants(TraceClass.GRANT) && end.ref() != null) {
      DomId granter = end.table().id();
      record(c, action, granter, end.ref(), 0, NO_FRAME, NO_HANDLE, status.number);
    }
  }

  private static void record(
      HypercallContext c,
      GrantAction action,
      DomId granter,
      GrantRef ref,
      int flags,
      long mfnRaw,
      int handle,
      int status) {
    c.vcpu()
        .record(
            new TraceEvent.GrantUsed(
                action, granter.raw(), ref.raw(), flags, mfnRaw, handle, status));
  }
}
