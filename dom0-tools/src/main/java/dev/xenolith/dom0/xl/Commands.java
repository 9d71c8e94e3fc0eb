package dev.xenolith.dom0.xl;

import com.google.common.collect.ImmutableMap;
import dev.xenolith.dom0.xl.Command.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All subcommands: those that do something, in the order of the help, and those of the real xl 4.17
 * that do not.
 */
final class Commands {
  private static final Option HELP = Option.flag('h', "help", "Print this help.");

  /** What works. */
  static final List<Command> AVAILABLE =
      List.of(
          Command.of(
                  "create",
                  "CFG [KEY=VALUE ...]",
                  0,
                  Command.ANY,
                  "Builds a domain from a configuration file and lets it run; starts the host where"
                      + " there is none.",
                  Kind.FILE,
                  CreateCommand::create)
              .options(
                  Option.flag('c', "Attach to the console; Ctrl-] leaves it."),
                  Option.flag('F', "Wait until the domain is gone, and tell what happens to it."),
                  Option.with('f', "defconfig", "FILE", "The configuration file, named this way."),
                  Option.flag('n', "dryrun", "Print what would be built, and build nothing."),
                  Option.flag('p', "Leave the domain paused."),
                  Option.flag('q', "quiet", "Say nothing that is no error."),
                  Option.flag('d', "Accepted for compatibility."),
                  Option.flag('e', "Accepted for compatibility."),
                  Option.flag('V', "vncviewer", "Not available: domains have no screens yet."),
                  Option.flag('A', "vncviewer-autopass", "Not available either."),
                  Option.flag(
                      (char) 0, "ignore-global-affinity-masks", "Accepted for compatibility."),
                  HELP)
              .examples(
                  "xl create examples/tour/tour.cfg",
                  "xl create -c tour.cfg memory=64 'name=\"second\"'",
                  "xl create -n tour.cfg"),
          Command.of(
                  "list",
                  "[DOMAIN]",
                  0,
                  1,
                  "Lists domains: number, memory in MiB, vCPUs, state, seconds of CPU time.",
                  Kind.DOMAIN,
                  ListCommands::list)
              .options(
                  Option.flag('l', "long", "All that is known, as JSON."),
                  Option.flag('v', "verbose", "UUIDs, and why a domain has shut down."),
                  Option.flag('Z', "context", "Security labels; there are none."),
                  Option.flag('c', "cpupool", "The CPU pool."),
                  Option.flag('n', "numa", "The NUMA nodes."),
                  HELP)
              .examples("xl list", "xl list -l tour"),
          of("destroy", "DOMAIN", 1, "Ends a domain at once.", Kind.DOMAIN, LifeCommands::destroy)
              .options(Option.flag('f', "Accepted for compatibility."), HELP),
          Command.of(
                  "shutdown",
                  "-a|DOMAIN",
                  0,
                  Command.ANY,
                  "Asks a domain's kernel to power off.",
                  Kind.DOMAIN,
                  LifeCommands::shutdown)
              .options(
                  Option.flag('a', "all", "All domains."),
                  Option.flag('w', "wait", "Wait until they have shut down."),
                  Option.flag('F', "Accepted for compatibility."),
                  HELP)
              .examples("xl shutdown tour", "xl shutdown -a -w"),
          Command.of(
                  "reboot",
                  "-a|DOMAIN",
                  0,
                  Command.ANY,
                  "Asks a domain's kernel to reboot.",
                  Kind.DOMAIN,
                  LifeCommands::reboot)
              .options(
                  Option.flag('a', "all", "All domains."),
                  Option.flag('w', "wait", "Wait until they have shut down."),
                  Option.flag('F', "Accepted for compatibility."),
                  HELP),
          of(
              "pause",
              "DOMAIN",
              1,
              "Keeps a domain from running.",
              Kind.DOMAIN,
              LifeCommands::pause),
          of("unpause", "DOMAIN", 1, "Lets it run again.", Kind.DOMAIN, LifeCommands::unpause),
          Command.of(
                  "config-update",
                  "DOMAIN CFG [KEY=VALUE ...]",
                  1,
                  Command.ANY,
                  "Changes what a domain is built from when it is built again, after a reboot.",
                  Kind.DOMAIN,
                  CreateCommand::update)
              .options(
                  Option.with('f', "defconfig", "FILE", "The configuration file, named this way."),
                  Option.flag('d', "Accepted for compatibility."),
                  HELP),
          of(
                  "console",
                  "DOMAIN",
                  1,
                  "Attaches to a domain's console, what it has written before first; Ctrl-]"
                      + " leaves.",
                  Kind.DOMAIN,
                  LifeCommands::console)
              .options(
                  Option.with('t', "", "TYPE", "pv, the only type there is."),
                  Option.with('n', "", "NUMBER", "0, the only console there is."),
                  HELP),
          of(
              "rename",
              "DOMAIN NAME",
              2,
              "Gives a domain another name.",
              Kind.DOMAIN,
              LifeCommands::rename),
          of(
              "domid",
              "NAME",
              1,
              "Prints the number of a domain.",
              Kind.DOMAIN,
              ListCommands::domid),
          of("domname", "DOMID", 1, "Prints a domain's name.", Kind.NOTHING, ListCommands::domname),
          of("vm-list", "", 0, "Lists domains by UUID.", Kind.NOTHING, ListCommands::vmList),
          of("vcpu-list", "[DOMAIN ...]", 0, "Lists vCPUs.", Kind.DOMAIN, ListCommands::vcpuList),
          of(
                  "dump-core",
                  "DOMAIN FILE",
                  2,
                  "Writes a domain's memory to a file, in ELF as libxc does; it runs on meanwhile.",
                  Kind.DOMAIN,
                  LifeCommands::dumpCore)
              .examples("xl dump-core tour /tmp/tour.core"),
          of(
                  "vcpu-set",
                  "DOMAIN COUNT",
                  2,
                  "Asks a domain's kernel to use so many vCPUs.",
                  Kind.DOMAIN,
                  ResourceCommands::vcpuSet)
              .options(
                  Option.flag('i', "ignore-host", "More vCPUs than there are physical CPUs."),
                  HELP),
          of(
              "mem-set",
              "DOMAIN SIZE",
              2,
              "Asks a domain's kernel to use so much memory: MiB, or with b, k, m, g, t.",
              Kind.DOMAIN,
              ResourceCommands::memSet),
          of(
              "mem-max",
              "DOMAIN SIZE",
              2,
              "Sets the most memory a domain may have.",
              Kind.DOMAIN,
              ResourceCommands::memMax),
          of(
              "sysrq",
              "DOMAIN KEY",
              2,
              "Sends a key of the magic SysRq to a domain's kernel.",
              Kind.DOMAIN,
              ResourceCommands::sysrq),
          of(
              "trigger",
              "DOMAIN nmi|reset|init|power|sleep [VCPU]",
              2,
              "Raises a signal of the machine; a PV domain takes nmi only.",
              Kind.DOMAIN,
              ResourceCommands::trigger),
          of(
                  "uptime",
                  "[DOMAIN ...]",
                  0,
                  "Tells how long domains have been there.",
                  Kind.DOMAIN,
                  ListCommands::uptime)
              .options(Option.flag('s', "In a short form."), HELP),
          of(
                  "info",
                  "[KEY]",
                  0,
                  "Describes the machine and the hypervisor; starts the host where there is none.",
                  Kind.NOTHING,
                  MachineCommands::info)
              .options(Option.flag('n', "numa", "Accepted for compatibility."), HELP)
              .examples("xl info", "xl info virt_caps"),
          of("dmesg", "", 0, "Prints the hypervisor's log.", Kind.NOTHING, MachineCommands::dmesg)
              .options(Option.flag('c', "clear", "Forget it afterwards."), HELP),
          of(
                  "debug-keys",
                  "KEYS",
                  1,
                  "Presses keys of the hypervisor's console, which answer in its log.",
                  Kind.NOTHING,
                  MachineCommands::debugKeys)
              .examples("xl debug-keys q", "xl dmesg"),
          of(
                  "events",
                  "",
                  0,
                  "Prints what happens, one JSON object a line, until Ctrl-C.",
                  Kind.NOTHING,
                  MachineCommands::events)
              .options(
                  Option.flag('a', "all", "Begin with what is remembered."),
                  Option.flag('s', "stop", "Print what is remembered, and end."),
                  HELP),
          Command.of(
                  "host",
                  "start|stop|status|run",
                  1,
                  1,
                  "Starts, stops and describes the process that domains live in.",
                  Kind.CHOICE,
                  HostCommands::host)
              .options(
                  Option.with('m', "memory", "MIB", "Memory of the machine (default: 4096)."),
                  Option.with('t', "timeout", "SECONDS", "Patience with domains that stop slowly."),
                  Option.flag('j', "json", "Print the status as JSON."),
                  HELP)
              .examples(
                  "xl host start --memory 8192",
                  "xl host status --json",
                  "xl --host /tmp/second host start"),
          Command.of(
                  "completion",
                  "bash|zsh",
                  1,
                  1,
                  "Prints a completion script for a shell.",
                  Kind.CHOICE,
                  Completion::print)
              .options(HELP)
              .examples("source <(xl completion bash)"),
          Command.of(
                  "manual",
                  "",
                  0,
                  0,
                  "Prints this manual's page, in troff.",
                  Kind.NOTHING,
                  ManPage::print)
              .options(HELP)
              .examples("xl manual | man -l -"));

