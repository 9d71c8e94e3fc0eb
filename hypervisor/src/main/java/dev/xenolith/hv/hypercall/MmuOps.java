package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.UpdateVaFlags;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.PageTypes;
import dev.xenolith.hv.mm.PvMmu;
import java.util.function.Consumer;

/** Page tables: mmu_update, mmuext_op and update_va_mapping. */
final class MmuOps {
  /** The bit of the count that says: this call was begun before (xen.h: MMU_UPDATE_PREEMPTED). */
  static final int PREEMPTED = 0x80000000;

  private static final long RESTART = XenErrno.ERESTART.result();

  /** Page-table entries one call may look at before something else gets its turn. */
  private static final int WORK_PER_CALL = 1 << 16;

  private MmuOps() {}

  /** One request of a batch. */
  private interface Request {
    /** Copies request {@code index} in, carries it out and answers its result. */
    long run(long handle);
  }

  static long mmuUpdate(HypercallContext c) {
    DirectPaging paging = c.xen().paging();
    DomainMemory caller = c.domain().memory();
    PvMmu mmu = paging.mmu();
    int foreign = c.argU32(3);
    DomainMemory tables = caller;
    if (foreign >>> 16 != 0 && c.argU32(1) != PREEMPTED) {
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
    return batch(
        c,
        tableOwner,
        stride,
        foreign & 0xFFFF,
        frameOwner ->
            handle -> {
              c.copyIn(handle, entry.array(), stride);
              long ptr = MmuUpdate.PTR.get(entry, 0, c.abi());
              long value = MmuUpdate.VAL.get(entry, 0, c.abi());
              return mmu.update(caller, ptr, value, tableOwner, frameOwner);
            });
  }

  static long mmuextOp(HypercallContext c) {
    int stride = MmuextOp.LAYOUT.size(c.abi());
    ByteArrayBytes entry = new ByteArrayBytes(stride);
    return batch(
        c,
        null,
        stride,
        c.argU32(3) & 0xFFFF,
        owner -> {
          if (!PvMmu.mayActOn(c.domain().memory(), owner)) {
            return handle -> XenErrno.EPERM.result();
          }
          return handle -> {
            c.copyIn(handle, entry.array(), stride);
            return extended(c, owner, entry);
          };
        });
  }

  private interface RequestFor {
    Request of(DomainMemory frameOwner);
  }

  /**
   * Runs a batch of requests, with the rules the two batched hypercalls share: where to count what
   * is done, and how to go on later.
   *
   * @param fixedTables whose tables are changed, or null for those of the frames' owner
   */
  private static long batch(
      HypercallContext c, DomainMemory fixedTables, int stride, int domId, RequestFor requests) {
    DirectPaging paging = c.xen().paging();
    PageTypes types = paging.types();
    DomainMemory caller = c.domain().memory();
    long handle = c.arg(0);
    int count = c.argU32(1);
    types.budget(WORK_PER_CALL);
    if (types.finish(caller) != 0) {
      return c.continueLater();
    }
    if (count == PREEMPTED && handle == 0) {
      // The batch ended earlier and only its loose ends were left; its result came along.
      return types.settle(caller) == 0 ? c.argU32(3) : c.continueLater();
    }
    DomainMemory frameOwner = paging.mmu().frameOwner(caller, domId);
    if (frameOwner == null) {
      return XenErrno.ESRCH.result();
    }
    DomainMemory tables = fixedTables == null ? frameOwner : fixedTables;
    if (tables != caller) {
      // Only the control domain gets this far; it is not made to come back for another's sake.
      types.budget(Integer.MAX_VALUE);
      types.settle(tables);
    }
    int todo = count & ~PREEMPTED;
    int before = (count & PREEMPTED) != 0 ? readDone(c) : 0;
    Request request = requests.of(frameOwner);
    int done = 0;
    long rc = 0;
    while (done < todo && rc == 0) {
      if (caller.hasWork() || done != 0 && c.shouldPreempt()) {
        rc = RESTART;
        break;
      }
      rc = runOne(c, request, handle + (long) done * stride);
      done += rc == 0 ? 1 : 0;
    }
    writeDone(c, before + done);
    if (rc == RESTART) {
      int left = todo - done | PREEMPTED;
      return c.continueLater(handle + (long) done * stride, left & 0xFFFFFFFFL, c.arg(2), c.arg(3));
    }
    if (tables != caller) {
      types.settle(tables);
    }
    return types.settle(caller) == 0
        ? rc
        : c.continueLater(0, PREEMPTED & 0xFFFFFFFFL, 0, rc & 0xFFFFFFFFL);
  }

  private static long runOne(HypercallContext c, Request request, long handle) {
    try {
      return request.run(handle);
    } catch (HypercallException e) {
      if (e.isExplained()) {
        c.explain(e.errno() + ": " + e.getMessage());
      }
      return e.errno().result();
    }
  }

  private static int readDone(HypercallContext c) {
    if (c.arg(2) == 0) {
      return 0;
    }
    try {
      return c.copyIn(c.arg(2), 4).getU32(0);
    } catch (HypercallException e) {
      // As in Xen: a count that cannot be read counts as nothing.
      return 0;
    }
  }

  private static void writeDone(HypercallContext c, int done) {
    if (c.arg(2) == 0) {
      return;
    }
    try {
      c.putU32(c.arg(2), done);
    } catch (HypercallException e) {
      c.explain("the count of finished requests could not be written");
    }
  }

  private static long extended(HypercallContext c, DomainMemory owner, ByteArrayBytes op) {
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
      default -> owner == caller ? extendedOwn(c, command, op) : XenErrno.EPERM.result();
    };
  }

