package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Reads xen_domctl_getdomaininfo, which domctl and sysctl share. */
final class DomainInfos {
  private static final Abi ABI = Abi.PV64;

  private DomainInfos() {}

  static DomainInfo read(GuestBytes memory, long at) {
    ByteBuffer handle =
        ByteBuffer.wrap(memory.copy(at + XenDomctlGetdomaininfo.HANDLE.at(ABI), 16));
    return new DomainInfo(
        new DomId(XenDomctlGetdomaininfo.DOMAIN.get(memory, at, ABI)),
        XenDomctlGetdomaininfo.FLAGS.get(memory, at, ABI),
        XenDomctlGetdomaininfo.TOT_PAGES.get(memory, at, ABI),
        XenDomctlGetdomaininfo.MAX_PAGES.get(memory, at, ABI),
        XenDomctlGetdomaininfo.OUTSTANDING_PAGES.get(memory, at, ABI),
        new Mfn(XenDomctlGetdomaininfo.SHARED_INFO_FRAME.get(memory, at, ABI)),
        XenDomctlGetdomaininfo.CPU_TIME.get(memory, at, ABI),
        XenDomctlGetdomaininfo.NR_ONLINE_VCPUS.get(memory, at, ABI),
        XenDomctlGetdomaininfo.MAX_VCPU_ID.get(memory, at, ABI),
        new UUID(handle.getLong(), handle.getLong()));
  }
}
