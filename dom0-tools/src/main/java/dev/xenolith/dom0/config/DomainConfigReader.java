package dev.xenolith.dom0.config;

import com.google.common.collect.ImmutableList;
import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.cpuid.CpuidMask;
import dev.xenolith.dom0.cpuid.CpuidSyntax;
import dev.xenolith.dom0.text.Spelling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Checks an xl.cfg file key by key and makes a {@link DomainConfig} of it. */
public final class DomainConfigReader {
  /** Smallest memory that holds a kernel, its page tables and the shared pages. */
  static final int MIN_MEMORY_MIB = 4;

  /** Largest memory of a domain, in MiB: what a 32-bit PAE guest can address. */
  static final int MAX_MEMORY_MIB = 64 * 1024;

  /** As many vCPUs as find room in shared_info. */
  static final int MAX_VCPUS = 32;

  private static final int MAX_WEIGHT = 65_535;

  /** By their numbers (libxl_tsc_mode). */
  static final List<String> TSC_MODES =
      List.of("default", "always_emulate", "native", "native_paravirt");

  /** Bytes of start_info's cmd_line, with its final zero. */
  static final int MAX_CMDLINE = 1024;

  private final CfgFile file;
  private final ConfigFolder folder;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  /**
   * Reads from this file; relative paths are looked for in {@code folder}, then in the current
   * folder.
   */
  public DomainConfigReader(CfgFile file, Path folder) {
    this.file = file;
    this.folder = new ConfigFolder(folder);
  }

  /** What a person should know although the configuration can be used. */
  public List<ConfigProblem> warnings() {
    return warnings;
  }

  /** The checked configuration. */
  public DomainConfig read() throws ConfigException {
    file.settings().forEach(this::checkKey);
    checkType();
    String name = name();
    int memory = (int) number("memory", 32, MIN_MEMORY_MIB, MAX_MEMORY_MIB);
    int maxMemory = (int) number("maxmem", memory, memory, MAX_MEMORY_MIB);
    int maxVcpus = (int) number("maxvcpus", -1, 1, MAX_VCPUS);
    int vcpus = (int) number("vcpus", 1, 1, maxVcpus < 0 ? MAX_VCPUS : maxVcpus);
    Path kernel = path("kernel").orElse(null);
    if (kernel == null && file.get("kernel") == null) {
      problem(null, "kernel", "missing: name the kernel image to boot");
    }
    DomainConfig config =
        new DomainConfig(
            name,
            uuid(name),
            memory,
            maxMemory,
            vcpus,
            maxVcpus < 0 ? vcpus : maxVcpus,
            kernel,
            path("ramdisk"),
            cmdline(),
            onShutdown(),
            limits(),
            times(),
            cpuid(),
            devices());
    checkPlaces();
    if (!problems.isEmpty()) {
      problems.addAll(warnings); // a misspelt key is often why another one is missing
      throw new ConfigException(problems);
    }
    return config;
  }

  private DomainDevices devices() {
    return new DomainDevices(
        DiskSettings.read(file.get("disk"), folder, problems, warnings),
        ScreenSettings.read(file.get("vfb"), problems),
        ShareSettings.read(file.get("p9"), folder, problems),
        VifSettings.read(file.get("vif"), problems),
        ChannelSettings.read(file.get("channel"), folder, problems));
  }

  private void checkKey(Setting setting) {
    ConfigKey key = ConfigKey.of(setting.key());
    if (key == null) {
      String hint = suggestion(setting.key()).map(k -> "; did you mean '" + k + "'?").orElse("");
      warn(setting, "unknown key, ignored" + hint);
      return;
    }
    switch (key.fate()) {
      case NOT_BUILT -> {
        if (!(setting.value() instanceof CfgValue.Items items && items.values().isEmpty())) {
          String what = "not available: " + key.text() + "; remove the key to go on";
          problem(setting, key.name(), what);
        }
      }
      case HVM_ONLY -> warn(setting, "is for HVM guests and means nothing for a PV one");
      case READ, WITHOUT_EFFECT -> {
        // Read below, or nothing to be said.
      }
    }
  }

  /** The real key that a misspelt one was probably meant to be. */
  private static Optional<String> suggestion(String key) {
    List<String> known =
        ConfigKey.ALL.stream()
            .filter(k -> k.fate() != ConfigKey.Fate.HVM_ONLY)
            .map(ConfigKey::name)
            .toList();
    return Spelling.nearest(key, known);
  }

