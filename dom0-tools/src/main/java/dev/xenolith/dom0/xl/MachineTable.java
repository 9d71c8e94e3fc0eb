package dev.xenolith.dom0.xl;

import static dev.xenolith.dom0.xl.Command.HELP;
import static dev.xenolith.dom0.xl.Command.withHelp;

import dev.xenolith.dom0.xl.Command.Kind;
import java.util.List;

/** The commands about the machine and the host, in the order of the help. */
final class MachineTable {
  static final List<Command> ALL =
      List.of(
          Command.of(
                  "sched-credit",
                  "",
                  0,
                  0,
                  "Shows and sets the credit scheduler's parameters and domains' shares.",
                  Kind.NOTHING,
                  SchedulerCommands::credit)
              .options(
                  Option.with('d', "domain", "DOMAIN", "The domain."),
                  Option.with('w', "weight", "WEIGHT", "Its weight, from 1 to 65535."),
                  Option.with('c', "cap", "CAP", "Its cap, in percent of a CPU; 0 is none."),
                  Option.flag('s', "schedparam", "The scheduler's own parameters."),
                  Option.with('t', "tslice_ms", "MS", "Its time slice."),
                  Option.with('r', "ratelimit_us", "US", "The least time between switches."),
                  Option.with('m', "migration_delay_us", "US", "Accepted; there is one CPU."),
                  Option.with('p', "cpupool", "POOL", "Only this pool."),
                  HELP)
              .examples("xl sched-credit", "xl sched-credit -d tour -w 512 -c 50"),
          Command.of(
                  "sched-credit2",
                  "",
                  0,
                  0,
                  "The same of pools under the credit2 scheduler; there are none.",
                  Kind.NOTHING,
                  SchedulerCommands::credit2)
              .options(
                  Option.with('d', "domain", "DOMAIN", "The domain."),
                  Option.with('w', "weight", "WEIGHT", "Its weight."),
                  Option.with('c', "cap", "CAP", "Its cap."),
                  Option.flag('s', "schedparam", "The scheduler's own parameters."),
                  Option.with('r', "ratelimit_us", "US", "The least time between switches."),
                  Option.with('p', "cpupool", "POOL", "Only this pool."),
                  HELP)
              .examples("xl sched-credit2"),
          Command.of(
                  "sched-rtds",
                  "",
                  0,
                  0,
                  "The same of pools under the RTDS scheduler; there are none.",
                  Kind.NOTHING,
                  SchedulerCommands::rtds)
              .options(
                  Option.with('d', "domain", "DOMAIN", "The domain."),
                  Option.with('v', "vcpuid", "VCPU", "Its vCPU."),
                  Option.with('p', "period", "US", "Its period."),
                  Option.with('b', "budget", "US", "Its budget."),
                  Option.with('e', "extratime", "0|1", "Whether it may have more."),
                  HELP)
              .examples("xl sched-rtds"),
          Command.of(
                  "cpupool-list",
                  "[POOL]",
                  0,
                  1,
                  "Lists CPU pools.",
                  Kind.NOTHING,
                  SchedulerCommands::pools)
              .options(Option.flag('c', "cpus", "Their CPUs."), HELP)
              .examples("xl cpupool-list"),
          withHelp(
                  "claims",
                  "",
                  0,
                  "Lists memory that is set aside for domains that do not have it yet.",
                  Kind.NOTHING,
                  ListCommands::claims)
              .examples("xl claims"),
          withHelp(
                  "sharing",
                  "[DOMAIN]",
                  0,
                  "Lists pages that domains share; PV domains share none.",
                  Kind.DOMAIN,
                  ListCommands::sharing)
              .examples("xl sharing"),
          Command.of(
                  "top",
                  "",
                  0,
                  0,
                  "Shows domains and what they use, in xentop's columns and with its keys; q"
                      + " leaves.",
                  Kind.NOTHING,
                  TopCommand::top)
              .options(
                  Option.flag('b', "batch", "Print table below table; without keys."),
                  Option.with('i', "iterations", "N", "So many tables (default: 0, without end)."),
                  Option.with('d', "delay", "SECONDS", "Between them (default: 3)."),
                  Option.flag('f', "full-name", "Names in full length."),
                  Option.flag('n', "networks", "Each network card too."),
                  Option.flag('x', "vbds", "Each disk too."),
                  Option.flag('v', "vcpus", "Each vCPU's time too."),
                  Option.flag('r', "repeat-header", "The header before each domain."),
                  Option.flag('V', "version", "Print the version, and end."),
                  HELP)
              .examples("xl top -b -i 2 -d 1"),
          withHelp(
                  "info",
                  "[KEY]",
                  0,
                  "Describes the machine and the hypervisor; starts the host where there is none.",
                  Kind.NOTHING,
                  MachineCommands::info)
              .options(Option.flag('n', "numa", "Accepted for compatibility."), HELP)
              .examples("xl info", "xl info virt_caps"),
          withHelp(
                  "dmesg",
                  "",
                  0,
                  "Prints the hypervisor's log.",
                  Kind.NOTHING,
                  MachineCommands::dmesg)
              .options(Option.flag('c', "clear", "Forget it afterwards."), HELP)
              .examples("xl dmesg"),
          withHelp(
                  "debug-keys",
                  "KEYS",
                  1,
                  "Presses keys of the hypervisor's console, which answer in its log.",
                  Kind.NOTHING,
                  MachineCommands::debugKeys)
              .examples("xl debug-keys q", "xl dmesg"),
          withHelp(
                  "events",
                  "",
                  0,
                  "Prints what happens, one JSON object a line, until Ctrl-C.",
                  Kind.NOTHING,
                  MachineCommands::events)
              .options(
                  Option.flag('a', "all", "Begin with what is remembered."),
                  Option.flag('s', "stop", "Print what is remembered, and end."),
                  HELP)
              .examples("xl events --stop"),
          Command.of(
                  "host",
                  "start|stop|status|run",
                  1,
                  1,
                  "Starts, stops and describes the process that domains live in.",
                  Kind.CHOICE,
                  HostCommands::host)
              .options(
                  Option.with(
                      'm',
                      "memory",
                      "MIB",
                      "Memory for guests (default: 4096). The machine has 64 MiB more, for domain 0"
                          + " and the hypervisor, which xl info counts too."),
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

  private MachineTable() {}
}
