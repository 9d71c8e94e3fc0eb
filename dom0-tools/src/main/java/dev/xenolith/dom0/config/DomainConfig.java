package dev.xenolith.dom0.config;

import com.google.common.collect.ImmutableList;
import dev.xenolith.dom0.cpuid.CpuidMask;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A PV domain as its configuration describes it, checked.
 *
 * @param name unique name of the domain
 * @param uuid the domain's UUID; given or made from the name, so that runs are alike
 * @param memoryMib memory it starts with, in MiB
 * @param maxMemoryMib the most it may balloon to, in MiB
 * @param vcpus vCPUs online at the start
 * @param maxVcpus vCPUs it has
 * @param kernel the kernel image
 * @param ramdisk the module handed to the kernel, if any
 * @param cmdline the kernel's command line, as xl joins {@code root} and {@code extra}
 * @param limits what the domain may use of the hypervisor's resources
 * @param cpuid what CPUID is to say otherwise than unasked
 * @param times how its time passes
 * @param devices what it is to find when it starts
 */
public record DomainConfig(
    String name,
    UUID uuid,
    int memoryMib,
    int maxMemoryMib,
    int vcpus,
    int maxVcpus,
    Path kernel,
    Optional<Path> ramdisk,
    String cmdline,
    OnShutdown onShutdown,
    Limits limits,
    Times times,
    ImmutableList<CpuidMask> cpuid,
    DomainDevices devices) {
  /** What a name looks like, as a regular expression. */
  public static final String NAME = "(?![0-9]+$)[!-.0-~]{1,255}";

  /** The same for people. */
  public static final String NAME_RULE =
      "a name has 1 to 255 visible ASCII characters, no blank and no /, and is not a number";

  /** The same domain under another name and UUID. */
  public DomainConfig withIdentity(String otherName, UUID otherUuid) {
    return with(otherName, otherUuid, devices);
  }

  /** The same domain with other devices. */
  public DomainConfig withDevices(DomainDevices otherDevices) {
    return with(name, uuid, otherDevices);
  }

  private DomainConfig with(String newName, UUID newUuid, DomainDevices newDevices) {
    return new DomainConfig(
        newName,
        newUuid,
        memoryMib,
        maxMemoryMib,
        vcpus,
        maxVcpus,
        kernel,
        ramdisk,
        cmdline,
        onShutdown,
        limits,
        times,
        cpuid,
        newDevices);
  }

  /** What follows each kind of shutdown. */
  public record OnShutdown(
      ShutdownAction poweroff,
      ShutdownAction reboot,
      ShutdownAction crash,
      ShutdownAction watchdog,
      ShutdownAction softReset) {
    /** What xl takes where the file says nothing. */
    public static final OnShutdown DEFAULT =
        new OnShutdown(
            ShutdownAction.DESTROY,
            ShutdownAction.RESTART,
            ShutdownAction.DESTROY,
            ShutdownAction.DESTROY,
            ShutdownAction.SOFT_RESET);
  }

  /**
   * How a domain's time passes.
   *
   * @param offsetSeconds how far its wall clock is ahead of UTC
   * @param isLocal whether it tells the host's local time besides
   * @param tscMode how its time stamp counter behaves (libxl_tsc_mode)
   */
  public record Times(long offsetSeconds, boolean isLocal, int tscMode) {}

  /**
   * Limits of a domain.
   *
   * @param maxEventChannels highest event channel port plus one
   * @param maxGrantFrames pages the grant table may grow to
   * @param maxMaptrackFrames pages of mappings of others' grants
   * @param maxGrantVersion highest version of the grant table
   * @param cpuWeight its weight for the credit scheduler
   * @param cpuCap percent of a CPU that it may have at most, or 0
   */
  public record Limits(
      int maxEventChannels,
      int maxGrantFrames,
      int maxMaptrackFrames,
      int maxGrantVersion,
      int cpuWeight,
      int cpuCap) {
    /** xl's defaults. */
    public static final Limits DEFAULT = new Limits(1023, 64, 1024, 2, 256, 0);
  }
}
