package dev.xenolith.abi.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * The layout of one C structure of the public ABI, for both widths.
 *
 * <p>Build it by naming the members in the header's order:
 *
 * <pre>{@code
 * private static final StructLayout.Builder S = StructLayout.of("vcpu_info", "xen.h");
 * public static final Field.U8 EVTCHN_UPCALL_PENDING = S.u8("evtchn_upcall_pending");
 * public static final Field.Word EVTCHN_PENDING_SEL = S.word("evtchn_pending_sel");
 * public static final StructLayout LAYOUT = S.build();
 * }</pre>
 */
public final class StructLayout {
  private final String name;
  private final String header;
  private final List<Field> fields;
  private final int[] sizes;
  private final int[] alignments;

  private StructLayout(Builder b) {
    name = b.name;
    header = b.header;
    fields = List.copyOf(b.fields);
    alignments = b.alignments.clone();
    sizes = new int[] {b.roundUp(0), b.roundUp(1)};
  }

  /** Starts the layout of {@code struct name}, declared in this public header. */
  public static Builder of(String name, String header) {
    return new Builder(name, header, false);
  }

  /** Starts the layout of a union: all members begin at 0. */
  public static Builder unionOf(String name, String header) {
    return new Builder(name, header, true);
  }

  /** The C tag, without {@code struct}. */
  public String name() {
    return name;
  }

  /** The public header that declares it. */
  public String header() {
    return header;
  }

  public List<Field> fields() {
    return fields;
  }

  /** sizeof, in bytes. */
  public int size(Abi abi) {
    return sizes[abi.ordinal()];
  }

  int alignment(int abi) {
    return alignments[abi];
  }

  /** Collects members in order of declaration. */
  public static final class Builder {
    private final String name;
    private final String header;
    private final boolean union;
    private final List<Field> fields = new ArrayList<>();
    private final int[] ends = new int[2];
    private final int[] alignments = {1, 1};

    private Builder(String name, String header, boolean union) {
      this.name = name;
      this.header = header;
      this.union = union;
    }

    public Field.U8 u8(String member) {
      return add(new Field.U8(member, place(0, 1, 1), place(1, 1, 1)));
    }

    public Field.U16 u16(String member) {
      return add(new Field.U16(member, place(0, 2, 2), place(1, 2, 2)));
    }

    public Field.U32 u32(String member) {
      return add(new Field.U32(member, place(0, 4, 4), place(1, 4, 4)));
    }

    /** uint64_t: aligned to 4 in the 32-bit ABI. */
    public Field.U64 u64(String member) {
      return add(new Field.U64(member, place(0, 8, 4), place(1, 8, 8)));
    }

    /** uint64_aligned_t: aligned to 8 in both. */
    public Field.U64 u64Aligned(String member) {
      return add(new Field.U64(member, place(0, 8, 8), place(1, 8, 8)));
    }

    /** unsigned long, xen_ulong_t, xen_pfn_t. */
    public Field.Word word(String member) {
      return add(new Field.Word(member, false, place(0, 4, 4), place(1, 8, 8)));
    }

    /** XEN_GUEST_HANDLE or pointer. */
    public Field.Word pointer(String member) {
      return add(new Field.Word(member, true, place(0, 4, 4), place(1, 8, 8)));
    }

    public Field.Struct struct(String member, StructLayout layout) {
      return add(
          new Field.Struct(
              member,
              layout,
              place(0, layout.sizes[0], layout.alignments[0]),
              place(1, layout.sizes[1], layout.alignments[1])));
    }

    public Field.Array array(String member, StructLayout element, int count) {
      return add(
          new Field.Array(
              member,
              element,
              count,
              place(0, element.sizes[0] * count, element.alignments[0]),
              place(1, element.sizes[1] * count, element.alignments[1])));
    }

    /** An array of scalars of this many bytes each. */
    public Field.Array array(String member, int elementBytes, int count) {
      int align32 = Math.min(elementBytes, 4);
      return add(
          new Field.Array(
              member,
              null,
              count,
              place(0, elementBytes * count, align32),
              place(1, elementBytes * count, elementBytes)));
    }

    /** An array of unsigned longs. */
    public Field.Array words(String member, int count) {
      return add(
          new Field.Array(member, null, count, place(0, 4 * count, 4), place(1, 8 * count, 8)));
    }

    public StructLayout build() {
      return new StructLayout(this);
    }

    private Field.Place place(int abi, int size, int alignment) {
      int offset = union ? 0 : align(ends[abi], alignment);
      ends[abi] = Math.max(ends[abi], offset + size);
      alignments[abi] = Math.max(alignments[abi], alignment);
      return new Field.Place(offset, size);
    }

    private int roundUp(int abi) {
      return align(ends[abi], alignments[abi]);
    }

    private static int align(int value, int alignment) {
      return (value + alignment - 1) / alignment * alignment;
    }

    private <F extends Field> F add(F field) {
      fields.add(field);
      return field;
    }
  }
}
