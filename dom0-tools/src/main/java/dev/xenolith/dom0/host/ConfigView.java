package dev.xenolith.dom0.host;

import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.cpuid.CpuidMask;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.net.MacAddress;
import dev.xenolith.dom0.net.VifSpec;
import java.nio.file.Path;
import java.util.List;

/** What a domain is built from. */
public record ConfigView(
    String name,
    String uuid,
    int memoryMib,
    int maxMemoryMib,
    int vcpus,
    int maxVcpus,
    String kernel,
    String ramdisk,
    String cmdline,
    String onPoweroff,
    String onReboot,
    String onCrash,
    String onWatchdog,
    List<Disk> disks,
    List<Vif> vifs,
    List<Channel> channels,
    List<Leaf> cpuid) {
  /** A disk that it has or is to have. */
  public record Disk(
      String name, String target, String format, boolean readOnly, boolean cdrom, boolean discard) {
    private static Disk of(DiskSpec d) {
      return new Disk(
          d.device().name(),
          d.targetName(),
          d.format().word(),
          d.readOnly(),
          d.cdrom(),
          d.discard());
    }
  }

  /**
   * A channel that it has or is to have.
   *
   * @param socket absent where it ends at a terminal
   */
  public record Channel(String name, String socket) {
    private static Channel of(ChannelSpec c) {
      return new Channel(c.name(), c.socket().map(Path::toString).orElse(null));
    }
  }

  /**
   * A network card that it has or is to have.
   *
   * @param bridge absent where it is on no bridge
   */
  public record Vif(String mac, String bridge, String name, String ip, int number) {
    private static Vif of(DomainConfig c, VifSpec v) {
      return new Vif(
          v.mac().orElseGet(() -> MacAddress.of(c.uuid(), v.device())).toString(),
          v.bridge().isEmpty() ? null : v.bridge(),
          v.name().orElse(null),
          v.ip().orElse(null),
          v.device());
    }
  }

  /**
   * What CPUID is to say: for each register a character per bit, as xl.cfg has them.
   *
   * @param subleaf absent where the leaf has none
   */
  public record Leaf(long leaf, Long subleaf, String eax, String ebx, String ecx, String edx) {
    private static Leaf of(CpuidMask mask) {
      return new Leaf(
          Integer.toUnsignedLong(mask.leaf()),
          mask.subleaf() == FeatureWord.NO_SUBLEAF ? null : Integer.toUnsignedLong(mask.subleaf()),
          mask.bits().get(CpuRegister.EAX),
          mask.bits().get(CpuRegister.EBX),
          mask.bits().get(CpuRegister.ECX),
          mask.bits().get(CpuRegister.EDX));
    }
  }

  /** Of a domain that is not built, too. */
  public static ConfigView of(DomainConfig c) {
    return new ConfigView(
        c.name(),
        c.uuid().toString(),
        c.memoryMib(),
        c.maxMemoryMib(),
        c.vcpus(),
        c.maxVcpus(),
        c.kernel().toString(),
        c.ramdisk().map(Path::toString).orElse(null),
        c.cmdline(),
        c.onShutdown().poweroff().configName(),
        c.onShutdown().reboot().configName(),
        c.onShutdown().crash().configName(),
        c.onShutdown().watchdog().configName(),
        c.devices().disks().stream().map(Disk::of).toList(),
        c.devices().vifs().stream().map(v -> Vif.of(c, v)).toList(),
        c.devices().channels().stream().map(Channel::of).toList(),
        c.cpuid().stream().map(Leaf::of).toList());
  }
}
