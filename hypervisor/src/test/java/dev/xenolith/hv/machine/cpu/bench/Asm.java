package dev.xenolith.hv.machine.cpu.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Just enough of an assembler for code that measures, of 32 or 64 bits. In 64-bit code every other
 * operation on registers of the machine's choice works on 64 bits.
 */
final class Asm {
  static final int EAX = 0;
  static final int ECX = 1;
  static final int EDX = 2;
  static final int EBX = 3;
  static final int ESP = 4;
  static final int EBP = 5;
  static final int ESI = 6;
  static final int EDI = 7;

  /** Operations as the opcode map numbers them. */
  static final int ADD = 0;

  static final int OR = 1;
  static final int ADC = 2;
  static final int AND = 4;
  static final int SUB = 5;
  static final int XOR = 6;
  static final int CMP = 7;

  /** Conditions as the opcode map numbers them. */
  static final int BELOW = 2;

  static final int ABOVE_EQUAL = 3;
  static final int EQUAL = 4;
  static final int NOT_EQUAL = 5;
  static final int BELOW_EQUAL = 6;
  static final int ABOVE = 7;
  static final int SIGN = 8;
  static final int LESS = 12;
  static final int GREATER_EQUAL = 13;

  /** A place in the code, known or not yet. */
  static final class Label {
    private int at = -1;
    private final List<Integer> uses = new ArrayList<>();
  }

  private final int origin;

  /** Whether this is 64-bit code. */
  final boolean wide;

  private boolean odd;
  private byte[] bytes = new byte[1 << 12];
  private int length;

  /** Code that will stand at this address. */
  Asm(int origin, boolean wide) {
    this.origin = origin;
    this.wide = wide;
  }

  /** In 64-bit code, makes every other instruction one on 64 bits. */
  private Asm size() {
    odd = !odd;
    return wide && odd ? db(0x48) : this;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** The address of the next byte. */
  int here() {
    return origin + length;
  }

  Asm db(int... values) {
    for (int value : values) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) value;
    }
    return this;
  }

  Asm dd(int value) {
    return db(value, value >> 8, value >> 16, value >> 24);
  }

  Label bind(Label label) {
    label.at = length;
    for (int use : label.uses) {
      patch(use, label.at);
    }
    return label;
  }

  Label bind() {
    return bind(new Label());
  }

  int address(Label label) {
    return origin + label.at;
  }

  private void patch(int use, int to) {
    int distance = to - (use + 4);
    for (int i = 0; i < 4; i++) {
      bytes[use + i] = (byte) (distance >> 8 * i);
    }
  }

  private Asm relative(Label label) {
    dd(0);
    if (label.at >= 0) {
      patch(length - 4, label.at);
    } else {
      label.uses.add(length - 4);
    }
    return this;
  }

  Asm mov(int to, int from) {
    return size().db(0x89, 0xC0 | from << 3 | to);
  }

  Asm movImm(int to, int value) {
    return db(0xB8 + to).dd(value);
  }

  Asm alu(int operation, int to, int from) {
    return size().db(operation << 3 | 1, 0xC0 | from << 3 | to);
  }

  Asm aluImm(int operation, int to, int value) {
    return value == (byte) value
        ? size().db(0x83, 0xC0 | operation << 3 | to, value)
        : size().db(0x81, 0xC0 | operation << 3 | to).dd(value);
  }

  /** {@code operation to, [base + displacement]}. */
  Asm aluMem(int operation, int to, int base, int displacement) {
    return size().db(operation << 3 | 3, 0x80 | to << 3 | base).dd(displacement);
  }

  /** {@code operation [base + displacement], from}. */
  Asm memAlu(int operation, int base, int displacement, int from) {
    return size().db(operation << 3 | 1, 0x80 | from << 3 | base).dd(displacement);
  }

  Asm load(int to, int base, int displacement) {
    return db(0x8B, 0x80 | to << 3 | base).dd(displacement);
  }

  Asm store(int base, int displacement, int from) {
    return db(0x89, 0x80 | from << 3 | base).dd(displacement);
  }

  /** {@code mov to, [base + index * (1 << scale)]}. */
  Asm loadIndexed(int to, int base, int index, int scale) {
    return db(0x8B, 0x44 | to << 3, scale << 6 | index << 3 | base, 0);
  }

  /** {@code mov [base + index * (1 << scale)], from}. */
  Asm storeIndexed(int base, int index, int scale, int from) {
    return db(0x89, 0x44 | from << 3, scale << 6 | index << 3 | base, 0);
  }

  Asm inc(int register) {
    return wide ? size().db(0xFF, 0xC0 | register) : db(0x40 + register);
  }

  Asm dec(int register) {
    return wide ? size().db(0xFF, 0xC8 | register) : db(0x48 + register);
  }

  Asm push(int register) {
    return db(0x50 + register);
  }

  Asm pop(int register) {
    return db(0x58 + register);
  }

  Asm shl(int register, int count) {
    return db(0xC1, 0xE0 | register, count);
  }

  Asm shr(int register, int count) {
    return db(0xC1, 0xE8 | register, count);
  }

  Asm test(int a, int b) {
    return size().db(0x85, 0xC0 | b << 3 | a);
  }

  Asm jcc(int condition, Label label) {
    return db(0x0F, 0x80 | condition).relative(label);
  }

  Asm jmp(Label label) {
    return db(0xE9).relative(label);
  }

  Asm call(Label label) {
    return db(0xE8).relative(label);
  }

  Asm ret() {
    return db(0xC3);
  }
}
