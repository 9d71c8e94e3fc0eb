package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private final Decoder decoder = new Decoder();
  private final Insn insn = new Insn();

  private Decoded decode(CodeMode mode, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoder.decode(
        mode, i -> i < bytes.length ? bytes[i] & 0xff : ByteSource.UNAVAILABLE, insn);
  }

  private void ok(String hex) {
    assertEquals(Decoded.OK, decode(CodeMode.BITS32, hex));
    assertEquals(hex.replace(" ", "").length() / 2, insn.length());
  }

  @Test
  void addOfARegisterToMemoryHasTheDestinationFirst() {
    ok("01 44 98 fc");
    assertEquals(Op.ADD, insn.op());
    assertEquals(OperandKind.MEMORY, insn.kind(0));
    assertEquals(0, insn.base());
    assertEquals(3, insn.index());
    assertEquals(2, insn.scaleShift());
    assertEquals(-4, insn.displacement());
    assertEquals(OperandKind.GPR, insn.kind(1));
    assertEquals(32, insn.width());
  }

  @Test
  void byteRegistersFourToSevenAreTheHighHalves() {
    ok("88 e0");
    assertEquals(OperandKind.GPR_HIGH, insn.kind(1));
    assertEquals(0, insn.register(1));
    assertEquals(8, insn.width());
  }

  @Test
  void rexMakesByteRegistersFourToSevenLowHalves() {
    assertEquals(Decoded.OK, decode(CodeMode.BITS64, "40 88 e0"));
    assertEquals(OperandKind.GPR, insn.kind(1));
    assertEquals(4, insn.register(1));
  }

  @Test
  void memoryBasedOnTheFramePointerIsInTheStackSegment() {
    ok("8b 45 08");
    assertEquals(2, insn.segment());
    ok("3e 8b 45 08");
    assertEquals(3, insn.segment());
  }

  @Test
  void lockBeforeARegisterDestinationIsUndefinedButStillDecoded() {
    assertEquals(Decoded.UNDEFINED, decode(CodeMode.BITS32, "f0 01 c0"));
    assertTrue(insn.illegalLock());
    assertEquals(Op.ADD, insn.op());
    assertEquals(Decoded.OK, decode(CodeMode.BITS32, "f0 01 00"));
    assertFalse(insn.illegalLock());
  }

  @Test
  void theFirstByteMissingIsNamed() {
    assertEquals(Decoded.NEED_BYTE, decode(CodeMode.BITS32, "81 05 00 00"));
    assertEquals(4, insn.length());
    assertEquals(Decoded.NEED_BYTE, decode(CodeMode.BITS32, ""));
    assertEquals(0, insn.length());
  }

  @Test
  void sixteenBytesAreTooLongEvenIfTheyCouldBeFetched() {
    assertEquals(
        Decoded.TOO_LONG,
        decode(CodeMode.BITS32, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90"));
    assertEquals(
        Decoded.OK, decode(CodeMode.BITS32, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 90"));
  }

  @Test
  void movingToCsIsUndefined() {
    assertEquals(Decoded.UNDEFINED, decode(CodeMode.BITS32, "8e c8"));
    ok("8c c8");
    assertEquals(Op.MOV_FROM_SREG, insn.op());
  }

  @Test
  void immediatesOfAByteAreExtendedToTheOperation() {
    ok("83 c0 ff");
    assertEquals(-1, insn.imm());
    assertEquals(32, insn.bits(1));
  }

  @Test
  void branchTargetsAreTruncatedToTheOperandSize() {
    ok("66 e9 f0 ff");
    assertEquals(0xfff4, insn.target(0x10000));
  }

  @Test
  void conditionsComeFromTheOpcode() {
    ok("0f 85 00 00 00 00");
    assertEquals(Op.JCC, insn.op());
    assertEquals(5, insn.condition());
    assertEquals(FlagMask.ZF, insn.testedFlags());
  }

  @Test
  void repeatCountsOnlyOnStringInstructions() {
    ok("f3 a4");
    assertTrue(insn.repeated());
    ok("f3 90");
    assertEquals(Op.PAUSE, insn.op());
    assertFalse(insn.repeated());
  }

  @Test
  void sixteenBitAddressesAddTwoRegisters() {
    ok("67 8b 42 10");
    assertEquals(16, insn.addressSize());
    assertEquals(5, insn.base());
    assertEquals(6, insn.index());
    assertEquals(2, insn.segment());
  }

  @Test
  void shiftsByZeroLeaveNoFlagUndefined() {
    ok("d3 e0");
    assertEquals(0, insn.row().undefinedFlags(insn, 32));
    assertEquals(FlagMask.AF, insn.row().undefinedFlags(insn, 1));
    assertEquals(FlagMask.AF | FlagMask.OF, insn.row().undefinedFlags(insn, 2));
    ok("d2 e0");
    assertEquals(FlagMask.AF | FlagMask.OF | FlagMask.CF, insn.row().undefinedFlags(insn, 8));
  }

  private void ok64(String hex) {
    assertEquals(Decoded.OK, decode(CodeMode.BITS64, hex));
    assertEquals(hex.replace(" ", "").length() / 2, insn.length());
  }

  @Test
  void rexWidensOperandsAndExtendsRegisters() {
    ok64("4f 01 44 e5 08");
    assertEquals(64, insn.width());
    assertEquals(13, insn.base());
    assertEquals(12, insn.index());
    assertEquals(8, insn.register(1));
  }

  @Test
  void rexBeforeAnotherPrefixHasNoEffect() {
    ok64("48 66 01 c0");
    assertEquals(16, insn.width());
    assertEquals(0, insn.rex());
  }

  @Test
  void pushesAndNearBranchesAre64BitsWideByThemselves() {
    ok64("50");
    assertEquals(64, insn.operandSize());
    ok64("e8 fb ff ff ff");
    assertEquals(0xffff_ffff_8000_0000L, insn.target(0xffff_ffff_8000_0000L));
  }

  @Test
  void memoryWithoutABaseIsRelativeToTheNextInstruction() {
    ok64("8b 05 10 00 00 00");
    assertEquals(Insn.BASE_RIP, insn.base());
    ok64("8b 04 25 10 00 00 00");
    assertEquals(Insn.NONE, insn.base());
  }

  @Test
  void onlyTwoSegmentsAreLeftIn64BitCode() {
    ok64("2e 8b 00");
    assertEquals(3, insn.segment());
    ok64("65 8b 00");
    assertEquals(5, insn.segment());
  }

  @Test
  void oneByteIncrementsAreRexPrefixesIn64BitCode() {
    ok("40");
    assertEquals(Op.INC, insn.op());
    assertEquals(Decoded.NEED_BYTE, decode(CodeMode.BITS64, "40"));
  }

  @Test
  void compareAndExchangeOfAPairIsAsWideAsTwoOperands() {
    ok("f0 0f c7 08");
    assertEquals(64, insn.width());
    ok64("f0 48 0f c7 08");
    assertEquals(128, insn.width());
  }

  @Test
  void sixteenBitSegmentsHaveTheOtherDefaults() {
    assertEquals(Decoded.OK, decode(CodeMode.BITS16, "66 67 8b 04 8b"));
    assertEquals(32, insn.operandSize());
    assertEquals(32, insn.addressSize());
    assertEquals(Decoded.OK, decode(CodeMode.BITS16, "b8 34 12"));
    assertEquals(0x1234, insn.imm());
  }

  @Test
  void theDisplacementOfMovWithAnOffsetHasNoSign() {
    ok("a1 00 00 00 f0");
    assertEquals(0xf000_0000L, insn.displacement());
  }

  @Test
  void farPointersCarryTheirSelectorAsTheSecondImmediate() {
    ok("ea 78 56 34 12 08 00");
    assertEquals(0x1234_5678, insn.imm());
    assertEquals(8, insn.imm2());
  }
}
