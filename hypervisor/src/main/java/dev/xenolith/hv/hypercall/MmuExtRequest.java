package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.PvMmu;

/** One operation of mmuext_op. */
final class MmuExtRequest {
  private MmuExtRequest() {}

  static long run(HypercallContext c, DomainMemory owner, ByteArrayBytes op) {
    PvMmu mmu = c.xen().paging().mmu();
    DomainMemory caller = c.domain().memory();
    MmuExtOp command = MmuExtOp.of(MmuextOp.CMD.get(op, 0, c.abi()) & 0xFFFFFFFFL);
    long mfn = MmuextOp.MFN.get(op, 0, c.abi());
    if (command == null) {
      return XenErrno.ENOSYS.result();
    }
    return switch (command) {
      case PIN_L1_TABLE, PIN_L2_TABLE, PIN_L3_TABLE, PIN_L4_TABLE ->
          mmu.pin(caller, owner, mfn, command.number + 1);
      case UNPIN_TABLE -> mmu.unpin(caller, owner, mfn);
      case CLEAR_PAGE -> mmu.clearPage(caller, owner, mfn);
      case COPY_PAGE -> mmu.copyPage(caller, owner, mfn, MmuextOp.SRC_MFN.get(op, 0, c.abi()));
      case MARK_SUPER, UNMARK_SUPER -> XenErrno.EOPNOTSUPP.result();
      default -> owner == caller ? own(c, command, op) : XenErrno.EPERM.result();
    };
  }

  private static long own(HypercallContext c, MmuExtOp command, ByteArrayBytes op) {
    PvMmu mmu = c.xen().paging().mmu();
    long mfn = MmuextOp.MFN.get(op, 0, c.abi());
    long linear = MmuextOp.LINEAR_ADDR.get(op, 0, c.abi());
    return switch (command) {
      case NEW_BASEPTR -> mmu.newBase(c.vcpu().paging(), mfn);
      case NEW_USER_BASEPTR -> mmu.newUserBase(c.vcpu().paging(), mfn);
      case SET_LDT -> mmu.setLdt(c.vcpu().paging(), linear, MmuextOp.NR_ENTS.get(op, 0, c.abi()));
      // Caches of this machine are always coherent; the right to ask is what remains.
      case FLUSH_CACHE -> c.domain().isPrivileged() ? 0 : XenErrno.EACCES.result();
      case FLUSH_CACHE_GLOBAL -> c.domain().isPrivileged() ? 0 : XenErrno.EINVAL.result();
      default -> flush(c, command, linear, MmuextOp.VCPUMASK.get(op, 0, c.abi()));
    };
  }

  private static long flush(HypercallContext c, MmuExtOp command, long linear, long mask) {
    switch (command) {
      case TLB_FLUSH_LOCAL -> c.vcpu().engine().flushTlb(true);
      case INVLPG_LOCAL -> c.vcpu().engine().invlpg(linear);
      case TLB_FLUSH_ALL -> VcpuFlushes.all(c, e -> e.flushTlb(true));
      case INVLPG_ALL -> VcpuFlushes.all(c, VcpuFlushes.invlpg(c, linear));
      case TLB_FLUSH_MULTI -> {
        return VcpuFlushes.masked(c, mask, e -> e.flushTlb(true)) ? 0 : XenErrno.EINVAL.result();
      }
      case INVLPG_MULTI -> {
        boolean read = VcpuFlushes.masked(c, mask, VcpuFlushes.invlpg(c, linear));
        return read ? 0 : XenErrno.EINVAL.result();
      }
      default -> {
        return XenErrno.ENOSYS.result();
      }
    }
    return 0;
  }
}
