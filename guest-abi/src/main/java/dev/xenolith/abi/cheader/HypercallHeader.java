package dev.xenolith.abi.cheader;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.sign.Parameter;
import dev.xenolith.abi.sign.Signature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A function for every hypercall. */
final class HypercallHeader {
  private static final String RAW =
      """
      #include <xenolith/numbers.h>
      #include <xenolith/structs.h>
      #include <xenolith/types.h>

      /*
       * One hypercall with up to five arguments, by the instruction itself; the hypercall page is not needed.
       * Xen may change the argument registers.
       */
      static inline long xen_hypercall(unsigned long number, unsigned long a1, unsigned long a2,
                                       unsigned long a3, unsigned long a4, unsigned long a5)
      {
          unsigned long result;
      #ifdef __i386__
          __asm__ volatile("int $0x82"
                           : "=a"(result), "+b"(a1), "+c"(a2), "+d"(a3), "+S"(a4), "+D"(a5)
                           : "0"(number)
                           : "memory");
      #else
          register unsigned long r10 __asm__("r10") = a4;
          register unsigned long r8 __asm__("r8") = a5;
          __asm__ volatile("syscall"
                           : "=a"(result), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10), "+r"(r8)
                           : "0"(number)
                           : "rcx", "r11", "memory");
      #endif
          return (long)result;
      }
      """;

  private final StringBuilder c = new StringBuilder(RAW);

  private HypercallHeader() {}

  static String text() {
    HypercallHeader h = new HypercallHeader();
    Set<Hypercall> done = new LinkedHashSet<>();
    for (Signature s : Signature.all()) {
      if (s.subOp() == null && s.call() != Hypercall.IRET && done.add(s.call())) {
        h.function(s);
      }
    }
    for (Signature s : Signature.all()) {
      if (done.add(s.call()) && s.subOp() != null) {
        h.selecting(longest(s.call()));
      }
    }
    return h.c.toString();
  }

  private static Signature longest(Hypercall call) {
    return Signature.all().stream()
        .filter(s -> s.call() == call)
        .max(Comparator.comparingInt(s -> s.parameters().size()))
        .orElseThrow();
  }

  private void function(Signature s) {
    if (s.parameters().stream().allMatch(p -> p.only() == null && p.type().size(Abi.PV32) < 8)) {
      function(s, Abi.PV32);
      return;
    }
    c.append("\n#ifdef __i386__");
    function(s, Abi.PV32);
    c.append("#else");
    function(s, Abi.PV64);
    c.append("#endif\n");
  }

  private void function(Signature s, Abi abi) {
    List<Parameter> parameters = s.parameters(abi);
    String declared =
        parameters.stream().map(HypercallHeader::declaration).collect(Collectors.joining(", "));
    List<String> values = new ArrayList<>();
    for (Parameter p : parameters) {
      values.add("(unsigned long)" + p.name());
      if (p.registers(abi) == 2) {
        values.add("(unsigned long)((uint64_t)" + p.name() + " >> 32)");
      }
    }
    define(s.call(), declared.isEmpty() ? "void" : declared, values);
  }

  /** Calls with sub-operations take the sub-operation, then pointers to whatever it needs. */
  private void selecting(Signature s) {
    List<String> declared = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Parameter p : s.parameters()) {
      boolean pointer = p.type() == Scalar.POINTER;
      declared.add(pointer ? "void *" + p.name() : p.type().cName + " " + p.name());
      values.add("(unsigned long)" + p.name());
    }
    define(s.call(), String.join(", ", declared), values);
  }

  private void define(Hypercall call, String declared, List<String> values) {
    while (values.size() < 5) {
      values.add("0");
    }
    c.append("\nstatic inline long HYPERVISOR_").append(call.cName()).append('(');
    c.append(declared).append(")\n{\n    return xen_hypercall(__HYPERVISOR_").append(call.cName());
    c.append(",\n                         ").append(String.join(", ", values)).append(");\n}\n");
  }

  private static String declaration(Parameter p) {
    if (p.kind() instanceof Kind.Pointer pointer) {
      String to =
          switch (pointer.to()) {
            case Kind.Pointee.Structures s -> StructsHeader.type(s.layout());
            case Kind.Pointee.Numbers n -> n.scalar().cName;
          };
      boolean read = pointer.access() == Kind.Access.IN;
      return (read ? "const " : "") + to + " *" + p.name();
    }
    String type = p.type().cName;
    return type + (type.endsWith("*") ? "" : " ") + p.name();
  }
}
