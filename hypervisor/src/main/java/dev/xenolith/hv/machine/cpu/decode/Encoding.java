package dev.xenolith.hv.machine.cpu.decode;

/** Register numbers of the encoding that the decoder itself must know. */
final class Encoding {
  static final int DX = 2;
  static final int BX = 3;
  static final int SP = 4;
  static final int BP = 5;
  static final int SI = 6;
  static final int DI = 7;

  static final int ES = 0;
  static final int CS = 1;
  static final int SS = 2;
  static final int DS = 3;
  static final int FS = 4;
  static final int GS = 5;

  private Encoding() {}
}
