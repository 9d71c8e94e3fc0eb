package dev.xenolith.abi.sign;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Pointee;

/**
 * Finds all memory that the arguments of a call name, by reading it: pointers in structures are
 * followed as the table says.
 */
public final class NamedMemory {
  /** Most elements of an array that are looked at. */
  public static final int MOST_ELEMENTS = 256;

  private final Abi abi;
  private final GuestReader memory;
  private final boolean after;

  private NamedMemory(Abi abi, GuestReader memory, boolean after) {
    this.abi = abi;
    this.memory = memory;
    this.after = after;
  }

  /**
   * Reads what the call is given, or with {@code after} what it gave back, each piece once in order
   * of the arguments.
   */
  public static void visit(
      Signature signature, Abi abi, long[] args, boolean after, GuestReader memory) {
    NamedMemory walk = new NamedMemory(abi, memory, after);
    int register = 0;
    for (Parameter p : signature.parameters(abi)) {
      if (p.kind() instanceof Kind.Pointer pointer) {
        long address = p.value(args, register, abi);
        walk.follow(pointer, address, count(pointer.count(), signature, abi, args));
      }
      register += p.registers(abi);
    }
  }

  /** How many elements a pointer argument names; at most {@link Integer#MAX_VALUE}. */
  public static long count(Count count, Signature signature, Abi abi, long[] args) {
    return switch (count) {
      case Count.Fixed f -> f.elements();
      case Count.Argument a -> argument(a.index(), signature, abi, args);
      case Count.DescriptorPages d -> (argument(d.index(), signature, abi, args) + 511) / 512;
      case Count.UntilZero u -> u.most();
      case Count.Member ignored -> 0;
    };
  }

  private static long argument(int index, Signature signature, Abi abi, long[] args) {
    int register = 0;
    for (int i = 0; i < index; i++) {
      register += signature.parameters(abi).get(i).registers(abi);
    }
    return Math.max(
        0, signature.parameters(abi).get(index).value(args, register, abi) & 0x7FFF_FFFF);
  }

  /** How many elements a pointer in a structure names. */
  public static long count(Count count, StructLayout s, ByteArrayBytes m, long base, Abi abi) {
    if (count instanceof Count.Member member) {
      for (Field f : s.fields()) {
        if (f.name().equals(member.name())) {
          return Math.max(0, ((Field.Number) f).getLong(m, base, abi) & 0x7FFF_FFFF);
        }
      }
    }
    return count instanceof Count.Fixed f ? f.elements() : 0;
  }

  private void follow(Kind.Pointer pointer, long address, long count) {
    if (address == 0 || count == 0 || !pointer.access().meaningful(after)) {
      return;
    }
    int size = pointer.to().size(abi);
    int elements = (int) Math.min(count, MOST_ELEMENTS);
    if (pointer.count() instanceof Count.UntilZero zero) {
      untilZero((Pointee.Structures) pointer.to(), zero, address);
      return;
    }
    if (pointer.to() instanceof Pointee.Numbers) {
      memory.read(address, (int) Math.min(count * size, Integer.MAX_VALUE));
      return;
    }
    StructLayout s = ((Pointee.Structures) pointer.to()).layout();
    byte[] bytes = memory.read(address, elements * size);
    ByteArrayBytes m = new ByteArrayBytes(bytes);
    for (int i = 0; (i + 1) * size <= bytes.length; i++) {
      structure(s, m, (long) i * size);
    }
  }

  private void structure(StructLayout s, ByteArrayBytes m, long base) {
    StructForm form = StructForms.of(s);
    for (Field f : form.fields(m, base, abi, after)) {
      if (f instanceof Field.Struct inner) {
        structure(inner.layout(), m, base + f.at(abi));
      } else if (f instanceof Field.Number n && form.kind(f) instanceof Kind.Pointer p) {
        follow(p, n.getLong(m, base, abi), count(p.count(), s, m, base, abi));
      }
    }
  }

  private void untilZero(Pointee.Structures to, Count.UntilZero zero, long address) {
    int size = to.size(abi);
    Field.Number field =
        (Field.Number)
            to.layout().fields().stream()
                .filter(f -> f.name().equals(zero.field()))
                .findFirst()
                .orElseThrow();
    for (int elements = 1; elements <= zero.most(); elements++) {
      byte[] last = memory.read(address + (long) (elements - 1) * size, size);
      if (last.length < size || field.getLong(new ByteArrayBytes(last), 0, abi) == 0) {
        return;
      }
    }
  }
}
