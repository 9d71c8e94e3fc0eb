package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.SubOp;
import java.util.List;
import java.util.Locale;

/** The page of supported hypercalls (HYPERCALLS.md), derived from the table. */
public final class SupportPage {
  private SupportPage() {}

  /** The page as Markdown. */
  public static String text() {
    StringBuilder out = new StringBuilder();
    out.append("# Hypercalls\n\n");
    out.append("Made from `HypercallTable` by `SupportPageTest`; do not edit. ");
    out.append("What is not listed answers `-ENOSYS`, as a hypervisor without it does.\n\n");
    out.append("| # | hypercall | 32-bit | 64-bit | support | note |\n");
    out.append("|---|---|---|---|---|---|\n");
    List<HypercallTable.Row> rows = HypercallTable.standard().rows();
    for (HypercallTable.Row row : rows) {
      boolean narrow = row.callers() != Callers.PV64;
      String who = row.callers() == Callers.PRIVILEGED ? "domain 0" : "yes";
      out.append(
          "| %d | %s | %s | %s | %s | %s |\n"
              .formatted(
                  row.op().number,
                  row.op().cName(),
                  narrow ? who : "no",
                  who,
                  row.support().name().toLowerCase(Locale.ROOT),
                  row.note()));
    }
    out.append("\n## Sub-operations\n");
    for (HypercallTable.Row row : rows) {
      family(out, row);
    }
    return out.toString();
  }

  private static void family(StringBuilder out, HypercallTable.Row row) {
    List<? extends SubOp> all = SubOpSupport.of(row.op());
    if (all.isEmpty()) {
      return;
    }
    out.append("\n### %s\n\n| # | name | there |\n|---|---|---|\n".formatted(row.op().cName()));
    for (SubOp op : all) {
      out.append(
          "| %d | %s | %s |\n"
              .formatted(op.number(), op.cName(), SubOpSupport.isThere(op) ? "yes" : "-"));
    }
  }
}
