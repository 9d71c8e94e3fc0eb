package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.UpdateVaFlags;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import java.util.function.Consumer;

/** Flushes of the caller's vCPUs, as several hypercalls ask for them. */
final class VcpuFlushes {
  private VcpuFlushes() {}

  /** Addresses that are not the guest's are ignored, as in Xen. */
  static Consumer<VcpuEngine> invlpg(HypercallContext c, long linear) {
    boolean own = c.vcpu().paging().isGuestAddress(linear);
    return engine -> {
      if (own) {
        engine.invlpg(linear);
      }
    };
  }

  static void all(HypercallContext c, Consumer<VcpuEngine> flush) {
    c.domain().vcpus().forEach(vcpu -> flush.accept(vcpu.engine()));
  }

  /** Flushes the vCPUs of a bitmap in guest memory; false if it cannot be read. */
  static boolean masked(HypercallContext c, long handle, Consumer<VcpuEngine> flush) {
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

  /** The flush update_va_mapping ends with. */
  static long afterUpdate(HypercallContext c, long linear, long flags) {
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
      all(c, flush);
    } else if (!masked(c, where, flush)) {
      return XenErrno.EFAULT.result();
    }
    return 0;
  }
}
