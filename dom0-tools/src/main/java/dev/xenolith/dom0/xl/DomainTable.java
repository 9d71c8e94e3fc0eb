package dev.xenolith.dom0.xl;

import static dev.xenolith.dom0.xl.Command.HELP;
import static dev.xenolith.dom0.xl.Command.withHelp;

import dev.xenolith.dom0.xl.Command.Kind;
import java.util.List;

/** The commands about domains, in the order of the help. */
final class DomainTable {
  static final List<Command> ALL =
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
                  Option.flag('V', "vncviewer", "Tell where a VNC viewer finds the screen."),
                  Option.flag('A', "vncviewer-autopass", "The same."),
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
          withHelp(
                  "destroy",
                  "DOMAIN",
                  1,
                  "Ends a domain at once.",
                  Kind.DOMAIN,
                  LifeCommands::destroy)
              .options(Option.flag('f', "Accepted for compatibility."), HELP)
              .examples("xl destroy tour"),
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
                  HELP)
              .examples("xl reboot tour"),
          withHelp(
                  "pause",
                  "DOMAIN",
                  1,
                  "Keeps a domain from running.",
                  Kind.DOMAIN,
                  LifeCommands::pause)
              .examples("xl pause tour"),
          withHelp("unpause", "DOMAIN", 1, "Lets it run again.", Kind.DOMAIN, LifeCommands::unpause)
              .examples("xl unpause tour"),
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
                  HELP)
              .examples("xl config-update tour tour.cfg"),
          withHelp(
                  "console",
                  "DOMAIN",
                  1,
                  "Attaches to a domain's console, what it has written before first (also of one"
                      + " that has just ended); Ctrl-]"
                      + " leaves.",
                  Kind.DOMAIN,
                  LifeCommands::console)
              .options(
                  Option.with('t', "", "TYPE", "pv, the only type there is."),
                  Option.with(
                      'n', "", "NUMBER", "Which console: 0 is the first, 1 the first channel."),
                  HELP)
              .examples("xl console tour", "xl console -n 1 tour"),
          withHelp(
                  "rename",
                  "DOMAIN NAME",
                  2,
                  "Gives a domain another name. The log of its console keeps the one it had.",
                  Kind.DOMAIN,
                  LifeCommands::rename)
              .examples("xl rename tour second"),
          withHelp(
                  "domid",
                  "NAME",
                  1,
                  "Prints the number of a domain.",
                  Kind.DOMAIN,
                  ListCommands::domid)
              .examples("xl domid tour"),
          withHelp(
                  "domname",
                  "DOMID",
                  1,
                  "Prints a domain's name.",
                  Kind.NOTHING,
                  ListCommands::domname)
              .examples("xl domname 0"),
          withHelp("vm-list", "", 0, "Lists domains by UUID.", Kind.NOTHING, ListCommands::vmList)
              .examples("xl vm-list"),
          withHelp(
                  "vcpu-list",
                  "[DOMAIN ...]",
                  0,
                  "Lists vCPUs.",
                  Kind.DOMAIN,
                  ListCommands::vcpuList)
              .examples("xl vcpu-list tour"),
          withHelp(
                  "dump-core",
                  "DOMAIN FILE",
                  2,
                  "Writes a domain's memory to a file, in ELF as libxc does; it runs on meanwhile.",
                  Kind.DOMAIN,
                  LifeCommands::dumpCore)
              .examples("xl dump-core tour /tmp/tour.core"),
          withHelp(
                  "vcpu-set",
                  "DOMAIN COUNT",
                  2,
                  "Asks a domain's kernel to use so many vCPUs, at most those that it was built"
                      + " with ('maxvcpus'). There is one physical CPU here, so -i belongs to more"
                      + " than one.",
                  Kind.DOMAIN,
                  ResourceCommands::vcpuSet)
              .options(
                  Option.flag('i', "ignore-host", "More vCPUs than there are physical CPUs."), HELP)
              .examples("xl vcpu-set tour 1"),
          Command.of(
                  "vcpu-pin",
                  "DOMAIN VCPU|all CPUS|-|all [CPUS|-|all]",
                  3,
                  4,
                  "Sets which CPUs a vCPU may run on (hard), and had better run on (soft).",
                  Kind.DOMAIN,
                  SchedulerCommands::pin)
              .options(
                  Option.flag('f', "force", "Even where the domain's kernel has pinned it."),
                  Option.flag(
                      (char) 0, "ignore-global-affinity-masks", "Accepted for compatibility."),
                  HELP)
              .examples("xl vcpu-pin tour all 0"),
          withHelp(
                  "mem-set",
                  "DOMAIN SIZE",
                  2,
                  "Asks a domain's kernel to use so much memory: MiB, or with b, k, m, g, t.",
                  Kind.DOMAIN,
                  ResourceCommands::memSet)
              .examples("xl mem-set tour 8m"),
          withHelp(
                  "mem-max",
                  "DOMAIN SIZE",
                  2,
                  "Sets the most memory a domain may have; 'xl mem-set' gives it. What is beyond"
                      + " 'maxmem' Linux plugs in and leaves unused until it is told to take it"
                      + " ('memhp_default_state=online' on its command line).",
                  Kind.DOMAIN,
                  ResourceCommands::memMax)
              .examples("xl mem-max tour 32m"),
          Command.of(
                  "block-attach",
                  "DOMAIN DISK ...",
                  2,
                  Command.ANY,
                  "Gives a domain a disk, spelt as in a configuration.",
                  Kind.DOMAIN,
                  DiskCommands::attach)
              .options(Option.flag('d', "dryrun", "Only check how the disk is spelt."), HELP)
              .examples("xl block-attach tour data.img,raw,xvdb,w"),
          withHelp(
                  "block-list",
                  "DOMAIN ...",
                  1,
                  "Lists the disks of domains.",
                  Kind.DOMAIN,
                  DiskCommands::list)
              .examples("xl block-list tour"),
          Command.of(
                  "block-detach",
                  "DOMAIN DEVICE",
                  2,
                  2,
                  "Takes a disk from a domain, once its kernel has let go of it. Linux lets go at"
                      + " once, also of a disk that is mounted: unmount it first.",
                  Kind.DOMAIN,
                  DiskCommands::detach)
              .options(Option.flag('f', "force", "Do not ask the kernel."), HELP)
              .examples("xl block-detach tour xvdb"),
          withHelp(
                  "channel-list",
                  "DOMAIN ...",
                  1,
                  "Lists the channels of domains: consoles besides the first, for programs.",
                  Kind.DOMAIN,
                  ChannelCommands::list)
              .examples("xl channel-list tour"),
          withHelp(
                  "network-attach",
                  "DOMAIN [KEY=VALUE ...]",
                  1,
                  "Gives a domain a network card, spelt as in a configuration.",
                  Kind.DOMAIN,
                  NetworkCommands::attach)
              .examples("xl network-attach tour mac=00:16:3e:12:34:56 bridge=xenbr0"),
          withHelp(
                  "network-list",
                  "DOMAIN ...",
                  1,
                  "Lists the network cards of domains.",
                  Kind.DOMAIN,
                  NetworkCommands::list)
              .examples("xl network-list tour"),
          withHelp(
                  "network-detach",
                  "DOMAIN DEVICE",
                  2,
                  "Takes a network card, by its number or its address, from a domain, once its"
                      + " kernel has let go of it.",
                  Kind.DOMAIN,
                  NetworkCommands::detach)
              .examples("xl network-detach tour 0"),
          withHelp(
                  "network-capture",
                  "DOMAIN DEVICE",
                  2,
                  "Writes the packets of a network card to standard output, for Wireshark and its"
                      + " kin, until Ctrl-C or the end of the card.",
                  Kind.DOMAIN,
                  NetworkCommands::capture)
              .examples("xl network-capture tour 0 > tour.pcapng"),
          withHelp(
                  "vncviewer",
                  "DOMAIN",
                  1,
                  "Tells where a VNC viewer finds a domain's screen.",
                  Kind.DOMAIN,
                  ScreenCommands::viewer)
              .options(
                  Option.flag('a', "autopass", "Accepted for compatibility."),
                  Option.flag((char) 0, "vncviewer-autopass", "Accepted for compatibility."),
                  HELP)
              .examples("xl vncviewer tour"),
          withHelp(
                  "screenshot",
                  "DOMAIN FILE",
                  2,
                  "Writes what a domain's screen shows, as a PNG picture.",
                  Kind.DOMAIN,
                  ScreenCommands::screenshot)
              .examples("xl screenshot tour screen.png"),
          withHelp(
                  "sysrq",
                  "DOMAIN KEY",
                  2,
                  "Sends a key of the magic SysRq to a domain's kernel.",
                  Kind.DOMAIN,
                  ResourceCommands::sysrq)
              .examples("xl sysrq tour h"),
          withHelp(
                  "trigger",
                  "DOMAIN nmi|reset|init|power|sleep [VCPU]",
                  2,
                  "Raises a signal of the machine; a PV domain takes nmi only.",
                  Kind.DOMAIN,
                  ResourceCommands::trigger)
              .examples("xl trigger tour nmi"),
          withHelp(
                  "uptime",
                  "[DOMAIN ...]",
                  0,
                  "Tells how long domains have been there.",
                  Kind.DOMAIN,
                  ListCommands::uptime)
              .options(Option.flag('s', "In a short form."), HELP)
              .examples("xl uptime"));

  private DomainTable() {}
}
