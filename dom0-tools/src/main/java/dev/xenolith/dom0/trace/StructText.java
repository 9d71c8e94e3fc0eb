package dev.xenolith.dom0.trace;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.sign.Kind.Pointee;
import dev.xenolith.abi.sign.NamedMemory;
import dev.xenolith.abi.sign.StructForm;
import dev.xenolith.abi.sign.StructForms;
import java.util.ArrayList;
import java.util.List;

/**
 * Guest memory as text: structures with the names of their fields, what pointers in them point to.
 */
final class StructText {
  private final Abi abi;
  private final KeptMemory before;
  private final KeptMemory after;
  private final int mostElements;

  /** With the memory before the call, and after it or null while the call goes on. */
  StructText(Abi abi, KeptMemory before, KeptMemory after, int mostElements) {
    this.abi = abi;
    this.before = before;
    this.after = after;
    this.mostElements = mostElements;
  }

  /** A piece of memory, and where in it something begins. */
  private record Place(byte[] bytes, int at) {
    Place plus(int offset) {
      return new Place(bytes, at + offset);
    }

    boolean holds(int size) {
      return at + size <= bytes.length;
    }

    ByteArrayBytes view() {
      return new ByteArrayBytes(bytes);
    }
  }

  /** What a pointer points to, or the pointer itself where that is unknown. */
  String pointer(Kind.Pointer pointer, long address, long count) {
    if (address == 0) {
      return "NULL";
    }
    Kind.Access access = pointer.access();
    int size = pointer.to().size(abi);
    long length = Math.min(count, mostElements * 16L) * size;
    byte[] given = access == Kind.Access.OUT ? new byte[0] : before.read(address, length);
    byte[] got =
        access == Kind.Access.IN || after == null ? new byte[0] : after.read(address, length);
    return target(pointer, address, count, given, got);
  }

  private String target(Kind.Pointer pointer, long address, long count, byte[] given, byte[] got) {
    int size = pointer.to().size(abi);
    if (given.length < size && got.length < size) {
      return count == 0 ? "[]" : ValueText.hex(address);
    }
    return switch (pointer.to()) {
      case Pointee.Numbers n -> numbers(n, given, got, count);
      case Pointee.Structures s -> structures(s.layout(), pointer.count(), given, got, count);
    };
  }

  private String numbers(Pointee.Numbers to, byte[] given, byte[] got, long count) {
    String in = given.length == 0 ? null : numbers(to, given, count);
    String out = got.length == 0 ? null : numbers(to, got, count);
    if (in == null) {
      return out;
    }
    return out == null || out.equals(in) ? in : in + " => " + out;
  }

  private String numbers(Pointee.Numbers to, byte[] bytes, long count) {
    int size = to.size(abi);
    if (to.kind() == Plain.TEXT) {
      return ValueText.quoted(bytes, 0, bytes.length, count > bytes.length);
    }
    if (to.kind() == Plain.UUID && bytes.length >= 16) {
      return ValueText.uuid(bytes, 0);
    }
    return list(to.scalar(), to.kind(), new Place(bytes, 0), bytes.length / size, count);
  }

