package dev.xenolith.hv.machine.cpu.decode;

/** What a row is made from. */
class RowFields {
  int map;
  int opcode;
  int opcodes = 1;
  int prefix = Row.ANY_PREFIX;
  int modrmMask;
  int modrmValue;
  Op op;
  OperandSpec[] operands;
  Feature feature = Feature.I386;
  int written;
  int undefined;
  int tested;
  int attributes;
}
