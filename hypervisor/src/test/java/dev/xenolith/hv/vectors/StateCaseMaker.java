package dev.xenolith.hv.vectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes cases of FXSAVE, FXRSTOR and the XSAVE family, of the two states that every processor has.
 * What processors differ in is hidden by the stores that follow: the mask of MXCSR, and the
 * pointers that AMD's keep for themselves.
 */
final class StateCaseMaker {
  private static final int AREA = Windows.DATA + 0x400;
  private static final int HEADER = AREA + 512;
  private static final int[] MOVE_ZERO = {0xC7, 0x47};

  private final UnitDraft d;
  private final SplitMix random;

  private StateCaseMaker(long caseSeed) {
    d = new UnitDraft(caseSeed);
    random = d.random;
  }

  static UnitCase make(long caseSeed) {
    return new StateCaseMaker(caseSeed).make();
  }

  private UnitCase make() {
    boolean wide = random.percent(50);
    state();
    d.gpr[Draft.EDI] = AREA + (random.percent(10) ? random.below(64) : 0);
    d.gpr[Draft.EAX] = random.below(4);
    d.gpr[Draft.EDX] = 0;
    int form = random.below(6);
    if (wide) {
      d.emit(0x48);
    }
    switch (form) {
      case 0 -> save(0x07);
      case 1 -> restore(0x0F, false);
      case 2 -> save(0x27);
      case 3 -> restore(0x2F, true);
      case 4 -> save(0x37);
      default -> restore(0x0F, false);
    }
    return d.finish();
  }

  private void state() {
    if (random.percent(15)) {
      Arrays.fill(d.image, UnitCase.ST, UnitCase.XMM, 0);
    }
    if (random.percent(15)) {
      Arrays.fill(d.image, UnitCase.XMM, UnitCase.WORDS, 0);
    }
    boolean initial = random.percent(20);
    int status = initial ? 0 : random.nextInt() & 0x7F7F;
    int control = initial ? 0x37F : 0x340 | status & 0x3F | random.below(64);
    d.x87(control, status, initial ? 0 : random.below(0x100));
    d.mxcsr(random.percent(30) ? 0x1F80 : random.nextInt() & 0xFFFF);
  }

  private void save(int modrm) {
    d.emit(0x0F, 0xAE, modrm);
    if (modrm != 0x07) {
      header(random.nextInt() & 3, 0, 0);
    }
    // FOP, FIP, FDP, MXCSR_MASK.
    d.emit(0x66);
    zero(6, 2);
    for (int at : new int[] {8, 12, 16, 20, 28}) {
      zero(at, 4);
    }
  }

  private void zero(int displacement, int size) {
    d.emit(MOVE_ZERO);
    d.emit(displacement);
    for (int i = 0; i < size; i++) {
      d.emit(0);
    }
  }

  private void header(long present, long compaction, long reserved) {
    ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(present).putLong(compaction).putLong(reserved).putLong(0);
    d.patch(HEADER, b.array());
    d.patch(HEADER + 32, new byte[32]);
  }

  private void restore(int modrm, boolean xsave) {
    d.emit(0x0F, 0xAE, modrm);
    ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    int status = random.nextInt() & 0xFFFF;
    b.putShort((short) (random.percent(50) ? random.nextInt() : 0x340 | status & 0x3F));
    b.putShort((short) status).putShort((short) random.nextInt()).putShort((short) 0);
    b.putLong(0).putLong(0);
    int mxcsr = random.nextInt() & 0xFFFF | (random.percent(10) ? 0x1000000 : 0);
    b.putInt(mxcsr).putInt(0);
    d.patch(AREA, b.array());
    if (xsave) {
      boolean bad = random.percent(15);
      // A bit that no processor has, or a compacted header.
      long present = random.below(4) | (bad && random.percent(50) ? 1L << 60 : 0);
      long compaction = random.percent(20) ? 1L << 63 | random.below(4) : 0;
      header(present, bad ? 0 : compaction, bad ? random.below(2) : 0);
    }
  }
}
