package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.call.SubOp;

/** Makes hypercalls and turns refusals into exceptions that say what was refused. */
public final class Hypercalls {
  private final HypercallGate gate;
  private final Arguments arguments;

  Hypercalls(HypercallGate gate, Arguments arguments) {
    this.gate = gate;
    this.arguments = arguments;
  }

  /** Room for argument structures. */
  public Arguments.Scope open() {
    return arguments.open();
  }

  /** Makes a call and returns whatever it returns. */
  public long raw(Hypercall call, long... args) {
    return gate.hypercall(call, args);
  }

  /** Makes a call of the form (sub-operation, pointer). */
  public long call(SubOp op, long pointer) throws HypercallFailedException {
    return checked(op.cName(), gate.hypercall(op.hypercall(), op.number(), pointer));
  }

  /** Makes a call of the form (sub-operation, pointer, count). */
  public long call(SubOp op, long pointer, long count) throws HypercallFailedException {
    return checked(op.cName(), gate.hypercall(op.hypercall(), op.number(), pointer, count));
  }

  /** Makes a call whose only argument is a pointer to a structure that holds the sub-operation. */
  public long command(SubOp op, long pointer, String purpose) throws HypercallFailedException {
    return checked(op.cName() + " for " + purpose, gate.hypercall(op.hypercall(), pointer));
  }

  static long checked(String what, long result) throws HypercallFailedException {
    if (result < 0) {
      throw new HypercallFailedException(what, result);
    }
    return result;
  }
}
