package dev.xenolith.dom0.host;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.device.CardUse;
import dev.xenolith.dom0.device.DiskUse;
import dev.xenolith.dom0.toolstack.Devices;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A domain as it is now.
 *
 * @param name empty where xenstore has none, as of a domain that is being destroyed
 * @param uuid its handle
 * @param state the letters of {@code xl list}: r b p s c d, or dashes
 * @param memoryKib memory it has
 * @param maxMemoryKib the most the hypervisor lets it have
 * @param claimedKib memory set aside for it that it does not have yet
 * @param vcpus vCPUs that are online
 * @param maxVcpus vCPUs it has
 * @param cpuTimeNs time its vCPUs have run
 * @param started when it was built
 * @param shutdownReason why it shut down, if it has
 * @param shutdownCode the same as a number, as the guest gave it
 * @param disks what its disks were used for
 * @param networks what its network cards were used for
 */
public record DomainView(
    int domid,
    String name,
    String uuid,
    String state,
    long memoryKib,
    long maxMemoryKib,
    long claimedKib,
    int vcpus,
    int maxVcpus,
    long cpuTimeNs,
    Instant started,
    String shutdownReason,
    Integer shutdownCode,
    List<DiskUse> disks,
    List<CardUse> networks) {
  private static final int KIB_PER_PAGE = 4;

  static DomainView of(DomainInfo info, String name, Instant started, Devices devices) {
    return new DomainView(
        info.domid().raw(),
        name,
        info.handle().toString(),
        info.stateLetters(),
        info.pages() * KIB_PER_PAGE,
        info.maxPages() * KIB_PER_PAGE,
        info.claimedPages() * KIB_PER_PAGE,
        info.onlineVcpus(),
        info.maxVcpuId() + 1,
        info.cpuTimeNs(),
        started,
        info.shutdownReason().map(DomainView::word).orElse(null),
        info.shutdownReason().map(r -> r.number).orElse(null),
        devices.disks().use(info.domid()),
        devices.networks().use(info.domid()));
  }

  /** The reason in one word, such as {@code poweroff}. */
  static String word(ShutdownReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
