package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.grant.GrantLimits;

/**
 * What a domain is created with (XEN_DOMCTL_createdomain).
 *
 * @param abi width of its kernel; a new domain is 64-bit until set_address_size
 * @param privileged whether it is the control domain
 * @param handle 16 bytes by which the toolstack knows it
 * @param maxVcpus how many vCPUs it may have
 * @param maxPort highest event-channel port, or negative for no limit of its own
 * @param maxGrantFrames most frames its grant table may grow to, or negative for the default
 * @param maxMaptrackFrames most frames of handles for what it maps, or negative for the default
 * @param maxGrantVersion highest version of its grant table
 */
public record DomainConfig(
    Abi abi,
    boolean privileged,
    byte[] handle,
    int maxVcpus,
    int maxPort,
    int maxGrantFrames,
    int maxMaptrackFrames,
    int maxGrantVersion) {
  /** Length of a handle. */
  public static final int HANDLE_BYTES = 16;

  /** What its grant table and its handles may grow to; null if that is more than there is. */
  public GrantLimits grantLimits() {
    return GrantLimits.of(maxGrantFrames, maxMaptrackFrames, maxGrantVersion);
  }

  /** An unprivileged domain with one vCPU and the defaults of xl. */
  public static DomainConfig small(Abi abi) {
    return new DomainConfig(abi, false, new byte[HANDLE_BYTES], 1, 1023, -1, -1, 2);
  }
}
