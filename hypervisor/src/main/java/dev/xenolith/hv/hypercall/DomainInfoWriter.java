package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.time.Runstate;

/** What tools are told about a domain: getdomaininfo, one by one or as a list. */
final class DomainInfoWriter {

  private DomainInfoWriter() {}

  /** Fills the structure at this offset. */
  static void write(GuestBytes to, long at, Abi abi, Domain domain) {
    to.put(
        at,
        new byte[XenDomctlGetdomaininfo.LAYOUT.size(abi)],
        0,
        XenDomctlGetdomaininfo.LAYOUT.size(abi));
    XenDomctlGetdomaininfo.DOMAIN.put(to, at, abi, domain.id().raw());
    XenDomctlGetdomaininfo.TOT_PAGES.put(to, at, abi, domain.memory().totalPages());
    XenDomctlGetdomaininfo.MAX_PAGES.put(to, at, abi, domain.memory().maxPages());
    XenDomctlGetdomaininfo.SHARED_INFO_FRAME.put(to, at, abi, domain.sharedInfo().raw());
    byte[] handle = domain.handle();
    to.put(at + XenDomctlGetdomaininfo.HANDLE.at(abi), handle, 0, handle.length);
    writeVcpus(to, at, abi, domain);
  }

  private static void writeVcpus(GuestBytes to, long at, Abi abi, Domain domain) {
    long now = domain.xen().clock().now();
    long cpuTime = 0;
    int online = 0;
    int maxId = DomctlFlags.INVALID_MAX_VCPU_ID;
    int flags = DomctlFlags.DOMINF_BLOCKED;
    for (Vcpu vcpu : domain.vcpus()) {
      cpuTime += vcpu.runstate().total(Runstate.Kind.RUNNING, now);
      maxId = vcpu.id().raw();
      if (!vcpu.isDown()) {
        online++;
        flags &= vcpu.isBlocked() ? -1 : ~DomctlFlags.DOMINF_BLOCKED;
        flags |= vcpu.isRunning() ? DomctlFlags.DOMINF_RUNNING : 0;
      }
    }
    XenDomctlGetdomaininfo.CPU_TIME.put(to, at, abi, cpuTime);
    XenDomctlGetdomaininfo.NR_ONLINE_VCPUS.put(to, at, abi, online);
    XenDomctlGetdomaininfo.MAX_VCPU_ID.put(to, at, abi, maxId);
    XenDomctlGetdomaininfo.FLAGS.put(to, at, abi, online == 0 ? 0 : flags);
    int state =
        (domain.isDying() ? DomctlFlags.DOMINF_DYING : 0)
            | (domain.isPaused() ? DomctlFlags.DOMINF_PAUSED : 0)
            | (domain.isDebugged() ? DomctlFlags.DOMINF_DEBUGGED : 0);
    // While a domain lives its shutdown code is all ones, as Xen shows it.
    int shutdown =
        domain.shutdownReason() == null
            ? -1 << DomctlFlags.DOMINF_SHUTDOWN_SHIFT
            : DomctlFlags.DOMINF_SHUTDOWN
                | domain.shutdownReason().number << DomctlFlags.DOMINF_SHUTDOWN_SHIFT;
    int soFar = XenDomctlGetdomaininfo.FLAGS.get(to, at, abi);
    XenDomctlGetdomaininfo.FLAGS.put(to, at, abi, soFar | state | shutdown);
  }
}