  private String list(Scalar scalar, Kind kind, Place p, int kept, long count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < Math.min(kept, mostElements); i++) {
      all.add(ValueText.of(kind, scalar(scalar, p.plus(i * scalar.size(abi)))));
    }
    return "[" + String.join(", ", all) + more(count - all.size()) + "]";
  }

  private static String more(long rest) {
    return rest > 0 ? ", ... " + rest + " more" : "";
  }

  private String structures(StructLayout s, Count count, byte[] given, byte[] got, long elements) {
    int size = s.size(abi);
    int kept = Math.max(given.length, got.length) / size;
    List<String> all = new ArrayList<>();
    for (int i = 0; i < kept && i < elements; i++) {
      Place in = new Place(given, i * size);
      Place out = new Place(got, i * size);
      if (count instanceof Count.UntilZero zero && isZero(s, zero.field(), in)) {
        return "[" + String.join(", ", all) + "]";
      }
      if (i == mostElements) {
        break;
      }
      all.add(structure(s, in.holds(size) ? in : null, out.holds(size) ? out : null));
    }
    if (count instanceof Count.UntilZero) {
      return "[" + String.join(", ", all) + ", ...]";
    }
    return elements == 1 && all.size() == 1
        ? all.get(0)
        : "[" + String.join(", ", all) + more(elements - all.size()) + "]";
  }

  private boolean isZero(StructLayout s, String field, Place p) {
    return p.holds(s.size(abi))
        && s.fields().stream()
            .filter(f -> f.name().equals(field))
            .allMatch(f -> ((Field.Number) f).getLong(p.view(), p.at(), abi) == 0);
  }

  private String structure(StructLayout s, Place in, Place out) {
    StructForm form = StructForms.of(s);
    StringBuilder text = new StringBuilder("{");
    if (in != null) {
      text.append(fields(form, form.fields(in.view(), in.at(), abi, false), in, false));
    }
    if (out != null) {
      String results = in == null ? everything(form, out) : results(form, in, out);
      text.append(in != null && !results.isEmpty() ? " => " : "").append(results);
    }
    return text.append('}').toString();
  }

  /** A structure that is all result. */
  private String everything(StructForm form, Place out) {
    List<Field> all = new ArrayList<>(form.fields(out.view(), out.at(), abi, false));
    for (Field f : form.fields(out.view(), out.at(), abi, true)) {
      if (!all.contains(f)) {
        all.add(f);
      }
    }
    return fields(form, all, out, true);
  }

  /** What the hypervisor wrote, as far as it is news. */
  private String results(StructForm form, Place in, Place out) {
    List<Field> given = form.fields(in.view(), in.at(), abi, false);
    List<String> news = new ArrayList<>();
    for (Field f : form.fields(out.view(), out.at(), abi, true)) {
      String now = field(form, f, out, true);
      if (!given.contains(f) || !now.equals(field(form, f, in, false))) {
        news.add(f.member() + "=" + now);
      }
    }
    return String.join(", ", news);
  }

  private String fields(StructForm form, List<Field> fields, Place p, boolean isAfter) {
    List<String> all = new ArrayList<>();
    for (Field f : fields) {
      all.add(f.member() + "=" + field(form, f, p, isAfter));
    }
    return String.join(", ", all);
  }

  private String field(StructForm form, Field f, Place p, boolean isAfter) {
    return switch (f) {
      case Field.Number n -> number(form, n, p, isAfter);
      case Field.Struct s -> inner(StructForms.of(s.layout()), p.plus(s.at(abi)), isAfter);
      case Field.Array a -> array(form, a, p.plus(a.at(abi)));
    };
  }

  private String inner(StructForm form, Place p, boolean isAfter) {
    List<Field> given = form.fields(p.view(), p.at(), abi, false);
    return "{" + (isAfter ? everything(form, p) : fields(form, given, p, false)) + "}";
  }

  private String number(StructForm form, Field.Number f, Place p, boolean isAfter) {
    long value = f.getLong(p.view(), p.at(), abi);
    if (!(form.kind(f) instanceof Kind.Pointer pointer)) {
      return ValueText.of(form.kind(f), value);
    }
    if (value == 0 || !pointer.access().meaningful(isAfter)) {
      return ValueText.address(value);
    }
    long count = NamedMemory.count(pointer.count(), form.layout(), p.view(), p.at(), abi);
    long length = Math.min(count, mostElements * 16L) * pointer.to().size(abi);
    byte[] bytes = (isAfter ? after : before).read(value, length);
    byte[] none = new byte[0];
    return target(pointer, value, count, isAfter ? none : bytes, isAfter ? bytes : none);
  }

  private String array(StructForm form, Field.Array a, Place p) {
    if (a.element() != null) {
      return "[" + a.count(abi) + " " + a.element().name() + "]";
    }
    Kind kind = form.kind(a);
    if (kind == Plain.TEXT) {
      return ValueText.quoted(p.bytes(), p.at(), a.size(abi), false);
    }
    if (kind == Plain.UUID) {
      return ValueText.uuid(p.bytes(), p.at());
    }
    return list(a.scalar(), kind, p, a.count(abi), a.count(abi));
  }

  private long scalar(Scalar type, Place p) {
    ByteArrayBytes m = p.view();
    long value =
        switch (type.size(abi)) {
          case 1 -> m.getU8(p.at());
          case 2 -> m.getU16(p.at());
          case 4 -> Integer.toUnsignedLong(m.getU32(p.at()));
          default -> m.getU64(p.at());
        };
    int shift = 64 - 8 * type.size(abi);
    return type.isSigned() ? value << shift >> shift : value;
  }
}
