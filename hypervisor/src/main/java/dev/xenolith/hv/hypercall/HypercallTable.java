package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import java.util.ArrayList;
import java.util.List;

/**
 * The hypercalls there are. Dispatch, the page of supported calls and the tests are derived from
 * these rows.
 */
public final class HypercallTable {
  /**
   * One hypercall.
   *
   * @param callers whose kernels it exists for
   * @param note what a reader of the generated page should know
   */
  public record Row(
      Hypercall op, Callers callers, SupportLevel support, HypercallHandler handler, String note) {}

  private final Row[] rows = new Row[Hypercall.LIMIT];

  private HypercallTable() {}

  /** The table of this hypervisor. */
  public static HypercallTable standard() {
    HypercallTable t = new HypercallTable();
    return t;
  }

  private void full(Hypercall op, Callers callers, HypercallHandler handler, String note) {
    rows[op.number] = new Row(op, callers, SupportLevel.FULL, handler, note);
  }

  private void partial(Hypercall op, Callers callers, HypercallHandler handler, String note) {
    rows[op.number] = new Row(op, callers, SupportLevel.PARTIAL, handler, note);
  }

  /** All rows, in order of number. */
  public List<Row> rows() {
    List<Row> all = new ArrayList<>();
    for (Row row : rows) {
      if (row != null) {
        all.add(row);
      }
    }
    return all;
  }

  /**
   * Makes the call that {@code c} describes.
   *
   * @return the result as the result register shows it, or {@link HypercallContext#CONTINUED}
   */
  long dispatch(HypercallContext c, long number, long[] args, boolean inMulticall) {
    Hypercall op = Hypercall.of(number);
    Row row = op == null ? null : rows[op.number];
    c.begin(op, args, inMulticall);
    if (row == null || row.support() == SupportLevel.NONE || !row.callers().admits(c.abi())) {
      return register(c, XenErrno.ENOSYS.result());
    }
    try {
      return register(c, row.handler().call(c));
    } catch (HypercallException e) {
      if (e.isExplained()) {
        c.explain(e.errno() + ": " + e.getMessage());
      }
      return register(c, e.errno().result());
    }
  }

  private static long register(HypercallContext c, long result) {
    boolean narrow = c.abi() == Abi.PV32 && result != HypercallContext.CONTINUED;
    return narrow ? result & 0xFFFFFFFFL : result;
  }
}
