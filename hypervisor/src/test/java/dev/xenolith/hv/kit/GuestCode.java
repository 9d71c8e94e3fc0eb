package dev.xenolith.hv.kit;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Machine code of a kernel, put together piece by piece; of a 32-bit one unless said otherwise.
 * Labels stand for addresses of the guest, which lie in its lowest 2 GiB.
 */
public final class GuestCode {
  /** General registers, as instructions number them. */
  public static final int EAX = 0;

  public static final int ECX = 1;
  public static final int EDX = 2;
  public static final int EBX = 3;
  public static final int ESP = 4;
  public static final int EBP = 5;
  public static final int ESI = 6;
  public static final int EDI = 7;

  public static final int R8 = 8;
  public static final int R10 = 10;
  public static final int R11 = 11;

  private static final int[] ARGUMENTS_32 = {EBX, ECX, EDX, ESI, EDI};
  private static final int[] ARGUMENTS_64 = {EDI, ESI, EDX, R10, R8};

  private record Fixup(int at, String label, boolean relative) {}

  private final Abi abi;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Fixup> fixups = new ArrayList<>();

  /** A 32-bit kernel. */
  public GuestCode() {
    this(Abi.PV32);
  }

  /** A kernel of this width. */
  public GuestCode(Abi abi) {
    this.abi = abi;
  }

  private boolean is64() {
    return abi == Abi.PV64;
  }

  /**
   * REX for a register in the reg field (or, with {@code rm}, in the other), where it takes one.
   */
  private void rex(boolean wide, int register, boolean rm) {
    int rex = (wide ? 8 : 0) | (register < 8 ? 0 : rm ? 1 : 4);
    if (is64() && rex != 0) {
      out.write(0x40 | rex);
    }
  }

  /** ModRM (and SIB) for an absolute address. */
  private GuestCode absolute(int reg, long address) {
    if (is64()) {
      out.write((reg & 7) << 3 | 4);
      out.write(0x25);
    } else {
      out.write(reg << 3 | 5);
    }
    return u32((int) address);
  }

  /** Adds bytes written as hexadecimal digits; spaces do not matter. */
  public GuestCode hex(String digits) {
    out.writeBytes(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    return this;
  }

  /** Adds a 32-bit number. */
  public GuestCode u32(int value) {
    for (int i = 0; i < 4; i++) {
      out.write(value >>> 8 * i);
    }
    return this;
  }

  /** Names this place. */
  public GuestCode label(String name) {
    labels.put(name, out.size());
    return this;
  }

  /** MOV reg, number; a 64-bit one where it takes that. */
  public GuestCode mov(int register, long value) {
    boolean wide = is64() && value >>> 32 != 0;
    rex(wide, register, true);
    out.write(0xB8 + (register & 7));
    u32((int) value);
    return wide ? u32((int) (value >>> 32)) : this;
  }

  /** MOV reg, address of a label. */
  public GuestCode movLabel(int register, String name) {
    rex(false, register, true);
    out.write(0xB8 + (register & 7));
    fixups.add(new Fixup(out.size(), name, false));
    return u32(0);
  }

  /** MOV [address], reg: a word of the kernel's width. */
  public GuestCode store(long address, int register) {
    rex(true, register, false);
    out.write(0x89);
    return absolute(register, address);
  }

  /** MOV reg, [address]: a word of the kernel's width. */
  public GuestCode load(int register, long address) {
    rex(true, register, false);
    out.write(0x8B);
    return absolute(register, address);
  }

  /** MOV DWORD [address], imm32. */
  public GuestCode put(long address, long value) {
    out.write(0xC7);
    return absolute(0, address).u32((int) value);
  }

  /** MOV DWORD [address], address of a label. */
  public GuestCode putLabel(long address, String name) {
    out.write(0xC7);
    absolute(0, address);
    fixups.add(new Fixup(out.size(), name, false));
    return u32(0);
  }

  /** A hypercall by INT 0x82 or SYSCALL; the result is in EAX. */
  public GuestCode hypercall(Hypercall op, long... args) {
    for (int i = 0; i < args.length; i++) {
      mov((is64() ? ARGUMENTS_64 : ARGUMENTS_32)[i], args[i]);
    }
    return call(op);
  }

  private GuestCode call(Hypercall op) {
    return mov(EAX, op.number).hex(is64() ? "0F05" : "CD82");
  }

  /** JMP to a label. */
  public GuestCode jmp(String name) {
    out.write(0xE9);
    fixups.add(new Fixup(out.size(), name, true));
    return u32(0);
  }

  /** One entry of a trap table: the handler of a vector, in the kernel's flat segment. */
  public GuestCode trapEntry(int vector, int flags, String handler) {
    out.write(vector);
    out.write(flags);
    hex(is64() ? "33E000000000" : "19E0");
    fixups.add(new Fixup(out.size(), handler, false));
    return is64() ? u32(0).u32(0) : u32(0);
  }

  /** Registers the trap table at a label. It ends with an entry of zeroes: {@link #endOfTable}. */
  public GuestCode setTrapTable(String table) {
    return movLabel(is64() ? EDI : EBX, table).call(Hypercall.SET_TRAP_TABLE);
  }

  /** The entry that ends a trap table. */
  public GuestCode endOfTable() {
    return hex("00".repeat(is64() ? 16 : 8));
  }

  /** Copies this many words from the stack, from the top up, to an address. */
  public GuestCode saveStack(long address, int words) {
    for (int i = 0; i < words; i++) {
      rex(true, EAX, false);
      hex("8B4424").hexByte(abi.wordBytes * i).store(address + (long) abi.wordBytes * i, EAX);
    }
    return this;
  }

  private GuestCode hexByte(int value) {
    out.write(value);
    return this;
  }

  /** Writes a number to {@link TestDomain#DONE}, which ends {@link TestDomain#run}, and spins. */
  public GuestCode done() {
    return put(TestDomain.DONE, 1).hex("EBFE");
  }

  /** How many bytes there are so far. */
  public int size() {
    return out.size();
  }

  /** The bytes, for a kernel that is loaded at this address. */
  public byte[] assemble(long base) {
    byte[] bytes = out.toByteArray();
    for (Fixup f : fixups) {
      Integer target = labels.get(f.label);
      if (target == null) {
        throw new IllegalArgumentException("no label " + f.label);
      }
      int value = f.relative ? target - (f.at + 4) : (int) (base + target);
      for (int i = 0; i < 4; i++) {
        bytes[f.at + i] = (byte) (value >>> 8 * i);
      }
    }
    return bytes;
  }

  /** Address of a label in a kernel that is loaded at this address. */
  public long address(String name, long base) {
    return base + labels.get(name);
  }
}
