package dev.xenolith.abi.layout;

/** A named place in a structure. Its offset depends on the ABI and is known only here. */
public abstract sealed class Field {
  private final String name;
  private final int[] offsets = new int[2];
  private final int[] sizes = new int[2];

  Field(String name, Place pv32, Place pv64) {
    this.name = name;
    offsets[Abi.PV32.ordinal()] = pv32.offset();
    offsets[Abi.PV64.ordinal()] = pv64.offset();
    sizes[Abi.PV32.ordinal()] = pv32.size();
    sizes[Abi.PV64.ordinal()] = pv64.size();
  }

  record Place(int offset, int size) {}

  /** The C name of the member. */
  public final String name() {
    return name;
  }

  /** Offset from the start of the structure, in bytes. */
  public final int at(Abi abi) {
    return offsets[abi.ordinal()];
  }

  /** Size in bytes. */
  public final int size(Abi abi) {
    return sizes[abi.ordinal()];
  }

  /** uint8_t, int8_t or char. */
  public static final class U8 extends Field {
    U8(String name, Place pv32, Place pv64) {
      super(name, pv32, pv64);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU8(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU8(base + at(abi), value);
    }
  }

  /** uint16_t or int16_t. */
  public static final class U16 extends Field {
    U16(String name, Place pv32, Place pv64) {
      super(name, pv32, pv64);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU16(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU16(base + at(abi), value);
    }
  }

  /** uint32_t or int32_t, as the int with the same bits. */
  public static final class U32 extends Field {
    U32(String name, Place pv32, Place pv64) {
      super(name, pv32, pv64);
    }

    public int get(GuestBytes m, long base, Abi abi) {
      return m.getU32(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, int value) {
      m.putU32(base + at(abi), value);
    }
  }

  /** uint64_t, int64_t. */
  public static final class U64 extends Field {
    U64(String name, Place pv32, Place pv64) {
      super(name, pv32, pv64);
    }

    public long get(GuestBytes m, long base, Abi abi) {
      return m.getU64(base + at(abi));
    }

    public void put(GuestBytes m, long base, Abi abi, long value) {
      m.putU64(base + at(abi), value);
    }
  }

  /**
   * unsigned long, pointer, guest handle or xen_pfn_t: as wide as the guest. Zero-extended when
   * read.
   */
  public static final class Word extends Field {
    private final boolean pointer;

    Word(String name, boolean pointer, Place pv32, Place pv64) {
      super(name, pv32, pv64);
      this.pointer = pointer;
    }

    /** Whether the member is a pointer rather than a number. */
    public boolean isPointer() {
      return pointer;
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
  }

  /**
   * A structure inside a structure. Add {@link #at} to the base and use the inner layout's fields.
   */
  public static final class Struct extends Field {
    private final StructLayout layout;

    Struct(String name, StructLayout layout, Place pv32, Place pv64) {
      super(name, pv32, pv64);
      this.layout = layout;
    }

    public StructLayout layout() {
      return layout;
    }
  }

  /** An array of scalars ({@code element} null) or of structures. */
  public static final class Array extends Field {
    private final StructLayout element;
    private final int count;

    Array(String name, StructLayout element, int count, Place pv32, Place pv64) {
      super(name, pv32, pv64);
      this.element = element;
      this.count = count;
    }

    public int count() {
      return count;
    }

    /** The layout of one element, or null where the elements are scalars. */
    public StructLayout element() {
      return element;
    }

    /** Size of one element in bytes. */
    public int stride(Abi abi) {
      return size(abi) / count;
    }

    /** Offset of element {@code index} from the start of the structure. */
    public int at(Abi abi, int index) {
      return at(abi) + java.util.Objects.checkIndex(index, count) * stride(abi);
    }
  }
}
