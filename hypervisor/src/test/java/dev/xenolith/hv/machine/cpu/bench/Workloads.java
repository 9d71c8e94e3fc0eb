package dev.xenolith.hv.machine.cpu.bench;

import static dev.xenolith.hv.machine.cpu.bench.Asm.ABOVE_EQUAL;
import static dev.xenolith.hv.machine.cpu.bench.Asm.ADD;
import static dev.xenolith.hv.machine.cpu.bench.Asm.AND;
import static dev.xenolith.hv.machine.cpu.bench.Asm.BELOW;
import static dev.xenolith.hv.machine.cpu.bench.Asm.BELOW_EQUAL;
import static dev.xenolith.hv.machine.cpu.bench.Asm.CMP;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EAX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EBP;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EBX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.ECX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EDI;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EDX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EQUAL;
import static dev.xenolith.hv.machine.cpu.bench.Asm.ESI;
import static dev.xenolith.hv.machine.cpu.bench.Asm.LESS;
import static dev.xenolith.hv.machine.cpu.bench.Asm.NOT_EQUAL;
import static dev.xenolith.hv.machine.cpu.bench.Asm.OR;
import static dev.xenolith.hv.machine.cpu.bench.Asm.SIGN;
import static dev.xenolith.hv.machine.cpu.bench.Asm.SUB;
import static dev.xenolith.hv.machine.cpu.bench.Asm.XOR;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Guest code that is measured: functions that end with RET and leave a checksum in EAX. All
 * registers are theirs.
 */
final class Workloads {
  /** Where the code stands. */
  static final int CODE = 0x100000;

  /** Where 1 MiB of data stands. */
  static final int DATA = 0x200000;

  private static final int DATA_BYTES = 0x100000;
  private static final int FUNCTIONS = 400;
  private static final int BLOCKS = 9;
  private static final int[] CONDITIONS = {
    BELOW, ABOVE_EQUAL, EQUAL, NOT_EQUAL, BELOW_EQUAL, SIGN, LESS
  };
  private static final int[] OPERATIONS = {ADD, OR, AND, SUB, XOR};
  private static final int[] REGISTERS = {EAX, ECX, EDX, ESI, EDI};

  final Asm asm;

  /** Names and entry points, in order. */
  final Map<String, Integer> entries = new LinkedHashMap<>();

  Workloads(int origin, boolean wide) {
    asm = new Asm(origin, wide);
    entries.put("flat", flat());
    entries.put("sieve", sieve());
    entries.put("crc", crc());
    entries.put("sort", sort());
    entries.put("fib", fib());
  }

  private static int pick(Random random, int[] from) {
    return from[random.nextInt(from.length)];
  }

  /**
   * Many functions of many small blocks, each run about as often as the others: what booting a
   * kernel is like.
   */
  private int flat() {
    Random random = new Random(42);
    Asm.Label[] functions = new Asm.Label[FUNCTIONS];
    for (int i = 0; i < FUNCTIONS; i++) {
      functions[i] = asm.bind();
      function(random);
    }
    int entry = asm.here();
    asm.movImm(EBX, DATA).movImm(EAX, 12345).movImm(EBP, 100);
    for (int register : new int[] {ECX, EDX, ESI, EDI}) {
      asm.movImm(register, random.nextInt());
    }
    Asm.Label again = asm.bind();
    for (Asm.Label function : functions) {
      asm.call(function);
    }
    asm.dec(EBP).jcc(NOT_EQUAL, again).ret();
    return entry;
  }

