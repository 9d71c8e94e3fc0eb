package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.DomctlFlags;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain as the hypervisor describes it (xen_domctl_getdomaininfo).
 *
 * @param flags DOMINF_* bits
 * @param pages pages it has
 * @param maxPages pages it may have
 * @param claimedPages pages that are set aside for it and that it does not have yet
 * @param sharedInfo frame of its shared_info
 * @param cpuTimeNs time its vCPUs have run, in ns
 * @param onlineVcpus vCPUs that are up
 * @param maxVcpuId highest vCPU number, or -1 before there are any
 */
public record DomainInfo(
    DomId domid,
    int flags,
    long pages,
    long maxPages,
    long claimedPages,
    Mfn sharedInfo,
    long cpuTimeNs,
    int onlineVcpus,
    int maxVcpuId,
    UUID handle) {
  /** Whether it is being destroyed. */
  public boolean isDying() {
    return (flags & DomctlFlags.DOMINF_DYING) != 0;
  }

  /** Whether it has shut down, whatever the reason. */
  public boolean isShutDown() {
    return (flags & DomctlFlags.DOMINF_SHUTDOWN) != 0;
  }

  /** Why it shut down, if it has and for a reason the headers know. */
  public Optional<ShutdownReason> shutdownReason() {
    int code = flags >>> DomctlFlags.DOMINF_SHUTDOWN_SHIFT & DomctlFlags.DOMINF_SHUTDOWN_MASK;
    return isShutDown() ? Optional.ofNullable(ShutdownReason.of(code)) : Optional.empty();
  }

  /** The state letters of {@code xl list}: r b p s c d, a dash for each that does not apply. */
  public String stateLetters() {
    boolean crashed = shutdownReason().filter(r -> r == ShutdownReason.CRASH).isPresent();
    return letter(DomctlFlags.DOMINF_RUNNING, 'r')
        + letter(DomctlFlags.DOMINF_BLOCKED, 'b')
        + letter(DomctlFlags.DOMINF_PAUSED, 'p')
        + letter(DomctlFlags.DOMINF_SHUTDOWN, 's')
        + (crashed ? "c" : "-")
        + letter(DomctlFlags.DOMINF_DYING, 'd');
  }

  private String letter(int flag, char letter) {
    return (flags & flag) != 0 ? String.valueOf(letter) : "-";
  }
}
