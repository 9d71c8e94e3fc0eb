package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.PvMmu;

/** Page tables: mmu_update, mmuext_op and update_va_mapping. */
final class MmuOps {
  private MmuOps() {}

  static long mmuUpdate(HypercallContext c) {
    DirectPaging paging = c.xen().paging();
    DomainMemory caller = c.domain().memory();
    PvMmu mmu = paging.mmu();
    int foreign = c.argU32(3);
    DomainMemory tables = caller;
    if (foreign >>> 16 != 0 && c.argU32(1) != TableRequests.PREEMPTED) {
      Domain owner = c.xen().domains().find((foreign >>> 16) - 1);
      if (owner == null) {
        return XenErrno.ESRCH.result();
      }
      tables = owner.memory();
      if (tables != caller && owner.vcpuCount() == 0) {
        return XenErrno.EINVAL.result();
      }
    }
    DomainMemory tableOwner = tables;
    int stride = MmuUpdate.LAYOUT.size(c.abi());
    ByteArrayBytes entry = new ByteArrayBytes(stride);
    return new TableRequests(c, tableOwner, stride, foreign & 0xFFFF)
        .run(
            (handle, frameOwner) -> {
              c.copyIn(handle, entry.array(), stride);
              long ptr = MmuUpdate.PTR.get(entry, 0, c.abi());
              long value = MmuUpdate.VAL.get(entry, 0, c.abi());
              return mmu.update(caller, ptr, value, tableOwner, frameOwner);
            });
  }

  static long mmuextOp(HypercallContext c) {
    int stride = MmuextOp.LAYOUT.size(c.abi());
    ByteArrayBytes entry = new ByteArrayBytes(stride);
    return new TableRequests(c, null, stride, c.argU32(3) & 0xFFFF)
        .run(
            (handle, owner) -> {
              c.copyIn(handle, entry.array(), stride);
              return MmuExtRequest.run(c, owner, entry);
            });
  }

  static long updateVaMapping(HypercallContext c) {
    boolean narrow = c.abi() == Abi.PV32;
    long flags = c.arg(narrow ? 3 : 2);
    return updateVaMapping(c, c.domain().memory(), flags);
  }

  static long updateVaMappingOtherdomain(HypercallContext c) {
    boolean narrow = c.abi() == Abi.PV32;
    int domId = c.argU32(narrow ? 4 : 3) & 0xFFFF;
    DomainMemory owner = c.xen().paging().mmu().frameOwner(c.domain().memory(), domId);
    if (owner == null) {
      return XenErrno.ESRCH.result();
    }
    return updateVaMapping(c, owner, c.arg(narrow ? 3 : 2));
  }

  private static long updateVaMapping(HypercallContext c, DomainMemory owner, long flags) {
    DirectPaging paging = c.xen().paging();
    paging.types().budget(TableRequests.WORK_PER_CALL);
    if (paging.types().finish(c.domain().memory()) != 0) {
      return c.continueLater();
    }
    long linear = c.arg(0);
    long value = c.abi() == Abi.PV32 ? c.arg(1) | c.arg(2) << 32 : c.arg(1);
    int rc = paging.mmu().updateVaMapping(c.vcpu().paging(), linear, value, owner);
    return rc == 0 ? VcpuFlushes.afterUpdate(c, linear, flags) : rc;
  }
}
