package dev.xenolith.hv.machine.cpu.decode;

/**
 * Writes instructions as text, in the words of {@code objdump -d}. Not thread-safe.
 *
 * <p>What that tool does not know or writes otherwise on purpose is listed next to the comparison
 * with it, in {@code src/vectors/decode/differences.md}.
 */
public final class Disassembler {
  /** Written for what is no instruction. */
  public static final String BAD = "(bad)";

  private static final int MNEMONIC_COLUMN = 7;

  private final Syntax syntax;
  private final SymbolResolver symbols;
  private final Decoder decoder = new Decoder();
  private final Insn insn = new Insn();

  /** A disassembler that writes addresses as numbers. */
  public Disassembler(Syntax syntax) {
    this(syntax, SymbolResolver.NONE);
  }

  /** A disassembler that names the targets of branches. */
  public Disassembler(Syntax syntax, SymbolResolver symbols) {
    this.syntax = syntax;
    this.symbols = symbols;
  }

  /**
   * Decodes and writes one instruction. {@link #last} tells its length. What ends too early or is
   * too long is {@link #BAD}.
   *
   * @param address of its first byte, for relative operands
   */
  public String disassemble(CodeMode mode, ByteSource bytes, long address) {
    Decoded outcome = decoder.decode(mode, bytes, insn);
    boolean whole = outcome == Decoded.OK || outcome == Decoded.UNDEFINED;
    return whole ? text(insn, address) : BAD;
  }

  /** What {@link #disassemble} decoded last. */
  public Insn last() {
    return insn;
  }

  /**
   * Writes an instruction that has been decoded; {@link #BAD} when it has no row.
   *
   * @param address of its first byte, for relative operands
   */
  public String text(Insn decoded, long address) {
    StringBuilder to = new StringBuilder(48);
    PrefixText.write(decoded, syntax, to);
    if (decoded.row() == null) {
      return to.append(BAD).toString();
    }
    to.append(syntax == Syntax.ATT ? AttMnemonic.of(decoded) : IntelMnemonic.of(decoded));
    OperandText operands =
        syntax == Syntax.ATT
            ? new AttOperands(decoded, address, symbols)
            : new IntelOperands(decoded, address, symbols);
    int end = to.length();
    to.append(" ".repeat(Math.max(1, MNEMONIC_COLUMN - end)));
    int start = to.length();
    operands.write(to);
    if (to.length() == start) {
      to.setLength(end);
    }
    return to.toString();
  }
}
