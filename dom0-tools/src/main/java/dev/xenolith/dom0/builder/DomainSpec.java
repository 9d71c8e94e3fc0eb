package dev.xenolith.dom0.builder;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteSource;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.cpuid.CpuidMask;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain to be built, with its kernel image in memory.
 *
 * @param memoryKib memory it starts with
 * @param maxMemoryKib the most it may have
 * @param vcpus vCPUs it may bring up at the start
 * @param maxVcpus vCPUs it has
 * @param kernel the kernel image as its file has it; not to be changed
 * @param ramdisk the module, if any
 * @param cpuid what CPUID is to say otherwise than unasked
 * @param devices what it finds when it starts
 */
public record DomainSpec(
    String name,
    UUID uuid,
    long memoryKib,
    long maxMemoryKib,
    int vcpus,
    int maxVcpus,
    Image kernel,
    Optional<Ramdisk> ramdisk,
    String cmdline,
    Limits limits,
    ImmutableList<CpuidMask> cpuid,
    DomainDevices devices) {
  /** A file's path, for messages and xenstore, and its bytes. */
  public record Image(String path, byte[] bytes) {
    private Image withoutBytes() {
      return new Image(path, new byte[0]);
    }
  }

  /** A ramdisk's path, for messages and xenstore, and where its bytes are, which may be many. */
  public record Ramdisk(String path, ByteSource content) {
    private Ramdisk withoutContent() {
      return new Ramdisk(path, ByteSource.empty());
    }
  }

  /**
   * What the domain may use of the hypervisor.
   *
   * @param maxEventChannels highest event channel port
   * @param maxGrantFrames pages its grant table may grow to
   * @param maxMaptrackFrames pages for the grants it maps
   * @param maxGrantVersion highest version of the grant table
   * @param cpuWeight its weight for the credit scheduler
   * @param cpuCap percent of a CPU that it may have at most, or 0
   * @param timeOffset how far its wall clock is ahead of UTC, in seconds
   * @param tscMode how its time stamp counter behaves (xl: tsc_mode)
   */
  public record Limits(
      int maxEventChannels,
      int maxGrantFrames,
      int maxMaptrackFrames,
      int maxGrantVersion,
      int cpuWeight,
      int cpuCap,
      long timeOffset,
      int tscMode) {
    /** xl's defaults on a hypervisor that has version 1 of the grant table. */
    public static final Limits DEFAULT = new Limits(1023, 64, 1024, 2, 256, 0, 0, 0);
  }

  /** Checks what no configuration may ask for. */
  public DomainSpec {
    Objects.requireNonNull(uuid);
    Objects.requireNonNull(kernel);
    Objects.requireNonNull(devices);
    if (memoryKib <= 0 || maxMemoryKib < memoryKib || vcpus <= 0 || maxVcpus < vcpus) {
      throw new IllegalArgumentException(
          "memory %d of %d KiB, vcpus %d of %d"
              .formatted(memoryKib, maxMemoryKib, vcpus, maxVcpus));
    }
  }

  /** A domain without devices that is told of the processor what every domain is. */
  public DomainSpec(
      String name,
      UUID uuid,
      long memoryKib,
      long maxMemoryKib,
      int vcpus,
      int maxVcpus,
      Image kernel,
      Optional<Ramdisk> ramdisk,
      String cmdline,
      Limits limits) {
    this(
        name,
        uuid,
        memoryKib,
        maxMemoryKib,
        vcpus,
        maxVcpus,
        kernel,
        ramdisk,
        cmdline,
        limits,
        ImmutableList.of(),
        DomainDevices.NONE);
  }

  /** A small domain with one vCPU: what is not said is xl's default. */
  public static DomainSpec of(String name, int memoryMib, Image kernel, String cmdline) {
    UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    long kib = memoryMib * 1024L;
    return new DomainSpec(
        name, uuid, kib, kib, 1, 1, kernel, Optional.empty(), cmdline, Limits.DEFAULT);
  }

  /** The same for remembering: a running domain needs its images no more. */
  DomainSpec withoutImages() {
    return with(kernel.withoutBytes(), ramdisk.map(Ramdisk::withoutContent));
  }

  /**
   * The same domain with its kernel unpacked: what takes long and needs no domain 0, whose vCPU
   * would do nothing else meanwhile.
   */
  public DomainSpec unpacked() throws DomainBuildException {
    return with(KernelPayload.unpack(kernel, memoryKib << 10), ramdisk);
  }

  private DomainSpec with(Image newKernel, Optional<Ramdisk> newRamdisk) {
    return with(name, uuid, newKernel, newRamdisk, cpuid, devices);
  }

  /** The same domain under another name and UUID. */
  DomainSpec withIdentity(String newName, UUID newUuid) {
    return with(newName, newUuid, kernel, ramdisk, cpuid, devices);
  }

  /** The same domain with other wishes about CPUID. */
  public DomainSpec withCpuid(ImmutableList<CpuidMask> wishes) {
    return with(name, uuid, kernel, ramdisk, wishes, devices);
  }

  /** The same domain with these devices. */
  public DomainSpec withDevices(DomainDevices newDevices) {
    return with(name, uuid, kernel, ramdisk, cpuid, newDevices);
  }

  private DomainSpec with(
      String newName,
      UUID newUuid,
      Image newKernel,
      Optional<Ramdisk> newRamdisk,
      ImmutableList<CpuidMask> newCpuid,
      DomainDevices newDevices) {
    return new DomainSpec(
        newName,
        newUuid,
        memoryKib,
        maxMemoryKib,
        vcpus,
        maxVcpus,
        newKernel,
        newRamdisk,
        cmdline,
        limits,
        newCpuid,
        newDevices);
  }

  /** Pages it starts with. */
  long pages() {
    return memoryKib / 4;
  }
}
