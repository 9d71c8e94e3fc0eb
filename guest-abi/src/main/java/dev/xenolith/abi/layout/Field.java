package dev.xenolith.abi.layout;

import java.util.Objects;

/** A named place in a structure. Its offset depends on the ABI and is known only here. */
public abstract sealed class Field extends Member {
  private final int[] offsets = {-1, -1};
  private final int[] sizes;
  private final int[] alignments;

  Field(String member, Abi only, int[] sizes, int[] alignments) {
    super(member, only);
    this.sizes = sizes;
    this.alignments = alignments;
  }

  Field(String member, Abi only, Scalar scalar, int count32, int count64) {
    this(
        member,
        only,
        new int[] {scalar.size(Abi.PV32) * count32, scalar.size(Abi.PV64) * count64},
        new int[] {scalar.alignment(Abi.PV32), scalar.alignment(Abi.PV64)});
  }

  /**
   * Offset from the start of the structure, in bytes.
   *
   * @throws IllegalStateException if this width of guest has no such member
   */
  public final int at(Abi abi) {
    int offset = offsets[abi.ordinal()];
    if (offset < 0) {
      throw new IllegalStateException(name() + " is no member in " + abi);
    }
    return offset;
  }

  /** Size in bytes. */
  public final int size(Abi abi) {
    return sizes[abi.ordinal()];
  }

  @Override
  final int sizeof(Abi abi) {
    return size(abi);
  }

  @Override
  final int alignment(Abi abi) {
    return alignments[abi.ordinal()];
  }

  @Override
  final void place(Abi abi, int offset, String prefix) {
    super.place(abi, offset, prefix);
    offsets[abi.ordinal()] = offset;
  }

  /** A number or pointer. */
  public abstract static sealed class Number extends Field {
    private final Scalar scalar;

    Number(String member, Abi only, Scalar scalar) {
      super(member, only, scalar, 1, 1);
      this.scalar = scalar;
    }

    /** The C type. */
    public final Scalar scalar() {
      return scalar;
    }

    /** The value, zero-extended, or sign-extended where the type is signed. */
    public abstract long getLong(GuestBytes m, long base, Abi abi);

    /** Stores the low bits of the value. */
    public abstract void putLong(GuestBytes m, long base, Abi abi, long value);
  }

  /** uint8_t or char. */
  public static final class U8 extends Number {
    U8(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU8(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU8(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** int8_t, sign-extended when read. */
  public static final class S8 extends Number {
    S8(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return (byte) m.getU8(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU8(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** uint16_t. */
  public static final class U16 extends Number {
    U16(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU16(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU16(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** int16_t, sign-extended when read. */
  public static final class S16 extends Number {
    S16(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return (short) m.getU16(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU16(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** uint16_t in the 32-bit ABI, uint32_t in the 64-bit one. */
  public static final class Half extends Number {
    Half(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return abi == Abi.PV64 ? m.getU32(base + at(abi)) : m.getU16(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      if (abi == Abi.PV64) {
        m.putU32(base + at(abi), value);
      } else {
        m.putU16(base + at(abi), value);
      }
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return Integer.toUnsignedLong(get(m, base, abi));
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** uint32_t or int32_t, as the int with the same bits. */
  public static final class U32 extends Number {
    U32(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU32(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU32(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      int bits = get(m, base, abi);
      return scalar().isSigned() ? bits : Integer.toUnsignedLong(bits);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, (int) value);
    }
  }

  /** uint64_t, int64_t, or a pointer of the control interfaces. */
  public static final class U64 extends Number {
    U64(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    public long get(GuestBytes m, long base, Abi abi) {
      return m.getU64(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, long value) {
      m.putU64(base + at(abi), value);
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, value);
    }
  }

  /**
   * unsigned long, pointer, guest handle or xen_pfn_t: as wide as the guest. Zero-extended when
   * read.
   */
  public static final class Word extends Number {
    Word(String member, Abi only, Scalar scalar) {
      super(member, only, scalar);
    }

    /** Whether the member is a pointer rather than a number. */
    public boolean isPointer() {
      return scalar() == Scalar.POINTER;
    }

    public long get(GuestBytes m, long base, Abi abi) {
      long offset = base + at(abi);
      return abi == Abi.PV64 ? m.getU64(offset) : Integer.toUnsignedLong(m.getU32(offset));
    }

    public void put(GuestBytes m, long base, Abi abi, long value) {
      if (abi == Abi.PV64) {
        m.putU64(base + at(abi), value);
      } else {
        m.putU32(base + at(abi), (int) value);
      }
    }

    @Override
    public long getLong(GuestBytes m, long base, Abi abi) {
      return get(m, base, abi);
    }

    @Override
    public void putLong(GuestBytes m, long base, Abi abi, long value) {
      put(m, base, abi, value);
    }
  }

  /**
   * A structure inside a structure. Add {@link #at} to the base and use the inner layout's fields.
   */
  public static final class Struct extends Field {
    private final StructLayout layout;

    Struct(String member, Abi only, StructLayout layout) {
      super(member, only, layout.sizes(1, 1), layout.alignments());
      this.layout = layout;
    }

    public StructLayout layout() {
      return layout;
    }
  }

  /** An array of scalars ({@code element} null) or of structures. */
  public static final class Array extends Field {
    private final StructLayout element;
    private final Scalar scalar;
    private final int[] counts;

    Array(String member, Abi only, StructLayout element, int count32, int count64) {
      super(member, only, element.sizes(count32, count64), element.alignments());
      this.element = element;
      scalar = null;
      counts = new int[] {count32, count64};
    }

    Array(String member, Abi only, Scalar scalar, int count32, int count64) {
      super(member, only, scalar, count32, count64);
      element = null;
      this.scalar = scalar;
      counts = new int[] {count32, count64};
    }

    /** Number of elements, where both widths have the same. */
    public int count() {
      if (counts[0] != counts[1]) {
        throw new IllegalStateException(name() + " has a length for each width");
      }
      return counts[0];
    }

    /** Number of elements. */
    public int count(Abi abi) {
      return counts[abi.ordinal()];
    }

    /** The layout of one element, or null where the elements are scalars. */
    public StructLayout element() {
      return element;
    }

    /** The type of one element, or null where the elements are structures. */
    public Scalar scalar() {
      return scalar;
    }

    /** Size of one element in bytes. */
    public int stride(Abi abi) {
      return element != null ? element.size(abi) : scalar.size(abi);
    }

    /** Offset of element {@code index} from the start of the structure. */
    public int at(Abi abi, int index) {
      return at(abi) + Objects.checkIndex(index, counts[abi.ordinal()]) * stride(abi);
    }
  }
}
