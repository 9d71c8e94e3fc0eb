package dev.xenolith.hv.machine.cpu.decode;

/**
 * How a row is packed into characters, so that a starting machine need not read text: nine numbers
 * of 12 bits, two characters each, from {@code '0'} on.
 */
final class RowPacking {
  /** Characters per row. */
  static final int CHARS = 18;

  private static final int FIRST = '0';
  private static final int[] MODRM_MASKS = {0, 0x38, 0xf8, 0xff};
  private static final int[] OPCODES = {1, 8, 16};

  private RowPacking() {}

  /** Packs a row whose operands are number {@code operandList}. */
  static String pack(RowFields row, int operandList) {
    StringBuilder to = new StringBuilder(CHARS);
    put(to, row.op.ordinal());
    put(to, row.feature.ordinal() << 5 | row.prefix << 2 | row.map);
    put(to, indexOf(OPCODES, row.opcodes) << 8 | row.opcode);
    put(to, indexOf(MODRM_MASKS, row.modrmMask) << 8 | row.modrmValue);
    put(to, row.attributes);
    put(to, row.written);
    put(to, row.undefined);
    put(to, row.tested);
    put(to, operandList);
    return to.toString();
  }

  private static int indexOf(int[] values, int value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    throw new IllegalArgumentException("no code for " + value);
  }

  private static void put(StringBuilder to, int value) {
    if (value >> 12 != 0) {
      throw new IllegalArgumentException("more than 12 bits: " + value);
    }
    to.append((char) (FIRST + (value >> 6))).append((char) (FIRST + (value & 63)));
  }

  private static int get(String packed, int id, int field) {
    int at = id * CHARS + 2 * field;
    return packed.charAt(at) - FIRST << 6 | packed.charAt(at + 1) - FIRST;
  }

  static void unpack(
      String packed, int id, RowFields to, Op[] ops, Feature[] features, OperandSpec[][] operands) {
    to.op = ops[get(packed, id, 0)];
    int origin = get(packed, id, 1);
    to.feature = features[origin >> 5];
    to.prefix = origin >> 2 & 7;
    to.map = origin & 3;
    int code = get(packed, id, 2);
    to.opcodes = OPCODES[code >> 8];
    to.opcode = code & 0xff;
    int modrm = get(packed, id, 3);
    to.modrmMask = MODRM_MASKS[modrm >> 8];
    to.modrmValue = modrm & 0xff;
    to.attributes = get(packed, id, 4);
    to.written = get(packed, id, 5);
    to.undefined = get(packed, id, 6);
    to.tested = get(packed, id, 7);
    to.operands = operands[get(packed, id, 8)];
  }
}
