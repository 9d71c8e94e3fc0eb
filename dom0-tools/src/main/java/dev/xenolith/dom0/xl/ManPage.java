package dev.xenolith.dom0.xl;

/** The page xl(1) of the manual, in troff, from the table of commands. */
final class ManPage {
  private ManPage() {}

  static int print(Session s, Words w) {
    s.out.print(text());
    return 0;
  }

  private static String text() {
    StringBuilder text = new StringBuilder(".TH XL 1 \"\" \"Xenolith\" \"Xenolith Manual\"\n");
    text.append(".SH NAME\nxl \\- runs Xen paravirtual guests on a simulated machine\n");
    text.append(".SH SYNOPSIS\n.B xl\n[\\fB\\-\\-host\\fR \\fIDIR\\fR] \\fICOMMAND\\fR ...\n");
    text.append(".SH DESCRIPTION\n");
    text.append(
        "Domains live in a host, a process that outlives the command; it is started where there\n"
            + "is none. \\fBxl run\\fR needs no host: it is one domain in one process.\n");
    text.append(".SH COMMANDS\n");
    for (Command command : Commands.AVAILABLE) {
      text.append(".SS ").append(escaped(command.usage())).append('\n');
      text.append(escaped(command.summary())).append('\n');
      for (Option option : command.options()) {
        text.append(".TP\n.B ").append(escaped(option.usage())).append('\n');
        text.append(escaped(option.text())).append('\n');
      }
      if (!command.examples().isEmpty()) {
        text.append(".PP\n.EX\n");
        command.examples().forEach(e -> text.append("    ").append(escaped(e)).append('\n'));
        text.append(".EE\n");
      }
    }
    text.append(".SH NOT AVAILABLE\n");
    for (Command command : MissingCommands.ALL) {
      text.append(".TP\n.B ").append(escaped(command.name())).append('\n');
      text.append(escaped(command.missing())).append('\n');
    }
    text.append(".SH CONFIGURATION\nThe keys of domains' configuration files are xl.cfg(5)'s.\n");
    text.append(".TP\n.B p9 = ['tag=TAG,path=DIR,security_model=none']\n");
    text.append(
        "Lets the guest mount a folder of a Linux host (\\fBmount \\-t 9p \\-o trans=xen TAG"
            + " /mnt\\fR), out of which it never gets. It makes no devices and no set\\-user\\-ID"
            + " programs there.\n");
    text.append(".SH FILES\n.TP\n.I $XDG_RUNTIME_DIR/xenolith\n");
    text.append(
        "The host's folder: its socket \\fIapi.sock\\fR, its log \\fIhost.log\\fR. Without that\n"
            + "variable it is \\fI/tmp/xenolith-UID\\fR; \\fB\\-\\-host\\fR or"
            + " \\fBXENOLITH_HOST\\fR name another.\n");
    return text.toString();
  }

  /** A dash is a dash, and no line begins with a dot. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
