package dev.xenolith.hv.kit;

import dev.xenolith.abi.call.Hypercall;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Machine code of a 32-bit kernel, put together piece by piece. Labels stand for addresses of the
 * guest.
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

  private static final int[] ARGUMENTS = {EBX, ECX, EDX, ESI, EDI};

  private record Fixup(int at, String label, boolean relative) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Fixup> fixups = new ArrayList<>();

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

  /** MOV reg, imm32. */
  public GuestCode mov(int register, long value) {
    out.write(0xB8 + register);
    return u32((int) value);
  }

  /** MOV reg, address of a label. */
  public GuestCode movLabel(int register, String name) {
    out.write(0xB8 + register);
    fixups.add(new Fixup(out.size(), name, false));
    return u32(0);
  }

  /** MOV [address], reg. */
  public GuestCode store(long address, int register) {
    out.write(0x89);
    out.write(register << 3 | 5);
    return u32((int) address);
  }

  /** MOV reg, [address]. */
  public GuestCode load(int register, long address) {
    out.write(0x8B);
    out.write(register << 3 | 5);
    return u32((int) address);
  }

  /** MOV DWORD [address], imm32. */
  public GuestCode put(long address, long value) {
    hex("C705").u32((int) address);
    return u32((int) value);
  }

  /** MOV DWORD [address], address of a label. */
  public GuestCode putLabel(long address, String name) {
    hex("C705").u32((int) address);
    fixups.add(new Fixup(out.size(), name, false));
    return u32(0);
  }

  /** A hypercall by INT 0x82; the result is in EAX. */
  public GuestCode hypercall(Hypercall op, long... args) {
    for (int i = 0; i < args.length; i++) {
      mov(ARGUMENTS[i], args[i]);
    }
    return mov(EAX, op.number).hex("CD82");
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
    hex("19E0");
    fixups.add(new Fixup(out.size(), handler, false));
    return u32(0);
  }

  /** Registers the trap table at a label. It ends with an entry of zeroes: {@link #endOfTable}. */
  public GuestCode setTrapTable(String table) {
    return movLabel(EBX, table).mov(EAX, Hypercall.SET_TRAP_TABLE.number).hex("CD82");
  }

  /** The entry that ends a trap table. */
  public GuestCode endOfTable() {
    return hex("0000000000000000");
  }

  /** Copies this many words from the stack, from ESP up, to an address. */
  public GuestCode saveStack(long address, int words) {
    for (int i = 0; i < words; i++) {
      hex("8B4424").hexByte(4 * i).store(address + 4L * i, EAX);
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
