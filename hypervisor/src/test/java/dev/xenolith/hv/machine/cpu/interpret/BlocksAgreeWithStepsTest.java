package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Decoded;
import dev.xenolith.hv.machine.cpu.decode.Decoder;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Blocks of packed code and one instruction after the other are two ways through the engine: on
 * random code both end with the same registers, flags, memory, exit and number of instructions.
 */
class BlocksAgreeWithStepsTest {
  private static final int PROGRAMS = Integer.getInteger("xenolith.programs", 8_000);
  private static final long SEED = Long.getLong("xenolith.seed", 20261120L);
  private static final int LENGTH = 24;
  private static final int BUDGET = 400;
  private static final int LOOPS = PROGRAMS / 10;
  private static final int LOOP_BUDGET = 4 * BUDGET;
  private static final int DATA_BYTES = 0x2000;
  private static final int CENSUS_PROGRAMS = 2_000;
  private static final int R9 = 9;

  /** Where 64-bit code and data lie: as they are, and where user mode and a kernel have them. */
  private static final long[] BASES = {0, 0x5500_0000_0000L, 0xFFFF_FFFF_8000_0000L};

  private static final Set<Op> LEFT_OUT =
      EnumSet.of(Op.RDTSC, Op.RDTSCP, Op.RDPMC, Op.RSM, Op.RDRAND, Op.RDSEED);

  private final Decoder decoder = new Decoder();
  private final Insn insn = new Insn();

  private CodeMode mode;
  private long base;

  @Test
  void onRandomCode() {
    mode = CodeMode.BITS32;
    Random random = new Random(SEED);
    compare(PROGRAMS, random, () -> code(random));
  }

  @Test
  void onRandom64BitCode() {
    mode = CodeMode.BITS64;
    Random random = new Random(SEED);
    compare(PROGRAMS / 4, random, () -> code(random));
  }

  @Test
  void onWhatCompilersMakeIn64Bits() {
    mode = CodeMode.BITS64;
    Random random = new Random(SEED);
    compare(PROGRAMS / 2, random, new LongPrograms(random)::next);
  }

  @Test
  void onLoopsOnceTheyAreCompiled() {
    mode = CodeMode.BITS64;
    Random random = new Random(SEED);
    try (Vm stepped = new Vm();
        Vm blocks = new Vm()) {
      blocks.engine().hot().hurry();
      mapAgain(stepped);
      mapAgain(blocks);
      LongPrograms programs = new LongPrograms(random);
      for (int program = 0; program < LOOPS; program++) {
        compareOne(program, programs.loop(), random.nextLong(), LOOP_BUDGET, stepped, blocks);
      }
      int compiled = blocks.engine().hot().compiled;
      assertTrue(compiled > LOOPS / 4, compiled + " of " + LOOPS + " were compiled");
    }
  }

  @Test
  void everyPackedFormOf64BitCodeIsMet() {
    Random random = new Random(SEED);
    LongPrograms programs = new LongPrograms(random);
    FormCensus census = new FormCensus();
    for (int program = 0; program < CENSUS_PROGRAMS; program++) {
      census.count(programs.next(), BASES[program % BASES.length] + Vm.CODE);
    }
    assertEquals(List.of(), census.missing());
  }

  private void compare(int count, Random random, Supplier<int[]> programs) {
    try (Vm stepped = new Vm();
        Vm blocks = new Vm()) {
      mapAgain(stepped);
      mapAgain(blocks);
      for (int program = 0; program < count; program++) {
        int[] code = programs.get();
        compareOne(program, code, random.nextLong(), BUDGET, stepped, blocks);
      }
    }
  }

  private void compareOne(int program, int[] code, long seed, int budget, Vm stepped, Vm blocks) {
    base = mode == CodeMode.BITS64 ? BASES[program % BASES.length] : 0;
    prepare(stepped, code, seed);
    prepare(blocks, code, seed);
    String where = "seed " + SEED + " program " + program;
    assertEquals(stepped.engine().retired(), blocks.engine().retired(), where);
    CpuExit first = new CpuExit.Preempted();
    for (int i = 0; i < budget && first instanceof CpuExit.Preempted; i++) {
      first = stepped.run(1);
    }
    CpuExit second = new CpuExit.Preempted();
    for (int i = 0; i < budget && second instanceof CpuExit.Preempted; i += BUDGET) {
      second = blocks.run(BUDGET);
    }
    assertEquals(describe(first, stepped), describe(second, blocks), where);
  }

  /** Makes the machine's lowest memory appear at all the bases. */
  private static void mapAgain(Vm vm) {
    long table = Vm.PRESENT | Vm.WRITABLE | Vm.USER;
    for (long each : BASES) {
      vm.memory().putU64(Vm.MAPPED + 8 * (each >>> 39 & 511), Vm.MAPPED + 0x1000 | table);
      vm.memory().putU64(Vm.MAPPED + 0x1000 + 8 * (each >>> 30 & 511), Vm.MAPPED + 0x2000 | table);
    }
  }

