package dev.xenolith.abi.sign;

import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.AbiNumber;
import java.util.List;

/** What an argument, a field or a result is, as far as a reader wants to see it. */
public sealed interface Kind {
  /** A plain number in one of these forms. */
  enum Plain implements Kind {
    DECIMAL,
    SIGNED,
    HEX,
    /** Linear address or pointer that is not followed. */
    ADDRESS,
    MFN,
    DOMAIN,
    /**
     * Owner of the frames in the low half; in the high half, plus one, the owner of the page
     * tables.
     */
    DOMAIN_PAIR,
    /** Time or duration in ns. */
    NANOS,
    /** mmu_update.ptr: machine address of an entry with a command in its low bits. */
    ENTRY_ADDRESS,
    /** The result of XENVER_version: major and minor in 16 bits each. */
    VERSION,
    /** Characters. */
    TEXT,
    /** 16 bytes of a UUID. */
    UUID,
    /** Flags of update_va_mapping: what to flush, where, or a pointer. */
    FLUSH,
    /** Count of mmu_update and mmuext_op, whose top bit marks a continuation. */
    COUNT
  }

  /** One of these numbers. */
  record Named(List<? extends AbiNumber> names) implements Kind {}

  /** Some of these bits. */
  record Flags(List<Bit> bits) implements Kind {}

  /** A bit with a name. */
  record Bit(String name, long mask) {}

  /** Memory of the caller. */
  record Pointer(Pointee to, Count count, Access access) implements Kind {}

  /** What a pointer points to. */
  sealed interface Pointee {
    /** Bytes of one element. */
    int size(dev.xenolith.abi.layout.Abi abi);

    /** Structures. */
    record Structures(StructLayout layout) implements Pointee {
      @Override
      public int size(dev.xenolith.abi.layout.Abi abi) {
        return layout.size(abi);
      }
    }

    /** Numbers of one form. */
    record Numbers(Scalar scalar, Kind kind) implements Pointee {
      @Override
      public int size(dev.xenolith.abi.layout.Abi abi) {
        return scalar.size(abi);
      }
    }
  }

  /** How many elements there are. */
  sealed interface Count {
    /** A number known from the header. */
    record Fixed(int elements) implements Count {}

    /** Given by another argument. */
    record Argument(int index) implements Count {}

    /** Given by a field of the structure that holds the pointer. */
    record Member(String name) implements Count {}

    /** GDT frames: one for 512 entries, whose number another argument gives. */
    record DescriptorPages(int index) implements Count {}

    /** The element with a zero in this field ends the array. */
    record UntilZero(String field, int most) implements Count {}
  }

  /** Who writes. */
  enum Access {
    IN,
    OUT,
    INOUT;

    /** Whether it means something before the call ({@code after} false) or after it. */
    public boolean meaningful(boolean after) {
      return this == INOUT || (this == OUT) == after;
    }
  }
}
