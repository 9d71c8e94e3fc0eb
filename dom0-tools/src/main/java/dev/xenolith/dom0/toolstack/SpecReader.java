package dev.xenolith.dom0.toolstack;

import com.google.common.io.MoreFiles;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Reads the kernel a configuration names, and finds its ramdisk. */
public final class SpecReader {
  /** Images are read whole; what is larger than this is not one. */
  private static final long MAX_IMAGE_BYTES = 1L << 30;

  private static final int KIB_PER_MIB = 1024;

  private SpecReader() {}

  /** The domain of this configuration, with its kernel's image in memory. */
  public static DomainSpec read(DomainConfig config) throws DomainBuildException {
    Optional<DomainSpec.Ramdisk> ramdisk = Optional.empty();
    if (config.ramdisk().isPresent()) {
      Path path = config.ramdisk().get();
      ramdisk = Optional.of(new DomainSpec.Ramdisk(path.toString(), MoreFiles.asByteSource(path)));
    }
    DomainConfig.Limits limits = config.limits();
    DomainSpec spec =
        new DomainSpec(
            config.name(),
            config.uuid(),
            (long) config.memoryMib() * KIB_PER_MIB,
            (long) config.maxMemoryMib() * KIB_PER_MIB,
            config.vcpus(),
            config.maxVcpus(),
            image(config.kernel()),
            ramdisk,
            config.cmdline(),
            new DomainSpec.Limits(
                limits.maxEventChannels(),
                limits.maxGrantFrames(),
                limits.maxMaptrackFrames(),
                limits.maxGrantVersion(),
                limits.cpuWeight(),
                limits.cpuCap(),
                offset(config.times()),
                config.times().tscMode()));
    return spec.withCpuid(config.cpuid()).withDevices(config.devices());
  }

  private static long offset(DomainConfig.Times times) {
    Instant now = Instant.now();
    int zone = ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds();
    return times.offsetSeconds() + (times.isLocal() ? zone : 0);
  }

  private static DomainSpec.Image image(Path path) throws DomainBuildException {
    try {
      if (Files.size(path) > MAX_IMAGE_BYTES) {
        throw new DomainBuildException(
            Blame.IMAGE, path + ": larger than 1 GiB; this is no kernel");
      }
      return new DomainSpec.Image(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new DomainBuildException(Blame.IMAGE, path + ": " + e.getMessage(), e);
    }
  }
}
