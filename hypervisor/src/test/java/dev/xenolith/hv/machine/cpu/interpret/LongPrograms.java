package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random 64-bit programs of the instructions that compilers use: operands that mostly can be
 * reached, jumps that go forward to another instruction.
 */
final class LongPrograms {
  /** Registers that point to data, and those that are small. */
  private static final int[] POINTERS = {3, 6, 7, 12, 13, 15};

  private static final int[] INDEXES = {1, 9, 16};
  private static final int[] RESULTS = {0, 1, 2, 5, 8, 10, 11, 14};
  private static final int[] SHIFTS = {0, 1, 4, 5, 7};
  private static final int REX_W = 8;
  private static final int REX_R = 4;
  private static final int REX_X = 2;
  private static final int REX_B = 1;
  private static final int LENGTH = 30;
  private static final int LOOP_LENGTH = 12;
  private static final int DATA_SPAN = 0x1F00;

  private final Random random;
  private int[] code;
  private int at;

  /** Where instructions start; where distances to one of the next few are to be filled in. */
  private final List<Integer> starts = new ArrayList<>();

  private final List<int[]> jumps = new ArrayList<>();

  LongPrograms(Random random) {
    this.random = random;
  }

  /** A program that ends with INT3. */
  int[] next() {
    begin();
    body(LENGTH, () -> {});
    return Arrays.copyOf(code, at);
  }

  /** A program that runs a few instructions again and again. */
  int[] loop() {
    begin();
    emit(0xB9);
    number(random.nextInt(100), 4); // mov ecx, small
    body(1 + random.nextInt(LOOP_LENGTH), this::again);
    return Arrays.copyOf(code, at);
  }

  private void begin() {
    code = new int[LENGTH * 64];
    at = 0;
    starts.clear();
    jumps.clear();
  }

  /** To the start, until a counter in memory is zero. */
  private void again() {
    emit(0x83, 0x2D); // sub dword [rip + distance], 1
    number(Vm.DATA + DATA_SPAN - Vm.CODE - at - 5, 4);
    emit(1, 0x0F, 0x85); // jnz
    number(-at - 4, 4);
  }

  private void body(int length, Runnable end) {
    for (int i = 0; i < length; i++) {
      starts.add(at);
      instruction();
    }
    starts.add(at);
    end.run();
    emit(0xCC);
    for (int[] jump : jumps) {
      int to = starts.get(Math.min(length, jump[1] + 2 + random.nextInt(3)));
      for (int i = 0; i < jump[2]; i++) {
        code[jump[0] + i] = to - (jump[0] + jump[2]) >> 8 * i & 0xFF;
      }
    }
  }

  private void emit(int... bytes) {
    for (int each : bytes) {
      code[at++] = each & 0xFF;
    }
  }

