package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.AbiNumber;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.sign.Parameter;
import dev.xenolith.abi.sign.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The last few hypercalls of a vCPU, kept without allocating so that it costs next to nothing. */
public final class RecentCalls {
  private static final int KEPT = 32;
  private static final int ARGS = 3;

  private final long[] numbers = new long[KEPT];
  private final long[] args = new long[KEPT * ARGS];
  private final long[] results = new long[KEPT];
  private long count;

  /** Notes a call and its result. */
  public void add(long number, long arg0, long arg1, long arg2, long result) {
    int slot = (int) (count++ % KEPT);
    numbers[slot] = number;
    args[slot * ARGS] = arg0;
    args[slot * ARGS + 1] = arg1;
    args[slot * ARGS + 2] = arg2;
    results[slot] = result;
  }

  /** How many calls have been made in all. */
  public long count() {
    return count;
  }

  /** The calls kept, oldest first, a line each, with the names of the ABI's headers. */
  public List<String> lines(Abi abi) {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - KEPT); i < count; i++) {
      int slot = (int) (i % KEPT);
      long[] given = Arrays.copyOfRange(args, slot * ARGS, slot * ARGS + ARGS);
      Optional<Signature> signature = Signature.of(numbers[slot], given);
      String name = signature.map(s -> s.call().cName()).orElse("hypercall " + numbers[slot]);
      String arguments = signature.map(s -> named(s, given, abi)).orElseGet(() -> plain(given));
      lines.add(name + "(" + arguments + ") = " + result(results[slot]));
    }
    return lines;
  }

  private static String named(Signature signature, long[] given, Abi abi) {
    StringJoiner text = new StringJoiner(", ");
    int register = 0;
    for (Parameter p : signature.parameters(abi)) {
      if (register + p.registers(abi) > given.length) {
        text.add("...");
        break;
      }
      text.add(named(p.kind(), p.value(given, register, abi)));
      register += p.registers(abi);
    }
    return text.toString();
  }

  private static String named(Kind kind, long value) {
    if (kind instanceof Kind.Named named) {
      for (AbiNumber n : named.names()) {
        if (n.number() == value) {
          return n.cName();
        }
      }
    }
    return "0x" + Long.toHexString(value);
  }

  private static String plain(long[] given) {
    return "0x%x, 0x%x, 0x%x, ...".formatted(given[0], given[1], given[2]);
  }

  private static String result(long result) {
    XenErrno error = result < 0 ? XenErrno.ofResult(result) : null;
    return (int) result + (error == null ? "" : " (" + error + ")");
  }
}
