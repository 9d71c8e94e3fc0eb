package dev.xenolith.dom0.host;

import dev.xenolith.dom0.config.DomainConfig;
import java.nio.file.Path;

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
    String onWatchdog) {
  static ConfigView of(DomainConfig c) {
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
        c.onShutdown().watchdog().configName());
  }
}
