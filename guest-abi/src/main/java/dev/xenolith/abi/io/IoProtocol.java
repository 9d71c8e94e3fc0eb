package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Abi;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a front end's {@code protocol} node says of the width of its structures (protocols.h). */
public final class IoProtocol {
  /** Those of a 32-bit guest. */
  public static final String X86_32 = "x86_32-abi";

  /** Those of a 64-bit guest. */
  public static final String X86_64 = "x86_64-abi";

  /** Both by their C names. */
  public static final SortedMap<String, String> NAMES =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of("XEN_IO_PROTO_ABI_X86_32", X86_32, "XEN_IO_PROTO_ABI_X86_64", X86_64)));

  private IoProtocol() {}

  /** The width that a node names, or null where it names none of x86's. */
  public static Abi width(String protocol) {
    return switch (protocol) {
      case X86_32 -> Abi.PV32;
      case X86_64 -> Abi.PV64;
      default -> null;
    };
  }

  /** What a front end of this width says. */
  public static String name(Abi abi) {
    return abi == Abi.PV32 ? X86_32 : X86_64;
  }
}