  private void function(Random random) {
    asm.push(ESI).push(EDI);
    for (int block = 0; block < BLOCKS; block++) {
      Asm.Label skip = new Asm.Label();
      // A changing number decides, so that no branch goes the same way always.
      asm.aluImm(ADD, EAX, random.nextInt()).mov(EDX, EAX).shr(EDX, 3 + random.nextInt(20));
      if (random.nextBoolean()) {
        asm.aluImm(CMP, EDX, random.nextInt(0x4000));
      } else {
        asm.test(EDX, EAX);
      }
      asm.jcc(pick(random, CONDITIONS), skip);
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        filler(random);
      }
      asm.bind(skip);
      filler(random);
    }
    asm.pop(EDI).pop(ESI).ret();
  }

  private void filler(Random random) {
    int a = pick(random, REGISTERS);
    int b = pick(random, REGISTERS);
    int at = random.nextInt(0x8000) * 4;
    switch (random.nextInt(8)) {
      case 0 -> asm.load(a, EBX, at);
      case 1 -> asm.store(EBX, at, a);
      case 2 -> asm.aluMem(pick(random, OPERATIONS), a, EBX, at);
      case 3 -> asm.memAlu(ADD, EBX, at, a);
      case 4 -> asm.mov(a, b);
      case 5 -> asm.inc(a);
      case 6 -> asm.aluImm(pick(random, OPERATIONS), a, random.nextInt(256));
      default -> asm.alu(pick(random, OPERATIONS), a, b);
    }
  }

  private int sieve() {
    int entry = asm.here();
    int limit = 100_000;
    asm.movImm(EBX, DATA).movImm(ECX, 0).alu(XOR, EAX, EAX);
    Asm.Label clear = asm.bind();
    asm.db(0xC6, 0x04, 0x0B, 0); // mov byte [ebx+ecx], 0
    asm.inc(ECX).aluImm(CMP, ECX, limit).jcc(BELOW, clear);
    asm.movImm(ECX, 2);
    Asm.Label outer = asm.bind();
    Asm.Label next = new Asm.Label();
    asm.db(0x80, 0x3C, 0x0B, 0).jcc(NOT_EQUAL, next); // cmp byte [ebx+ecx], 0
    asm.inc(EAX).mov(EDX, ECX);
    Asm.Label inner = asm.bind();
    Asm.Label mark = new Asm.Label();
    asm.alu(ADD, EDX, ECX).aluImm(CMP, EDX, limit).jcc(ABOVE_EQUAL, mark);
    asm.db(0xC6, 0x04, 0x13, 1).jmp(inner); // mov byte [ebx+edx], 1
    asm.bind(mark);
    asm.bind(next);
    asm.inc(ECX).aluImm(CMP, ECX, limit).jcc(BELOW, outer).ret();
    return entry;
  }

  private int crc() {
    int entry = asm.here();
    // Table of 256 words, then the sum over 64 KiB.
    asm.movImm(EBX, DATA).alu(XOR, ECX, ECX);
    Asm.Label table = asm.bind();
    asm.mov(EAX, ECX).movImm(EDX, 8);
    Asm.Label bit = asm.bind();
    Asm.Label even = new Asm.Label();
    asm.shr(EAX, 1).jcc(ABOVE_EQUAL, even).aluImm(XOR, EAX, 0xEDB88320).bind(even);
    asm.dec(EDX).jcc(NOT_EQUAL, bit).storeIndexed(EBX, ECX, 2, EAX);
    asm.inc(ECX).aluImm(CMP, ECX, 256).jcc(BELOW, table);
    asm.movImm(ESI, DATA + 0x10000).movImm(EDI, 0x10000).movImm(EAX, -1);
    Asm.Label loop = asm.bind();
    asm.db(0x0F, 0xB6, 0x0E); // movzx ecx, byte [esi]
    asm.alu(XOR, ECX, EAX).aluImm(AND, ECX, 0xFF).shr(EAX, 8);
    asm.db(0x33, 0x04, 0x8B); // xor eax, [ebx+ecx*4]
    asm.inc(ESI).dec(EDI).jcc(NOT_EQUAL, loop).ret();
    return entry;
  }

  private int sort() {
    int entry = asm.here();
    int count = 600;
    // Insertion sort of numbers made anew each time.
    asm.movImm(EBX, DATA).movImm(EAX, 1).alu(XOR, ECX, ECX);
    Asm.Label fill = asm.bind();
    asm.db(0x69, 0xC0).dd(1103515245).aluImm(ADD, EAX, 12345); // imul eax, eax, ...
    asm.storeIndexed(EBX, ECX, 2, EAX).inc(ECX).aluImm(CMP, ECX, count).jcc(BELOW, fill);
    asm.movImm(ECX, 1);
    Asm.Label outer = asm.bind();
    asm.loadIndexed(EAX, EBX, ECX, 2).mov(EDX, ECX);
    Asm.Label inner = asm.bind();
    Asm.Label place = new Asm.Label();
    asm.db(0x8B, 0x74, 0x93, 0xFC); // mov esi, [ebx+edx*4-4]
    asm.alu(CMP, ESI, EAX).jcc(BELOW_EQUAL, place);
    asm.storeIndexed(EBX, EDX, 2, ESI).dec(EDX).jcc(NOT_EQUAL, inner);
    asm.bind(place);
    asm.storeIndexed(EBX, EDX, 2, EAX).inc(ECX).aluImm(CMP, ECX, count).jcc(BELOW, outer).ret();
    return entry;
  }

  private int fib() {
    Asm.Label self = asm.bind();
    Asm.Label small = new Asm.Label();
    int argument = asm.wide ? 16 : 8;
    asm.db(0x55, 0x89, 0xE5).push(EBX).load(EBX, EBP, argument); // push ebp; mov ebp, esp
    asm.mov(EAX, EBX).aluImm(CMP, EBX, 2).jcc(BELOW, small);
    asm.dec(EBX).push(EBX).call(self).pop(ECX);
    asm.mov(ESI, EAX).push(ESI).dec(EBX).push(EBX).call(self).pop(ECX).pop(ESI).alu(ADD, EAX, ESI);
    asm.bind(small);
    asm.pop(EBX).pop(EBP).ret();
    int entry = asm.here();
    asm.db(0x6A, 22).call(self).pop(ECX).ret();
    return entry;
  }

  /** Data that is the same for everybody. */
  static byte[] data() {
    byte[] data = new byte[DATA_BYTES];
    new Random(7).nextBytes(data);
    return data;
  }
}
