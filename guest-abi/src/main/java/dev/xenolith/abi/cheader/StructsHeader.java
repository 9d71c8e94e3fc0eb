package dev.xenolith.abi.cheader;

import dev.xenolith.abi.PublicAbi;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Group;
import dev.xenolith.abi.layout.Member;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** All structures. */
final class StructsHeader {
  private final StringBuilder c = new StringBuilder();

  private StructsHeader() {}

  static String text() {
    StructsHeader h = new StructsHeader();
    h.c.append("#include <xenolith/types.h>\n");
    PublicAbi.STRUCTURES.forEach(h::structure);
    return h.c.toString();
  }

  private void structure(StructLayout s) {
    c.append("\n/* ").append(s.header()).append(" */\n");
    if (s.name().equals("xen_callback")) {
      guarded(
          "struct xen_callback {\n",
          Abi.PV32,
          s,
          "};\ntypedef struct xen_callback xen_callback_t;\n");
      c.append("#else\ntypedef unsigned long xen_callback_t;\n#endif\n");
      return;
    }
    if (sameMembers(s.body())) {
      body(s.body(), s, Abi.PV32);
    } else {
      c.append("#ifdef __i386__\n");
      body(s.body(), s, Abi.PV32);
      c.append("#else\n");
      body(s.body(), s, Abi.PV64);
      c.append("#endif\n");
    }
  }

  private void guarded(String begin, Abi abi, StructLayout s, String end) {
    c.append("#ifdef __i386__\n").append(begin);
    s.body().members(abi).forEach(m -> member(m, s, abi, 1));
    c.append(end);
  }

  private void body(Group g, StructLayout s, Abi abi) {
    c.append(g.isUnion() ? "union " : "struct ").append(s.name()).append(" {\n");
    g.members(abi).forEach(m -> member(m, s, abi, 1));
    c.append("};\n");
  }

  private static boolean sameMembers(Group g) {
    if (!g.members(Abi.PV32).equals(g.members(Abi.PV64))) {
      return false;
    }
    for (Member m : g.members(Abi.PV32)) {
      boolean differs =
          switch (m) {
            case Group inner -> !sameMembers(inner);
            case Field.Array a -> a.count(Abi.PV32) != a.count(Abi.PV64);
            case Field f -> f instanceof Field.Half;
          };
      if (differs) {
        return false;
      }
    }
    return true;
  }

  private void member(Member m, StructLayout s, Abi abi, int depth) {
    String indent = "    ".repeat(depth);
    switch (m) {
      case Group g -> {
        c.append(indent).append(g.isUnion() ? "union {\n" : "struct {\n");
        g.members(abi).forEach(inner -> member(inner, s, abi, depth + 1));
        c.append(indent).append(g.member().isEmpty() ? "};\n" : "} " + g.member() + ";\n");
      }
      case Field.Struct f ->
          c.append(indent).append(type(f.layout())).append(' ').append(f.member()).append(";\n");
      case Field.Array f -> {
        String element = f.element() != null ? type(f.element()) : type(f.scalar(), abi);
        String count = f.count(abi) == 0 ? "" : "" + f.count(abi);
        c.append(indent).append(element).append(' ').append(f.member());
        c.append('[').append(count).append("];\n");
      }
      case Field.Number f -> {
        String type = type(f.scalar(), abi);
        c.append(indent).append(type).append(type.endsWith("*") ? "" : " ");
        c.append(name(f, s, abi)).append(";\n");
      }
    }
  }

  private static String name(Field.Number f, StructLayout s, Abi abi) {
    boolean register = f instanceof Field.Word && s.name().equals("cpu_user_regs");
    return register && abi == Abi.PV64 ? f.member().replaceFirst("^e", "r") : f.member();
  }

  static String type(StructLayout s) {
    return s.name().equals("xen_callback")
        ? "xen_callback_t"
        : (s.body().isUnion() ? "union " : "struct ") + s.name();
  }

  static String type(Scalar scalar, Abi abi) {
    return scalar == Scalar.HALF ? (abi == Abi.PV32 ? "uint16_t" : "uint32_t") : scalar.cName;
  }
}
