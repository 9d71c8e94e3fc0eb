package dev.xenolith.hv.vectors;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the processor made of a case.
 *
 * @param outcome how it ended
 * @param vector of the exception, 0 when there was none
 * @param error its error code, 0 when it has none
 * @param cr2 the address of a page fault, else 0
 * @param changed how many bytes of DATA and STACK differ from before
 * @param hash FNV-1a of DATA and STACK, only when more than {@link #TOLD} bytes changed
 * @param addresses of the changed bytes, ascending, when they are told
 * @param bytes what stands there now
 */
record SiliconResult(
    SiliconCase.Registers out,
    Outcome outcome,
    int vector,
    int error,
    int cr2,
    int changed,
    long hash,
    int[] addresses,
    byte[] bytes) {
  /** More changed bytes than this are told as a hash alone. */
  static final int TOLD = 96;

  /** How a case ends. */
  enum Outcome {
    /** The instruction was executed; the registers are those before the next one. */
    DONE,
    /** An exception, fault or trap, came with it. */
    EXCEPTION,
    /** It did not come back: a loop onto itself. */
    HANG
  }

  /** The changed bytes that are told. */
  List<TestMachine.Change> changes() {
    List<TestMachine.Change> changes = new ArrayList<>();
    for (int i = 0; i < addresses.length; i++) {
      changes.add(new TestMachine.Change(addresses[i], bytes[i]));
    }
    return changes;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    s.append(out).append(' ').append(outcome);
    if (outcome == Outcome.EXCEPTION) {
      s.append(" vector ").append(vector).append(" error ").append(Integer.toHexString(error));
      s.append(" cr2 ").append(Integer.toHexString(cr2));
    }
    s.append(", ").append(changed).append(" bytes changed");
    for (int i = 0; i < addresses.length; i++) {
      s.append(' ').append(Integer.toHexString(addresses[i])).append('=');
      s.append(HexFormat.of().toHexDigits(bytes[i]));
    }
    return s.toString();
  }
}