  /** Why not, and which: names separated by blanks. */
  private static final ImmutableMap<String, String> NOT_AVAILABLE =
      ImmutableMap.<String, String>builder()
          .put("there is no such view yet; 'xl list' has the same numbers", "top")
          .put("there is one physical CPU", "vcpu-pin")
          .put("pages are not shared between domains", "sharing")
          .put("memory is not claimed ahead", "claims")
          .put("weights and caps cannot be set yet", "sched-credit")
          .put("the credit scheduler runs here", "sched-credit2 sched-rtds")
          .put("the hypervisor has no parameters to be set", "set-parameters")
          .put("domains have no screens yet", "vncviewer")
          .put(
              "domains can be neither saved nor moved yet",
              "remus save restore migrate migrate-receive")
          .put("there are no driver domains", "devd")
          .put(
              "domains have no such devices yet",
              "network-attach network-list network-detach channel-list block-attach "
                  + "block-list block-detach vtpm-attach vtpm-list vtpm-detach vkb-attach "
                  + "vkb-list vkb-detach vdispl-attach vdispl-list vdispl-detach vsnd-attach "
                  + "vsnd-list vsnd-detach usbctrl-attach usbctrl-detach usbdev-attach "
                  + "usbdev-detach usb-list")
          .put(
              "the machine has no PCI devices",
              "pci-attach pci-detach pci-list pci-assignable-add pci-assignable-remove "
                  + "pci-assignable-list")
          .put(
              "all CPUs are in one pool",
              "cpupool-create cpupool-list cpupool-destroy cpupool-rename "
                  + "cpupool-cpu-add cpupool-cpu-remove cpupool-migrate cpupool-numa-split")
          .put("this hypervisor has no Flask security module", "getenforce setenforce loadpolicy")
          .put(
              "the processor does not monitor or partition its caches",
              "psr-hwinfo psr-cmt-attach psr-cmt-detach psr-cmt-show psr-cat-set "
                  + "psr-cat-show psr-mba-set psr-mba-show")
          .put(
              "only HVM domains have that; domains are PV here",
              "cd-insert cd-eject button-press qemu-monitor-command")
          .build();

  /** The other commands of the real xl 4.17, and why they are not available. */
  static final List<Command> MISSING = missing();

  private Commands() {}

  private static Command of(
      String name, String arguments, int least, String summary, Kind kind, Command.Action action) {
    return Command.of(name, arguments, least, Command.ANY, summary, kind, action).options(HELP);
  }

  private static List<Command> missing() {
    List<Command> all = new ArrayList<>();
    NOT_AVAILABLE.forEach(
        (why, names) -> {
          for (String name : names.split(" ")) {
            all.add(Command.missing(name, why));
          }
        });
    return List.copyOf(all);
  }

  /** The command of this name, or the first one that begins so, as in the real xl. */
  static Optional<Command> find(String name) {
    List<Command> all = new ArrayList<>(AVAILABLE);
    all.addAll(MISSING);
    for (Command command : all) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
    }
    return all.stream().filter(c -> !name.isEmpty() && c.name().startsWith(name)).findFirst();
  }
}
