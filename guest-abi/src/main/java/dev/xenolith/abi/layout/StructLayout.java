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
 *
 * <p>A field knows its offset only after {@link Builder#build}.
 */
public final class StructLayout {
  private final String name;
  private final String header;
  private final Group body;
  private final List<Field> fields;
  private final int[] sizes;
  private final int[] alignments;

  private StructLayout(Builder b) {
    name = b.name;
    header = b.header;
    body = b.group;
    List<Field> all = new ArrayList<>();
    body.collectFields(all);
    fields = List.copyOf(all);
    sizes = new int[2];
    alignments = new int[2];
    for (Abi abi : Abi.values()) {
      body.place(abi, 0, "");
      sizes[abi.ordinal()] = body.sizeof(abi);
      alignments[abi.ordinal()] = body.alignment(abi);
    }
  }

  /** Starts the layout of {@code struct name}, declared in this public header. */
  public static Builder of(String name, String header) {
    return new Builder(name, header, new Group("", null, false));
  }

  /** Starts the layout of a union: all members begin at 0. */
  public static Builder unionOf(String name, String header) {
    return new Builder(name, header, new Group("", null, true));
  }

  /** The C tag, without {@code struct}. */
  public String name() {
    return name;
  }

  /** The public header that declares it, relative to {@code xen/}. */
  public String header() {
    return header;
  }

  /** All fields, those of inner structs and unions included, in order of declaration. */
  public List<Field> fields() {
    return fields;
  }

  /** The members as a tree. */
  public Group body() {
    return body;
  }

  /** sizeof, in bytes. */
  public int size(Abi abi) {
    return sizes[abi.ordinal()];
  }

  /** Alignment as a member, in bytes. */
  public int alignment(Abi abi) {
    return alignments[abi.ordinal()];
  }

  int[] sizes(int count32, int count64) {
    return new int[] {sizes[0] * count32, sizes[1] * count64};
  }

  int[] alignments() {
    return alignments.clone();
  }

  @Override
  public String toString() {
    return (body.isUnion() ? "union " : "struct ") + name;
  }

  /** Collects members in order of declaration. */
  public static final class Builder {
    private final String name;
    private final String header;
    private final Group group;
    private Abi only;

    private Builder(String name, String header, Group group) {
      this.name = name;
      this.header = header;
      this.group = group;
    }

    public Field.U8 u8(String member) {
      return add(new Field.U8(member, takeOnly(), Scalar.U8));
    }

    public Field.S8 s8(String member) {
      return add(new Field.S8(member, takeOnly(), Scalar.S8));
    }

    public Field.U16 u16(String member) {
      return add(new Field.U16(member, takeOnly(), Scalar.U16));
    }

    public Field.S16 s16(String member) {
      return add(new Field.S16(member, takeOnly(), Scalar.S16));
    }

    /** domid_t. */
    public Field.U16 domid(String member) {
      return add(new Field.U16(member, takeOnly(), Scalar.DOMID));
    }

    public Field.U32 u32(String member) {
      return add(new Field.U32(member, takeOnly(), Scalar.U32));
    }

    public Field.U32 s32(String member) {
      return add(new Field.U32(member, takeOnly(), Scalar.S32));
    }

    /** evtchn_port_t. */
    public Field.U32 port(String member) {
      return add(new Field.U32(member, takeOnly(), Scalar.PORT));
    }

    /** grant_ref_t. */
    public Field.U32 gref(String member) {
      return add(new Field.U32(member, takeOnly(), Scalar.GREF));
    }

    /** grant_handle_t. */
    public Field.U32 ghandle(String member) {
      return add(new Field.U32(member, takeOnly(), Scalar.GHANDLE));
    }

    /** uint64_t: aligned to 4 in the 32-bit ABI. */
    public Field.U64 u64(String member) {
      return add(new Field.U64(member, takeOnly(), Scalar.U64));
    }

    /** int64_t: aligned to 4 in the 32-bit ABI. */
    public Field.U64 s64(String member) {
      return add(new Field.U64(member, takeOnly(), Scalar.S64));
    }

    /** uint64_aligned_t: aligned to 8 in both. */
    public Field.U64 u64Aligned(String member) {
      return add(new Field.U64(member, takeOnly(), Scalar.U64_ALIGNED));
    }

    /** int64_aligned_t: aligned to 8 in both. */
    public Field.U64 s64Aligned(String member) {
      return add(new Field.U64(member, takeOnly(), Scalar.S64_ALIGNED));
    }

    /** XEN_GUEST_HANDLE_64: a pointer of 8 bytes in both widths. */
    public Field.U64 pointer64(String member) {
      return add(new Field.U64(member, takeOnly(), Scalar.POINTER64));
    }

    /** unsigned long, xen_ulong_t. */
    public Field.Word word(String member) {
      return add(new Field.Word(member, takeOnly(), Scalar.WORD));
    }

    /** uint16_t in the 32-bit ABI, uint32_t in the 64-bit one. */
    public Field.Half half(String member) {
      return add(new Field.Half(member, takeOnly(), Scalar.HALF));
    }

    /** xen_pfn_t. */
    public Field.Word pfn(String member) {
      return add(new Field.Word(member, takeOnly(), Scalar.PFN));
    }

    /** XEN_GUEST_HANDLE or pointer. */
    public Field.Word pointer(String member) {
      return add(new Field.Word(member, takeOnly(), Scalar.POINTER));
    }

    public Field.Struct struct(String member, StructLayout layout) {
      return add(new Field.Struct(member, takeOnly(), layout));
    }

    public Field.Array array(String member, StructLayout element, int count) {
      return add(new Field.Array(member, takeOnly(), element, count, count));
    }

    public Field.Array array(String member, Scalar element, int count) {
      return array(member, element, count, count);
    }

    /** An array with a length for each width. */
    public Field.Array array(String member, Scalar element, int count32, int count64) {
      return add(new Field.Array(member, takeOnly(), element, count32, count64));
    }

    /** An array of unsigned longs. */
    public Field.Array words(String member, int count) {
      return array(member, Scalar.WORD, count, count);
    }

    /** A union inside: its members become fields of this structure. The name may be empty. */
    public Builder union(String member) {
      return nest(new Group(member, takeOnly(), true));
    }

    /** A struct without a tag inside: its members become fields of this structure. */
    public Builder nested(String member) {
      return nest(new Group(member, takeOnly(), false));
    }

    /** The member declared next exists in this width alone. */
    public Builder only(Abi abi) {
      only = abi;
      return this;
    }

    /** For this width the members stand in another order. */
    public void order(Abi abi, String... members) {
      group.order(abi, members);
    }

    public StructLayout build() {
      if (name == null) {
        throw new IllegalStateException("only the outermost builder builds");
      }
      return new StructLayout(this);
    }

    private Builder nest(Group inner) {
      group.add(inner);
      return new Builder(null, null, inner);
    }

    private Abi takeOnly() {
      Abi taken = only;
      only = null;
      return taken;
    }

    private <F extends Field> F add(F field) {
      group.add(field);
      return field;
    }
  }
}