  private void checkType() {
    for (String key : List.of("type", "builder")) {
      String type = text(key, "pv");
      if (!type.equals("pv") && !(key.equals("builder") && type.equals("generic"))) {
        problem(
            file.get(key),
            key,
            "'" + type + "' is not available: only PV guests run here (\"pv\")");
      }
    }
  }

  private String name() {
    String name = text("name", "");
    if (name.isEmpty()) {
      problem(file.get("name"), "name", "missing: every domain needs a name");
    } else if (!name.matches(DomainConfig.NAME)) {
      problem(file.get("name"), "name", DomainConfig.NAME_RULE);
    }
    return name;
  }

  private UUID uuid(String name) {
    Setting setting = file.get("uuid");
    if (setting == null) {
      return UUID.nameUUIDFromBytes(("domain " + name).getBytes(StandardCharsets.UTF_8));
    }
    try {
      return UUID.fromString(text("uuid", ""));
    } catch (IllegalArgumentException e) {
      problem(setting, "uuid", "not a UUID such as 3b6f1e0a-8f5a-4c56-9a0e-2f1a3c4d5e6f");
      return new UUID(0, 0);
    }
  }

  /** libxl's rule: {@code cmdline} alone, or {@code root=… extra}. */
  private String cmdline() {
    String cmdline = text("cmdline", "");
    String root = text("root", "");
    String extra = text("extra", "");
    if (!cmdline.isEmpty() && !(root.isEmpty() && extra.isEmpty())) {
      warn(file.get("cmdline"), "wins over 'root' and 'extra', which are ignored");
    } else if (cmdline.isEmpty()) {
      cmdline = root.isEmpty() ? extra : ("root=" + root + " " + extra).strip();
    }
    if (cmdline.getBytes(StandardCharsets.UTF_8).length >= MAX_CMDLINE) {
      problem(
          file.get("cmdline"),
          "cmdline",
          "longer than " + (MAX_CMDLINE - 1) + " bytes with all parts");
    }
    return cmdline;
  }

  private DomainConfig.OnShutdown onShutdown() {
    DomainConfig.OnShutdown d = DomainConfig.OnShutdown.DEFAULT;
    return new DomainConfig.OnShutdown(
        action("on_poweroff", d.poweroff()),
        action("on_reboot", d.reboot()),
        action("on_crash", d.crash()),
        action("on_watchdog", d.watchdog()),
        action("on_soft_reset", d.softReset()));
  }

  private ShutdownAction action(String key, ShutdownAction otherwise) {
    String word = text(key, otherwise.configName());
    ShutdownAction action = ShutdownAction.of(word);
    if (action == null) {
      problem(
          file.get(key), key, "unknown action '" + word + "'; try destroy, restart or preserve");
      return otherwise;
    }
    return action;
  }

  private DomainConfig.Limits limits() {
    DomainConfig.Limits d = DomainConfig.Limits.DEFAULT;
    return new DomainConfig.Limits(
        (int) number("max_event_channels", d.maxEventChannels(), 1, 131071),
        (int) number("max_grant_frames", d.maxGrantFrames(), 1, 512),
        (int) number("max_maptrack_frames", d.maxMaptrackFrames(), 0, 8192),
        (int) number("max_grant_version", d.maxGrantVersion(), 1, 2),
        (int) number("cpu_weight", d.cpuWeight(), 1, MAX_WEIGHT),
        (int) number("cap", d.cpuCap(), 0, 100L * MAX_VCPUS));
  }

  private DomainConfig.Times times() {
    String mode = text("tsc_mode", TSC_MODES.getFirst());
    int number = TSC_MODES.indexOf(mode);
    if (number < 0 && mode.matches("[0-3]")) {
      number = Integer.parseInt(mode);
    }
    if (number < 0) {
      problem(file.get("tsc_mode"), "tsc_mode", "takes one of " + String.join(", ", TSC_MODES));
    }
    return new DomainConfig.Times(
        signed("rtc_timeoffset"), number("localtime", 0, 0, 1) == 1, Math.max(number, 0));
  }

  /** The word for a tsc_mode. */
  public static String tscMode(int number) {
    return TSC_MODES.get(number);
  }