  private static long extendedOwn(HypercallContext c, MmuExtOp command, ByteArrayBytes op) {
    PvMmu mmu = c.xen().paging().mmu();
    long mfn = MmuextOp.MFN.get(op, 0, c.abi());
    long linear = MmuextOp.LINEAR_ADDR.get(op, 0, c.abi());
    VcpuEngine engine = c.vcpu().engine();
    switch (command) {
      case NEW_BASEPTR -> {
        return mmu.newBase(c.vcpu().paging(), mfn);
      }
      case NEW_USER_BASEPTR -> {
        return mmu.newUserBase(c.vcpu().paging(), mfn);
      }
      case SET_LDT -> {
        return mmu.setLdt(c.vcpu().paging(), linear, MmuextOp.NR_ENTS.get(op, 0, c.abi()));
      }
      case TLB_FLUSH_LOCAL -> engine.flushTlb(true);
      case INVLPG_LOCAL -> engine.invlpg(linear);
      case TLB_FLUSH_ALL -> forAll(c, e -> e.flushTlb(true));
      case INVLPG_ALL -> forAll(c, invlpg(c, linear));
      case TLB_FLUSH_MULTI -> {
        return forMask(c, MmuextOp.VCPUMASK.get(op, 0, c.abi()), e -> e.flushTlb(true))
            ? 0
            : XenErrno.EINVAL.result();
      }
      case INVLPG_MULTI -> {
        return forMask(c, MmuextOp.VCPUMASK.get(op, 0, c.abi()), invlpg(c, linear))
            ? 0
            : XenErrno.EINVAL.result();
      }
      case FLUSH_CACHE -> {
        // Caches of this machine are always coherent; the right to ask is what remains.
        return c.domain().isPrivileged() ? 0 : XenErrno.EACCES.result();
      }
      case FLUSH_CACHE_GLOBAL -> {
        return c.domain().isPrivileged() ? 0 : XenErrno.EINVAL.result();
      }
      default -> {
        return XenErrno.ENOSYS.result();
      }
    }
    return 0;
  }

  /** Addresses that are not the guest's are ignored, as in Xen. */
  private static Consumer<VcpuEngine> invlpg(HypercallContext c, long linear) {
    boolean own = c.vcpu().paging().isGuestAddress(linear);
    return engine -> {
      if (own) {
        engine.invlpg(linear);
      }
    };
  }

  private static void forAll(HypercallContext c, Consumer<VcpuEngine> flush) {
    c.domain().vcpus().forEach(vcpu -> flush.accept(vcpu.engine()));
  }

  /** Flushes the vCPUs of a bitmap in guest memory; false if it cannot be read. */
  private static boolean forMask(HypercallContext c, long handle, Consumer<VcpuEngine> flush) {
    int words = c.abi() == Abi.PV32 ? 4 : 8;
    int vcpus = c.domain().vcpuCount();
    try {
      int bytes = (vcpus + words * 8 - 1) / (words * 8) * words;
      ByteArrayBytes mask = c.copyIn(handle, bytes);
      for (int i = 0; i < vcpus; i++) {
        Vcpu vcpu = c.domain().vcpu(i);
        if (vcpu != null && (mask.getU8(i >>> 3) >>> (i & 7) & 1) != 0) {
          flush.accept(vcpu.engine());
        }
      }
      return true;
    } catch (HypercallException e) {
      return false;
    }
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
    paging.types().budget(WORK_PER_CALL);
    if (paging.types().finish(c.domain().memory()) != 0) {
      return c.continueLater();
    }
    long linear = c.arg(0);
    long value = c.abi() == Abi.PV32 ? c.arg(1) | c.arg(2) << 32 : c.arg(1);
    int rc = paging.mmu().updateVaMapping(c.vcpu().paging(), linear, value, owner);
    return rc == 0 ? flush(c, linear, flags) : rc;
  }

  private static long flush(HypercallContext c, long linear, long flags) {
    long type = flags & UpdateVaFlags.FLUSHTYPE_MASK;
    if (type != UpdateVaFlags.TLB_FLUSH && type != UpdateVaFlags.INVLPG) {
      return 0;
    }
    Consumer<VcpuEngine> flush =
        type == UpdateVaFlags.INVLPG ? e -> e.invlpg(linear) : e -> e.flushTlb(true);
    long where = flags & ~UpdateVaFlags.FLUSHTYPE_MASK;
    if (where == UpdateVaFlags.LOCAL) {
      flush.accept(c.vcpu().engine());
    } else if (where == UpdateVaFlags.ALL) {
      forAll(c, flush);
    } else if (!forMask(c, where, flush)) {
      return XenErrno.EFAULT.result();
    }
    return 0;
  }
}
