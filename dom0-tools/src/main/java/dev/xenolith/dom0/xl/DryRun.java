package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.config.CfgFile;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.config.DomainConfigReader;
import dev.xenolith.dom0.host.ConfigView;
import dev.xenolith.dom0.text.Printable;
import java.nio.file.Path;
import java.util.List;

/** {@code xl create -n}: what would be built, and nothing is. */
final class DryRun {
  private static final long KIB = 1024;

  private static final String TEMPLATE =
      """
      {
          "c_info": {
              "type": "pv",
              "name": %s,
              "uuid": "%s"
          },
          "b_info": {
              "max_vcpus": %d,
              "avail_vcpus": %d,
              "max_memkb": %d,
              "target_memkb": %d%s,
              "sched_params": {
                  "weight": %d,
                  "cap": %d
              },
              "tsc_mode": "%s",
              "rtc_timeoffset": %d,
              "localtime": %b,
              "event_channels": %d,
              "max_grant_frames": %d,
              "max_maptrack_frames": %d,
              "max_grant_version": %d,
              "kernel": %s,
              "ramdisk": %s,
              "cmdline": %s
          }%s%s%s,
          "on_poweroff": "%s",
          "on_reboot": "%s",
          "on_watchdog": "%s",
          "on_crash": "%s",
          "on_soft_reset": "%s"
      }\
      """;

  private DryRun() {}

  static int print(Session s, Path path, String text, List<String> overrides) throws Exception {
    CfgFile file =
        CfgFile.parse(path.toString(), text)
            .with(CfgFile.parse(CfgFile.COMMAND_LINE, String.join("\n", overrides)));
    DomainConfigReader reader = new DomainConfigReader(file, path.toAbsolutePath().getParent());
    DomainConfig c = reader.read();
    reader.warnings().forEach(w -> s.err.println("xl: " + Printable.of(w.toString())));
    s.out.println(json(c, file.get("uuid") != null));
    return 0;
  }

  private static String json(DomainConfig c, boolean given) {
    Tree view = LibxlText.described(ConfigView.of(c));
    return TEMPLATE.formatted(
        LibxlText.quoted(c.name()),
        given ? c.uuid() : "",
        c.maxVcpus(),
        c.vcpus(),
        c.maxMemoryMib() * KIB,
        c.memoryMib() * KIB,
        LibxlText.behind(LibxlText.cpuid(view.list("cpuid")), 8),
        c.limits().cpuWeight(),
        c.limits().cpuCap(),
        DomainConfigReader.tscMode(c.times().tscMode()),
        c.times().offsetSeconds(),
        c.times().isLocal(),
        c.limits().maxEventChannels(),
        c.limits().maxGrantFrames(),
        c.limits().maxMaptrackFrames(),
        c.limits().maxGrantVersion(),
        LibxlText.quoted(c.kernel().toString()),
        LibxlText.quoted(c.ramdisk().map(Path::toString).orElse("")),
        LibxlText.quoted(c.cmdline()),
        LibxlText.behind(LibxlText.disks(view.list("disks")), 4),
        LibxlText.behind(LibxlText.nics(view.list("vifs"), false), 4),
        LibxlText.behind(LibxlText.channels(view.list("channels")), 4),
        c.onShutdown().poweroff().configName(),
        c.onShutdown().reboot().configName(),
        c.onShutdown().watchdog().configName(),
        c.onShutdown().crash().configName(),
        c.onShutdown().softReset().configName());
  }
}
