package dev.xenolith.dom0.trace;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.sign.NamedMemory;
import dev.xenolith.abi.sign.Parameter;
import dev.xenolith.abi.sign.Signature;
import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One hypercall as text: name, arguments, result. */
final class CallText {
  private final HypercallEnter enter;
  private final Optional<Signature> signature;
  private final int mostElements;

  CallText(HypercallEnter enter, int mostElements) {
    this.enter = enter;
    this.mostElements = mostElements;
    signature = Signature.of(enter.number(), enter.args());
  }

  HypercallEnter enter() {
    return enter;
  }

  /** The name as the headers spell it. */
  String name() {
    return signature.map(s -> s.call().cName()).orElse("hypercall_" + enter.number());
  }

  /** The sub-operation as the headers spell it, or the empty string. */
  String subOp() {
    return signature.map(Signature::subOp).map(SubOp::cName).orElse("");
  }

  boolean isMulticall() {
    return signature.map(Signature::call).filter(c -> c == Hypercall.MULTICALL).isPresent();
  }

  /** The arguments, separated by commas. */
  String arguments(HypercallExit exit) {
    return String.join(", ", argumentsByName(exit).values());
  }

  /** Each argument as text, with what the call wrote once it has ended ({@code exit} not null). */
  Map<String, String> argumentsByName(HypercallExit exit) {
    Map<String, String> all = new LinkedHashMap<>();
    if (signature.isEmpty()) {
      for (int i = 0; i < enter.args().length; i++) {
        all.put("arg" + (i + 1), ValueText.hex(enter.args()[i]));
      }
      return all;
    }
    Abi abi = enter.pv64() ? Abi.PV64 : Abi.PV32;
    KeptMemory after = exit == null ? null : new KeptMemory(exit.memory());
    StructText memory = new StructText(abi, new KeptMemory(enter.memory()), after, mostElements);
    int register = 0;
    for (Parameter p : signature.get().parameters(abi)) {
      long value = p.value(enter.args(), register, abi);
      all.put(p.name(), argument(p, value, memory, abi));
      register += p.registers(abi);
    }
    return all;
  }

  private String argument(Parameter p, long value, StructText memory, Abi abi) {
    if (p.kind() instanceof Kind.Pointer pointer) {
      long count = NamedMemory.count(pointer.count(), signature.get(), abi, enter.args());
      return memory.pointer(pointer, value, count);
    }
    return ValueText.of(p.kind(), value);
  }

  /** What comes after the equals sign. */
  String result(HypercallExit exit) {
    if (exit.outcome() != Outcome.RETURNED) {
      return exit.outcome() == Outcome.CONTINUED ? "? (continued)" : "?";
    }
    XenErrno error = error(exit);
    if (error != null) {
      return exit.result() + " (" + error + " " + ErrnoText.of(error) + ")";
    }
    Kind kind = signature.map(Signature::result).orElse(Kind.Plain.DECIMAL);
    return kind == Kind.Plain.DECIMAL
        ? Long.toString(exit.result())
        : ValueText.of(kind, exit.result());
  }

  /** The error a call ended with, or null. */
  static XenErrno error(HypercallExit exit) {
    boolean failed = exit.outcome() == Outcome.RETURNED && exit.result() < 0;
    return failed ? XenErrno.ofResult(exit.result()) : null;
  }

  /** All names a filter may know the call by. */
  List<String> names() {
    List<String> all = new ArrayList<>(List.of(name()));
    if (!subOp().isEmpty()) {
      all.add(subOp());
    }
    return all;
  }
}