  private void number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      emit((int) (value >> 8 * i));
    }
  }

  private int pick(int... from) {
    return from[random.nextInt(from.length)];
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private int result() {
    return chance(40) ? random.nextInt(16) : pick(RESULTS);
  }

  private int size() {
    return chance(8) ? 16 : chance(2) ? 64 : 32;
  }

  private void instruction() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> arithmetic();
      case 4, 5 -> arithmeticWithImmediate();
      case 6, 7, 8 -> move();
      case 9 -> extend();
      case 10 -> shift();
      case 11, 12 -> one();
      case 13 -> conditional();
      case 14 -> bits();
      case 15 -> exchange();
      case 16 -> stack();
      case 17 -> branch();
      case 18 -> jcc();
      default -> small();
    }
  }

  /** Prefixes, opcode, operands and an immediate. */
  private void modrm(int size, int prefix, int[] opcode, int reg, boolean memory, int immediate) {
    if (size == 16) {
      emit(0x66);
    }
    if (memory && chance(6)) {
      emit(pick(0x64, 0x65));
    }
    if (prefix != 0) {
      emit(prefix);
    }
    int rm = memory ? chance(6) ? 5 : pick(POINTERS) : chance(3) ? random.nextInt(16) : result();
    boolean relative = memory && rm == 5;
    int index = memory && !relative && chance(3) ? pick(INDEXES) : -1;
    int rex = size == 64 ? REX_W : 0;
    rex |= reg > 7 ? REX_R : 0;
    rex |= rm > 7 ? REX_B : 0;
    rex |= index > 7 && index < 16 ? REX_X : 0;
    if (rex != 0 || chance(3)) {
      emit(0x40 | rex);
    }
    emit(opcode);
    if (!memory) {
      emit(0xC0 | (reg & 7) << 3 | rm & 7);
    } else if (relative) {
      emit((reg & 7) << 3 | 5);
      number(Vm.DATA - Vm.CODE + random.nextInt(DATA_SPAN) - at, 4);
    } else {
      boolean sib = index >= 0 || (rm & 7) == 4;
      boolean far = chance(2);
      emit((far ? 0x80 : 0x40) | (reg & 7) << 3 | (sib ? 4 : rm & 7));
      if (sib) {
        emit(random.nextInt(4) << 6 | (index < 0 || index == 16 ? 4 : index & 7) << 3 | rm & 7);
      }
      number(random.nextInt(128) - 16, far ? 4 : 1);
    }
    if (immediate > 0) {
      number(chance(2) ? random.nextInt(16) - 4 : random.nextLong(), immediate);
    }
  }

  private void arithmetic() {
    int operation = random.nextInt(9);
    boolean bytes = chance(4);
    boolean memory = chance(2);
    int low = (bytes ? 0 : 1) | (chance(2) ? 2 : 0);
    int opcode = operation == 8 ? 0x84 | low & 1 : operation << 3 | low;
    boolean lock = memory && (low & 2) == 0 && operation < 7 && chance(4);
    modrm(size(), lock ? 0xF0 : 0, new int[] {opcode}, result(), memory, 0);
    afterCompare(operation);
  }

  private void arithmeticWithImmediate() {
    int operation = random.nextInt(9);
    boolean bytes = chance(3);
    boolean memory = chance(2);
    int size = size();
    if (operation == 8) {
      int immediate = bytes ? 1 : size == 16 ? 2 : 4;
      modrm(size, 0, new int[] {bytes ? 0xF6 : 0xF7}, 0, memory, immediate);
    } else {
      int opcode = bytes ? 0x80 : pick(0x81, 0x83);
      int immediate = opcode != 0x81 ? 1 : size == 16 ? 2 : 4;
      modrm(size, 0, new int[] {opcode}, operation, memory, immediate);
    }
    afterCompare(operation);
  }

  private void afterCompare(int operation) {
    if (operation >= 7 ? !chance(5) : chance(12)) {
      jcc();
    }
  }

  private void move() {
    int size = size();
    switch (random.nextInt(5)) {
      case 0 -> modrm(size, 0, new int[] {0xC7}, 0, chance(2), size == 16 ? 2 : 4);
      case 1 -> modrm(size, 0, new int[] {0xC6}, 0, chance(2), 1);
      case 2 -> {
        int to = result();
        emit(0x40 | (size == 64 ? REX_W : 0) | (to > 7 ? REX_B : 0), 0xB8 | to & 7);
        number(random.nextLong() >> random.nextInt(64), size == 64 ? 8 : 4);
      }
      case 3 -> emit(0xB0 | random.nextInt(8), random.nextInt(256));
      default -> modrm(size, 0, new int[] {pick(0x88, 0x89, 0x89, 0x8A, 0x8B)}, result(), true, 0);
    }
    if (chance(3)) {
      modrm(size, 0, new int[] {pick(0x88, 0x89, 0x8B)}, result(), false, 0);
    }
  }

  private void extend() {
    int size = size();
    switch (random.nextInt(4)) {
      case 0 -> modrm(size, 0, new int[] {0x8D}, result(), true, 0);
      case 1 -> modrm(chance(2) ? 64 : 32, 0, new int[] {0x63}, result(), chance(2), 0);
      default ->
          modrm(size, 0, new int[] {0x0F, pick(0xB6, 0xB7, 0xBE, 0xBF)}, result(), chance(2), 0);
    }
  }

  private void shift() {
    boolean memory = chance(6);
    switch (random.nextInt(4)) {
      case 0 -> modrm(size(), 0, new int[] {pick(0xD1, 0xD3)}, pick(SHIFTS), memory, 0);
      case 1 -> modrm(size(), 0, new int[] {0x0F, pick(0xA4, 0xAC)}, result(), memory, 1);
      default -> modrm(size(), 0, new int[] {0xC1}, pick(SHIFTS), memory, 1);
    }
  }

  private void one() {
    boolean memory = chance(3);
    switch (random.nextInt(4)) {
      case 0 -> modrm(size(), 0, new int[] {0xFF}, pick(0, 1), memory, 0);
      case 1 -> {
        int operation = pick(2, 3, 4, 5, 6, 7);
        if (operation >= 6 && !chance(4)) {
          emit(0x31, 0xD2); // xor edx, edx: else most quotients do not fit
        }
        modrm(size(), 0, new int[] {0xF7}, operation, memory, 0);
      }
      case 2 -> modrm(size(), 0, new int[] {0x0F, 0xAF}, result(), memory, 0);
      default -> modrm(size(), 0, new int[] {0x6B}, result(), memory, 1);
    }
  }

  private void conditional() {
    int opcode = pick(0x40, 0x90) | random.nextInt(16);
    modrm(size(), 0, new int[] {0x0F, opcode}, opcode < 0x90 ? result() : 0, chance(3), 0);
  }

  private void bits() {
    boolean memory = chance(2);
    int size = size();
    switch (random.nextInt(4)) {
      case 0 -> modrm(size, 0, new int[] {0x0F, 0xBA}, 4 + random.nextInt(4), memory, 1);
      case 1 -> {
        // An index in a register can be anything: in memory only what is small.
        int index = memory ? 9 : result();
        modrm(size, 0, new int[] {0x0F, pick(0xA3, 0xAB, 0xB3, 0xBB)}, index, memory, 0);
      }
      case 2 -> modrm(size, 0, new int[] {0x0F, pick(0xBC, 0xBD)}, result(), chance(4), 0);
      default ->
          modrm(size, 0xF3, new int[] {0x0F, pick(0xB8, 0xBC, 0xBD)}, result(), chance(4), 0);
    }
  }

  private void exchange() {
    boolean memory = chance(2);
    int lock = memory && chance(2) ? 0xF0 : 0;
    switch (random.nextInt(4)) {
      case 0 -> modrm(size(), 0, new int[] {0x87}, result(), memory, 0);
      case 1 -> modrm(size(), lock, new int[] {0x0F, 0xC1}, result(), memory, 0);
      case 2 -> modrm(size(), lock, new int[] {0x0F, 0xB1}, result(), memory, 0);
      default -> {
        int register = result();
        emit(0x40 | pick(0, REX_W) | (register > 7 ? REX_B : 0), 0x0F, 0xC8 | register & 7);
      }
    }
  }

  private void stack() {
    int register = result();
    switch (random.nextInt(7)) {
      case 0 -> emit(0x6A, random.nextInt(256));
      case 1 -> modrm(32, 0, new int[] {0xFF}, 6, true, 0);
      case 2 -> emit(0x89, 0xE5, 0xC9); // mov ebp, esp; leave
      case 3, 4 -> emit(0x40 | (register > 7 ? REX_B : 0), 0x50 | register & 7);
      default -> {
        emit(0x50);
        emit(0x40 | (register > 7 ? REX_B : 0), 0x58 | register & 7);
      }
    }
  }

  /** Leaves room for the distance to an instruction further on. */
  private void distance(int bytes) {
    jumps.add(new int[] {at, starts.size() - 1, bytes});
    at += bytes;
  }

  private void jcc() {
    if (chance(2)) {
      emit(0x70 | random.nextInt(16));
      distance(1);
    } else {
      emit(0x0F, 0x80 | random.nextInt(16));
      distance(4);
    }
  }

  private void branch() {
    switch (random.nextInt(6)) {
      case 0 -> {
        emit(0xE9);
        distance(4);
      }
      case 1 -> {
        emit(0xE8);
        distance(4);
      }
      case 2 -> {
        address();
        emit(0xFF, pick(0xE0, 0xD0)); // jmp, call rax
      }
      case 3 -> {
        address();
        emit(0x48, 0x89, 0x43, 8, 0xFF, pick(0x63, 0x53), 8); // mov [rbx+8], rax; jmp, call there
      }
      case 4 -> {
        address();
        emit(0x50, 0xC3); // push rax; ret
      }
      default -> {
        address();
        emit(0x50, 0x50, 0x50, 0xC2, 16, 0);
      }
    }
  }

  /** {@code lea rax, [rip + distance]}. */
  private void address() {
    emit(0x48, 0x8D, 0x05);
    distance(4);
    if (chance(20)) {
      // Not canonical.
      emit(0x48, 0x0F, 0xBA, 0xF8, 0x3A); // btc rax, 58
    }
  }

  private void small() {
    switch (random.nextInt(8)) {
      case 0 -> emit(0x90);
      case 1 -> emit(0x0F, 0x1F, 0x44, 0, 0);
      case 2 -> emit(0xF3, 0x0F, 0x1E, 0xFA);
      case 3 -> emit(0x98);
      case 4 -> emit(0x48, 0x98);
      case 5 -> emit(0x99);
      case 6 -> emit(0x48, 0x99);
      default -> emit(pick(0xF8, 0xF9, 0xF5));
    }
  }
}
