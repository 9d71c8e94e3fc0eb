package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class InsnTableTest {
  private static final long SEED = 20_260_101;
  private static final int TRIES = 200;

  private final InsnTable table = InsnTable.standard();
  private final Decoder decoder = new Decoder();
  private final Insn insn = new Insn();

  @Test
  void everyRowDecodesToItself() {
    RowSampler sampler = new RowSampler(SEED);
    for (Row row : table.rows()) {
      for (CodeMode mode : CodeMode.values()) {
        boolean exists = mode == CodeMode.BITS64 ? !row.invalidIn64() : !row.only64();
        if (exists) {
          assertTrue(
              decodesToItself(sampler, row, mode), () -> mode + ", seed " + SEED + ": " + row);
        }
      }
    }
  }

  /** A random encoding may belong to a row before it that is more special: another one must not. */
  private boolean decodesToItself(RowSampler sampler, Row row, CodeMode mode) {
    for (int i = 0; i < TRIES; i++) {
      byte[] bytes = sampler.plain(row);
      decoder.decode(mode, at -> bytes[at] & 0xff, insn);
      if (insn.row() == row) {
        return true;
      }
    }
    return false;
  }

  @Test
  void rowsOfTheOtherModeAreUndefined() {
    RowSampler sampler = new RowSampler(SEED);
    for (Row row : table.rows()) {
      byte[] bytes = sampler.plain(row);
      if (row.only64()) {
        decoder.decode(CodeMode.BITS32, at -> bytes[at] & 0xff, insn);
        assertNotEquals(row, insn.row());
      }
      if (row.invalidIn64()) {
        decoder.decode(CodeMode.BITS64, at -> bytes[at] & 0xff, insn);
        assertNotEquals(row, insn.row());
      }
    }
  }

  @Test
  void rowsOfOneOpcodeAgreeWhetherThereIsAModrmByte() {
    for (int map = 0; map < 4; map++) {
      for (int opcode = 0; opcode < 256; opcode++) {
        Row[] rows = table.at(map, opcode);
        if (rows != null) {
          for (Row row : rows) {
            assertEquals(rows[0].usesModrm, row.usesModrm, row::toString);
          }
        }
      }
    }
  }

  @Test
  void aProcessorWithoutAFeatureDoesNotKnowItsRows() {
    InsnTable old = table.with(EnumSet.noneOf(Feature.class));
    byte[] popcnt = {(byte) 0xf3, 0x0f, (byte) 0xb8, (byte) 0xc0};
    assertEquals(
        Decoded.UNDEFINED, new Decoder(old).decode(CodeMode.BITS32, at -> popcnt[at] & 0xff, insn));
    assertNull(insn.op());
    byte[] tzcnt = {(byte) 0xf3, 0x0f, (byte) 0xbc, (byte) 0xc0};
    assertEquals(
        Decoded.OK, new Decoder(old).decode(CodeMode.BITS32, at -> tzcnt[at] & 0xff, insn));
    assertEquals(Op.BSF, insn.op());
  }

  @Test
  void onlyLockableRowsTakeALockAndTheyHaveAMemoryDestination() {
    for (Row row : table.rows()) {
      if (row.lockable()) {
        assertEquals(0, row.memoryOperand(), row::toString);
      }
    }
  }

  @Test
  void noRowLeavesAFlagBothDefinedAndUndefined() {
    for (Row row : table.rows()) {
      assertEquals(0, row.writtenFlags() & row.undefinedFlags(), row::toString);
    }
  }
}
