package dev.xenolith.hv.mm;

import dev.xenolith.abi.call.XenErrno;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a request about memory was refused: what was asked, which entry or frame broke which rule,
 * and who holds the frame as what it is.
 *
 * @param operation the request, such as {@code mmuext_op PIN_L3_TABLE(mfn 12a)} of a domain
 * @param errno the negated error number that is answered
 * @param rule the rule in one sentence
 * @param entry the page-table entry at fault, or null
 * @param target the frame at fault, or null
 * @param holders what refers to the target, as far as it was looked for
 */
public record Refusal(
    String operation,
    int errno,
    String rule,
    Entry entry,
    FrameState target,
    List<String> holders) {

  /**
   * A page-table entry.
   *
   * @param level 1 to 4
   */
  public record Entry(long tableMfn, int level, int slot, long value) {
    @Override
    public String toString() {
      return "l%de %016x in slot %d of table mfn %x".formatted(level, value, slot, tableMfn);
    }
  }

  /** The name of the error, such as {@code EINVAL}. */
  public String errorName() {
    XenErrno e = XenErrno.ofResult(errno);
    return e == null ? Integer.toString(errno) : e.name();
  }

  /** The explanation as lines for the hypervisor's log. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%s: -%s: %s".formatted(operation, errorName(), rule));
    if (entry != null) {
      lines.add("  entry: " + entry);
    }
    if (target != null) {
      lines.add("  frame: " + target);
    }
    for (String holder : holders) {
      lines.add("  held by: " + holder);
    }
    return lines;
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
