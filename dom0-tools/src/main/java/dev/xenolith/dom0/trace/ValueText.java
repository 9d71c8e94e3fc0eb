package dev.xenolith.dom0.trace;

import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.num.AbiNumber;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.xen.UpdateVaFlags;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;

/** Numbers and characters as text. */
final class ValueText {
  private static final long CONTINUATION = 0x8000_0000L;
  private static final int MOST_CHARACTERS = 64;

  private ValueText() {}

  static String of(Kind kind, long value) {
    return switch (kind) {
      case Kind.Named n -> named(n, value);
      case Kind.Flags f -> flags(f, value);
      case Kind.Pointer ignored -> address(value);
      case Kind.Plain p -> plain(p, value);
    };
  }

  static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  static String address(long value) {
    return value == 0 ? "NULL" : hex(value);
  }

  private static String plain(Kind.Plain form, long value) {
    return switch (form) {
      case DECIMAL -> Long.toUnsignedString(value);
      case SIGNED -> Long.toString(value);
      case HEX, TEXT, UUID -> hex(value);
      case ADDRESS -> address(value);
      case MFN -> new Mfn(value).toString();
      case DOMAIN -> domain((int) value);
      case DOMAIN_PAIR -> domains(value);
      case NANOS -> seconds(value, 9) + "s";
      case ENTRY_ADDRESS -> entryAddress(value);
      case VERSION -> (value >>> 16) + "." + (value & 0xFFFF);
      case FLUSH -> flush(value);
      case COUNT ->
          (value & ~CONTINUATION) + ((value & CONTINUATION) != 0 ? "|MMU_UPDATE_PREEMPTED" : "");
    };
  }

  private static String named(Kind.Named kind, long value) {
    for (AbiNumber n : kind.names()) {
      if (n.number() == value) {
        return n.cName();
      }
    }
    return Long.toString(value);
  }

  private static String flags(Kind.Flags kind, long value) {
    StringJoiner text = new StringJoiner("|");
    long rest = value;
    for (Kind.Bit b : kind.bits()) {
      if ((value & b.mask()) == b.mask()) {
        text.add(b.name());
        rest &= ~b.mask();
      }
    }
    if (rest != 0 || value == 0) {
      text.add(hex(rest));
    }
    return text.toString();
  }

  static String domain(int id) {
    return switch (id) {
      case 0x7FF0 -> "DOMID_SELF";
      case 0x7FF1 -> "DOMID_IO";
      case 0x7FF2 -> "DOMID_XEN";
      case 0x7FF3 -> "DOMID_COW";
      case 0x7FF4 -> "DOMID_INVALID";
      case 0x7FFF -> "DOMID_IDLE";
      default -> new DomId(id).toString();
    };
  }

  private static String domains(long pair) {
    String owner = domain((int) pair & 0xFFFF);
    int tables = (int) (pair >>> 16) & 0xFFFF;
    return tables == 0 ? owner : owner + "|tables of " + domain(tables - 1);
  }

  private static String entryAddress(long ptr) {
    MmuUpdateCommand command = MmuUpdateCommand.of(ptr & 3);
    String name = command.name();
    Mfn frame = new Mfn(ptr >>> Mfn.PAGE_SHIFT);
    return command == MmuUpdateCommand.MACHPHYS_UPDATE
        ? frame + " " + name
        : frame + " slot " + ((ptr & (Mfn.PAGE_SIZE - 1)) >> 3) + " " + name;
  }

  private static String flush(long flags) {
    long type = flags & UpdateVaFlags.FLUSHTYPE_MASK;
    if (type == UpdateVaFlags.NONE) {
      return flags == 0 ? "UVMF_NONE" : hex(flags);
    }
    String what = type == UpdateVaFlags.TLB_FLUSH ? "UVMF_TLB_FLUSH" : "UVMF_INVLPG";
    if (type == UpdateVaFlags.FLUSHTYPE_MASK) {
      return hex(flags);
    }
    long where = flags & ~UpdateVaFlags.FLUSHTYPE_MASK;
    if (where == UpdateVaFlags.ALL) {
      return what + "|UVMF_ALL";
    }
    return what + (where == 0 ? "|UVMF_LOCAL" : "|UVMF_MULTI|" + hex(where));
  }

  /** ns as seconds with a point. */
  static String seconds(long nanos, int digits) {
    String sign = nanos < 0 ? "-" : "";
    long magnitude = Math.abs(nanos);
    long fraction = magnitude % 1_000_000_000L;
    String all = String.format(Locale.ROOT, "%09d", fraction);
    return sign + magnitude / 1_000_000_000L + "." + all.substring(0, digits);
  }

  /** Characters up to the first zero, quoted, with dots where there were more. */
  static String quoted(byte[] bytes, int from, int length, boolean more) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    boolean cut = end - from > MOST_CHARACTERS;
    String text =
        new String(bytes, from, cut ? MOST_CHARACTERS : end - from, StandardCharsets.ISO_8859_1);
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').append(cut || (more && end == from + length) ? "..." : "").toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      default -> c >= ' ' && c < 0x7F ? "" + c : String.format(Locale.ROOT, "\\x%02x", (int) c);
    };
  }

  static String uuid(byte[] bytes, int from) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
      text.append(String.format(Locale.ROOT, "%02x", bytes[from + i]));
    }
    return text.toString();
  }
}