  private long signed(String key) {
    String text = text(key, "0");
    if (!text.matches("-?[0-9]{1,10}")) {
      problem(file.get(key), key, "takes seconds, found '" + text + "'");
      return 0;
    }
    return Long.parseLong(text);
  }

  /** Where it is to run: there is one CPU, in one pool, and no device to be passed through. */
  private void checkPlaces() {
    for (String key : List.of("cpus", "cpus_soft")) {
      Setting setting = file.get(key);
      if (setting != null && !hasCpu0(setting.value())) {
        problem(setting, key, "CPU 0 is not among them, and there is no other");
      }
    }
    String pool = text("pool", "Pool-0");
    if (!pool.equals("Pool-0") && !pool.equals("0")) {
      problem(file.get("pool"), "pool", "there is no pool '" + pool + "', only Pool-0");
    }
    String passthrough = text("passthrough", "disabled");
    if (!passthrough.equals("disabled") && !passthrough.equals("0")) {
      problem(
          file.get("passthrough"), "passthrough", "PCI passthrough is not available; disable it");
    }
  }

  /** Whether a list of CPUs, as a string or for each vCPU, has CPU 0 everywhere. */
  private static boolean hasCpu0(CfgValue value) {
    return switch (value) {
      case CfgValue.Items items -> items.values().stream().allMatch(DomainConfigReader::hasCpu0);
      case CfgValue.Atom atom -> {
        boolean has = false;
        for (String item : atom.text().replace(" ", "").split(",")) {
          if (item.matches("all|nodes?:(all|0)|0(-[0-9]+)?")) {
            has = true;
          } else if (item.matches("\\^(all|nodes?:(all|0)|0(-[0-9]+)?)")) {
            has = false;
          }
        }
        yield has;
      }
    };
  }

  /** As xl, what is not understood is told and skipped. */
  private ImmutableList<CpuidMask> cpuid() {
    Setting setting = file.get("cpuid");
    CpuidSyntax syntax = new CpuidSyntax();
    if (setting != null) {
      switch (setting.value()) {
        case CfgValue.Atom words -> syntax.readWords(words.text());
        case CfgValue.Items entries -> {
          for (CfgValue entry : entries.values()) {
            if (entry instanceof CfgValue.Atom atom) {
              syntax.readEntry(atom.text());
            } else {
              problem(setting, "cpuid", "takes a string, or a list of strings");
            }
          }
        }
      }
      syntax.complaints().forEach(complaint -> warn(setting, complaint));
    }
    return syntax.masks();
  }

  private Optional<Path> path(String key) {
    Setting setting = file.get(key);
    String text = text(key, "");
    if (setting == null || text.isEmpty()) {
      return Optional.empty();
    }
    Path path = folder.find(text);
    String trouble = ConfigFolder.unreadable(path);
    if (trouble != null) {
      problem(setting, key, trouble);
    }
    return Optional.of(path);
  }

  private String text(String key, String otherwise) {
    Setting setting = file.get(key);
    if (setting == null) {
      return otherwise;
    }
    if (setting.value() instanceof CfgValue.Atom atom) {
      return atom.text();
    }
    problem(setting, key, "takes a string, not a list");
    return otherwise;
  }

  private long number(String key, long otherwise, long least, long most) {
    Setting setting = file.get(key);
    if (setting == null) {
      return otherwise;
    }
    String text = text(key, "");
    try {
      long value = parseNumber(text);
      if (value >= least && value <= most) {
        return value;
      }
      problem(setting, key, "must be from " + least + " to " + most + ", is " + text);
    } catch (NumberFormatException e) {
      problem(setting, key, "takes a number, found '" + text + "'");
    }
    return otherwise;
  }

  /** strtoul with base 0, as the real tool reads numbers, quoted or not. */
  private static long parseNumber(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return Long.parseLong(text.substring(2), 16);
    }
    return Long.parseLong(text, text.length() > 1 && text.startsWith("0") ? 8 : 10);
  }

  private void problem(Setting setting, String key, String text) {
    problems.add(
        setting == null
            ? new ConfigProblem(file.source(), 0, key, text)
            : new ConfigProblem(setting.source(), setting.line(), key, text));
  }

  private void warn(Setting setting, String text) {
    warnings.add(new ConfigProblem(setting.source(), setting.line(), setting.key(), text));
  }
}
