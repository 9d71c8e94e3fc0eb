package dev.xenolith.abi.sign;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.layout.Abi;
import java.util.List;
import java.util.Optional;

/**
 * What one hypercall, or one of its sub-operations, takes and returns.
 *
 * @param subOp the sub-operation, or null where the hypercall has none
 * @param result what a result that is not an error means
 */
public record Signature(Hypercall call, SubOp subOp, List<Parameter> parameters, Kind result) {
  /** The one for these argument registers; empty for a number that is no hypercall. */
  public static Optional<Signature> of(long number, long[] args) {
    Hypercall call = Hypercall.of(number);
    return call == null ? Optional.empty() : Optional.of(SignatureTable.find(call, args));
  }

  /** All rows. */
  public static List<Signature> all() {
    return SignatureTable.rows();
  }

  /** The parameters this width has. */
  public List<Parameter> parameters(Abi abi) {
    return parameters.stream().filter(p -> p.only() == null || p.only() == abi).toList();
  }

  /** How many argument registers it uses. */
  public int registers(Abi abi) {
    return parameters(abi).stream().mapToInt(p -> p.registers(abi)).sum();
  }
}