  private String describe(CpuExit exit, Vm vm) {
    StringBuilder text = new StringBuilder().append(exit);
    for (int i = 0; i < registers(); i++) {
      text.append(' ').append(Long.toHexString(vm.get(i)));
    }
    text.append(" rip ").append(Long.toHexString(vm.state().rip()));
    text.append(" flags ").append(Long.toHexString(vm.state().rflags()));
    text.append(" retired ").append(vm.engine().retired());
    text.append(" data ").append(Arrays.hashCode(vm.memory().copy(Vm.DATA, DATA_BYTES)));
    return text.append(" stack ")
        .append(Arrays.hashCode(vm.memory().copy(Vm.STACK - 0x1000, 0x1000)))
        .toString();
  }

  private int registers() {
    return mode == CodeMode.BITS64 ? 16 : 8;
  }

  private void prepare(Vm vm, int[] code, long seed) {
    if (mode == CodeMode.BITS64) {
      vm.long64(3).reset();
      vm.set(CpuState.RSP, base + Vm.STACK);
      vm.state().segment(CpuState.FS).setBase(0x100);
      vm.state().segment(CpuState.GS).setBase(-0x80);
    } else {
      vm.ring(3).reset();
    }
    vm.memory().put(Vm.STACK - 0x1000, new byte[0x1000], 0, 0x1000);
    Random random = new Random(seed);
    vm.code(code);
    vm.state().setRip(base + Vm.CODE);
    for (int i = 0; i < DATA_BYTES; i += 4) {
      vm.memory().putU32(Vm.DATA + i, random.nextInt());
    }
    for (int i = 0; i < registers(); i++) {
      if (i != CpuState.RSP) {
        long any = mode == CodeMode.BITS64 ? random.nextLong() : random.nextInt() & 0xFFFFFFFFL;
        vm.set(i, random.nextInt(4) == 0 ? any : base + Vm.DATA + random.nextInt(DATA_BYTES));
      }
    }
    vm.set(CpuState.RCX, random.nextInt(100));
    if (mode == CodeMode.BITS64) {
      vm.set(R9, random.nextInt(100) - 20);
    }
    vm.flags(0x202 | random.nextInt() & 0x8D5);
  }

  private int[] code(Random random) {
    int[] code = new int[LENGTH * 15];
    int at = 0;
    for (int i = 0; i < LENGTH; i++) {
      at = append(random, code, at);
    }
    code[at++] = 0xCC;
    return Arrays.copyOf(code, at);
  }

  private int append(Random random, int[] code, int at) {
    while (true) {
      int[] bytes = new int[15];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(256);
      }
      if (random.nextInt(3) == 0) {
        bytes[1] = bytes[0];
        bytes[0] = 0x0F;
      }
      if (mode == CodeMode.BITS64 && random.nextBoolean()) {
        System.arraycopy(bytes, 0, bytes, 1, 14);
        bytes[0] = 0x40 | random.nextInt(16);
      }
      if (random.nextInt(3) > 0) {
        // Small displacements and immediates stay within the data.
        for (int i = 3; i < bytes.length; i++) {
          bytes[i] = i % 4 == 3 ? bytes[i] & 0x7F : 0;
        }
      }
      if (decoder.decode(mode, i -> bytes[i], insn) == Decoded.OK && apt(random)) {
        System.arraycopy(bytes, 0, code, at, insn.length());
        return at + insn.length();
      }
    }
  }

  private boolean apt(Random random) {
    if (insn.row().privileged() || LEFT_OUT.contains(insn.op()) || insn.repeated()) {
      return false;
    }
    if (insn.op() == Op.CMPXCHG8B && insn.operandSize() == 64) {
      return false;
    }
    // Segment registers, far transfers and traps end the program: not too often.
    boolean ends =
        switch (insn.op()) {
          case JMP, JCC, CALL, LOOP, LOOPE, LOOPNE, JCXZ -> false;
          case JMP_IND, CALL_IND, RET, RET_FAR, IRET, INT, INT3, INT1, CALL_FAR, JMP_FAR -> true;
          case MOV_TO_SREG, POP_SREG, LES, LDS, LSS, LFS, LGS, POPF, BOUND, UD0, UD1, UD2 -> true;
          case IN, OUT, INS, OUTS, CLI, STI, SYSENTER, DIV, IDIV -> true;
          default -> false;
        };
    boolean far = insn.op() == Op.JMP || insn.op() == Op.JCC || insn.op() == Op.CALL;
    if (far && (insn.imm() < -30 || insn.imm() > 30)) {
      return false;
    }
    return !ends || random.nextInt(40) == 0;
  }
}
