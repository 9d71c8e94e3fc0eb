package dev.xenolith.hv.vectors;

/** Makes cases of the x87's instructions from seeds. */
final class X87CaseMaker {
  private X87CaseMaker() {}

  static UnitCase make(long caseSeed) {
    SplitMix random = new SplitMix(caseSeed);
    UnitDraft d = new UnitDraft(caseSeed);
    d.portable = true;
    d.x87(0x37F, 0, 0);
    d.gpr[Draft.EDI] = Windows.DATA + 0x400;
    if (random.percent(50)) {
      d.emit(0xD9, 0x37); // fnstenv [rdi]
    } else {
      d.emit(0xDD, 0x37); // fnsave [rdi]
    }
    return d.finish();
  }
}
