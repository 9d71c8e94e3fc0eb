package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.time.Runstate;

/** What tools are told about a domain: getdomaininfo, one by one or as a list. */
final class DomainInfoWriter {
  private static final int DYING = 1;
  private static final int SHUTDOWN = 1 << 2;
  private static final int PAUSED = 1 << 3;
  private static final int BLOCKED = 1 << 4;
  private static final int RUNNING = 1 << 5;
  private static final int DEBUGGED = 1 << 6;
  private static final int SHUTDOWN_SHIFT = 16;

  /** max_vcpu_id of a domain without vCPUs. */
  private static final int NO_VCPU = -1;

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
    int maxId = NO_VCPU;
    int flags = BLOCKED;
    for (Vcpu vcpu : domain.vcpus()) {
      cpuTime += vcpu.runstate().total(Runstate.Kind.RUNNING, now);
      maxId = vcpu.id().raw();
      if (!vcpu.isDown()) {
        online++;
        flags &= vcpu.isBlocked() ? -1 : ~BLOCKED;
        flags |= vcpu.isRunning() ? RUNNING : 0;
      }
    }
    XenDomctlGetdomaininfo.CPU_TIME.put(to, at, abi, cpuTime);
    XenDomctlGetdomaininfo.NR_ONLINE_VCPUS.put(to, at, abi, online);
    XenDomctlGetdomaininfo.MAX_VCPU_ID.put(to, at, abi, maxId);
    XenDomctlGetdomaininfo.FLAGS.put(to, at, abi, online == 0 ? 0 : flags);
    int state =
        (domain.isDying() ? DYING : 0)
            | (domain.isPaused() ? PAUSED : 0)
            | (domain.isDebugged() ? DEBUGGED : 0);
    // While a domain lives its shutdown code is all ones, as Xen shows it.
    int shutdown =
        domain.shutdownReason() == null
            ? -1 << SHUTDOWN_SHIFT
            : SHUTDOWN | domain.shutdownReason().number << SHUTDOWN_SHIFT;
    int soFar = XenDomctlGetdomaininfo.FLAGS.get(to, at, abi);
    XenDomctlGetdomaininfo.FLAGS.put(to, at, abi, soFar | state | shutdown);
  }
}
