package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Maddr;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import java.util.function.LongUnaryOperator;

/** Changes of page tables and of the machine-to-phys table, in batches, on behalf of any domain. */
public final class MmuUpdates {
  private static final int BATCH = 512;

  private final Hypercalls hypercalls;

  MmuUpdates(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
  }

  /**
   * Makes many updates.
   *
   * @param command what each does
   * @param owner whose frames the new values name
   * @param count how many there are
   * @param ptr machine address of update i, in bytes
   * @param val new value of update i
   * @throws HypercallFailedException when one is refused; those before it stay made
   */
  public void update(
      MmuUpdateCommand command,
      DomId owner,
      int count,
      LongUnaryOperator ptr,
      LongUnaryOperator val)
      throws HypercallFailedException {
    int stride = MmuUpdate.LAYOUT.size(Abi.PV64);
    for (int first = 0; first < count; first += BATCH) {
      int n = Math.min(BATCH, count - first);
      try (Arguments.Scope scope = hypercalls.open()) {
        long list = scope.bytes((long) stride * n);
        for (int i = 0; i < n; i++) {
          long at = list + (long) stride * i;
          long place = ptr.applyAsLong(first + i) | command.number;
          MmuUpdate.PTR.put(scope.memory(), at, Abi.PV64, place);
          MmuUpdate.VAL.put(scope.memory(), at, Abi.PV64, val.applyAsLong(first + i));
        }
        Hypercalls.checked(
            command.cName() + " with frames of " + owner,
            hypercalls.raw(Hypercall.MMU_UPDATE, list, n, 0, owner.raw()));
      }
    }
  }

  /** Writes one entry of a page table of this kernel. */
  void write(Maddr entry, long value) throws HypercallFailedException {
    update(MmuUpdateCommand.NORMAL_PT_UPDATE, DomId.SELF, 1, i -> entry.raw(), i -> value);
  }

  /** Makes one mmuext operation on a frame of a domain. */
  public void extended(MmuExtOp op, Mfn mfn, DomId owner) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(MmuextOp.LAYOUT);
      MmuextOp.CMD.put(scope.memory(), at, Abi.PV64, op.number);
      MmuextOp.MFN.put(scope.memory(), at, Abi.PV64, mfn.raw());
      Hypercalls.checked(
          "%s of %s of %s".formatted(op.cName(), mfn, owner),
          hypercalls.raw(Hypercall.MMUEXT_OP, at, 1, 0, owner.raw()));
    }
  }

  /** Forgets all translations of this vCPU. */
  void flush() throws HypercallFailedException {
    extended(MmuExtOp.TLB_FLUSH_LOCAL, new Mfn(0), DomId.SELF);
  }
}
