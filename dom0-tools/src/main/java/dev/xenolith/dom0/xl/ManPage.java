package dev.xenolith.dom0.xl;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page xl(1) of the manual, in troff, from the table of commands. */
final class ManPage {
  /** When what the page says outside of the tables was last looked over. */
  private static final String DATE = "2026-11-27";

  private ManPage() {}

  static int print(Session s, Words w) {
    s.out.print(text());
    return 0;
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    text.append(".TH XL 1 \"%s\" \"%s\" \"Xenolith Manual\"\n".formatted(DATE, Help.version()));
    text.append(".SH NAME\nxl \\- runs Xen paravirtual guests on a simulated machine\n");
    text.append(".SH SYNOPSIS\n.B xl\n[\\fB\\-\\-host\\fR \\fIDIR\\fR] \\fICOMMAND\\fR ...\n");
    text.append(".SH DESCRIPTION\n");
    text.append(
        "Domains live in a host, a process that outlives the command; it is started where there\n"
            + "is none. \\fBxl run\\fR needs no host: it is one domain in one process.\n");
    text.append(".SH COMMANDS\n");
    run(text, RunLine.commandLine().getCommandSpec());
    for (Command command : Commands.AVAILABLE) {
      text.append(".SS ").append(escaped(command.usage())).append('\n');
      text.append(escaped(command.summary())).append('\n');
      for (Option option : command.options()) {
        text.append(".TP\n.B ").append(escaped(option.usage())).append('\n');
        text.append(escaped(option.text())).append('\n');
      }
      examples(text, command.examples());
    }
    exitStatus(text);
    text.append(".SH NOT AVAILABLE\n");
    for (Command command : MissingCommands.ALL) {
      text.append(".TP\n.B ").append(escaped(command.name())).append('\n');
      text.append(escaped(command.missing())).append('\n');
    }
    configuration(text);
    text.append(".SH FILES\n.TP\n.I $XDG_RUNTIME_DIR/xenolith\n");
    text.append(
        "The host's folder: its socket \\fIapi.sock\\fR, its log \\fIhost.log\\fR. Without that\n"
            + "variable it is \\fI/tmp/xenolith-UID\\fR; \\fB\\-\\-host\\fR or"
            + " \\fBXENOLITH_HOST\\fR name another.\n");
    return text.toString();
  }

  /** What xl.cfg(5) of the real tool does not say. */
  private static void configuration(StringBuilder text) {
    text.append(".SH CONFIGURATION\nThe keys of domains' configuration files are xl.cfg(5)'s.\n");
    text.append(".TP\n.B disk = ['format=FORMAT,vdev=VDEV,sector\\-size=4096,target=FILE']\n");
    text.append(
        "Makes a disk of sectors of 4096 bytes; without \\fBsector\\-size\\fR, which is not"
            + " the real xl's, they have 512. What a file has behind its last whole sector is"
            + " not the guest's.\n");
    text.append(".TP\n.B p9 = ['tag=TAG,path=DIR,security_model=none']\n");
    text.append(
        "Lets the guest mount a folder of a Linux host (\\fBmount \\-t 9p \\-o trans=xen TAG"
            + " /mnt\\fR), out of which it never gets. It makes no devices and no set\\-user\\-ID"
            + " programs there.\n");
  }

  /** The one command that has a library for its command line. */
  private static void run(StringBuilder text, CommandSpec run) {
    text.append(".SS xl run [options] CFG [KEY=VALUE ...]\n");
    text.append(escaped(String.join(" ", run.usageMessage().description()))).append('\n');
    for (PositionalParamSpec word : run.positionalParameters()) {
      entry(text, word.paramLabel(), word);
    }
    for (OptionSpec option : run.options()) {
      String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      entry(text, String.join(", ", option.names()) + value, option);
    }
    examples(text, List.of(RunCommand.TOUR, RunCommand.OVERRIDE, RunCommand.TRACE));
  }

  private static void entry(StringBuilder text, String usage, ArgSpec of) {
    text.append(".TP\n.B ").append(escaped(usage)).append('\n');
    text.append(escaped(String.join(" ", of.description()))).append('\n');
  }

  private static void examples(StringBuilder text, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append(".PP\n.EX\n");
      lines.forEach(e -> text.append("    ").append(escaped(e)).append('\n'));
      text.append(".EE\n");
    }
  }

  private static void exitStatus(StringBuilder text) {
    text.append(".SH EXIT STATUS\nOf \\fBxl run\\fR:\n");
    for (ExitStatus status : ExitStatus.values()) {
      text.append(".TP\n.B ").append(status.number).append('\n');
      text.append(escaped(status.meaning)).append('\n');
    }
    text.append(
        ".PP\n"
            + "A SIGTERM makes that 143, as a shell would. Of the other commands, as of the real"
            + " xl: 0 when it is done; 1 when it is not, or not to be had here; 2 when a word is"
            + " missing or an option is unknown; 3 when a domain cannot be built from its"
            + " configuration; 6 when \\fBxl create\\fR is given none.\n");
  }

  /** A dash is a dash, and no line begins with a dot. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
