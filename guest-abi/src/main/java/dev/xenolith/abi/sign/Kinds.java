package dev.xenolith.abi.sign;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.AbiNumber;
import dev.xenolith.abi.sign.Kind.Access;
import dev.xenolith.abi.sign.Kind.Bit;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.sign.Kind.Pointee;
import java.util.ArrayList;
import java.util.List;

/** Shorthand of the tables. */
final class Kinds {
  private Kinds() {}

  static Kind byType(Field f) {
    return switch (f) {
      case Field.Number n -> byType(n.scalar());
      case Field.Array a when a.scalar() == Scalar.CHAR || a.scalar() == Scalar.S8 -> Plain.TEXT;
      case Field.Array a when a.scalar() == Scalar.U8 && a.count() == 16 -> Plain.UUID;
      case Field.Array a when a.scalar() != null -> byType(a.scalar());
      default -> Plain.HEX;
    };
  }

  static Kind byType(Scalar s) {
    return switch (s) {
      case DOMID -> Plain.DOMAIN;
      case PFN -> Plain.MFN;
      case POINTER, POINTER64 -> Plain.ADDRESS;
      case WORD, U64, U64_ALIGNED -> Plain.HEX;
      case S8, S16, S32, S64, S64_ALIGNED -> Plain.SIGNED;
      default -> Plain.DECIMAL;
    };
  }

  static Kind named(AbiNumber... values) {
    return new Kind.Named(List.of(values));
  }

  /** Bits given as name, mask, name, mask. */
  static Kind flags(Object... namesAndMasks) {
    List<Bit> bits = new ArrayList<>();
    for (int i = 0; i < namesAndMasks.length; i += 2) {
      bits.add(new Bit((String) namesAndMasks[i], ((Number) namesAndMasks[i + 1]).longValue()));
    }
    return new Kind.Flags(List.copyOf(bits));
  }

  /** A pointer to one structure; the hypervisor writes it if its form says so. */
  static Kind one(StructLayout s) {
    return many(s, new Count.Fixed(1));
  }

  static Kind many(StructLayout s, Count count) {
    Access access = StructForms.of(s).hasResults() ? Access.INOUT : Access.IN;
    return new Kind.Pointer(new Pointee.Structures(s), count, access);
  }

  static Kind out(StructLayout s) {
    return new Kind.Pointer(new Pointee.Structures(s), new Count.Fixed(1), Access.OUT);
  }

  static Kind numbers(Scalar scalar, Kind kind, Count count, Access access) {
    return new Kind.Pointer(new Pointee.Numbers(scalar, kind), count, access);
  }

  static Kind text(Count count, Access access) {
    return numbers(Scalar.CHAR, Plain.TEXT, count, access);
  }
}
