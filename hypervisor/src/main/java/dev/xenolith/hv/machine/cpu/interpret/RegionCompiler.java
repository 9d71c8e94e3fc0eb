package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code.n;
import static dev.xenolith.hv.machine.cpu.interpret.Code.x;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shiftOfX;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;

/**
 * Compiles a region to a class. It runs exactly as the interpreter would: the same operations in
 * the same order, the budget looked at before each block, and a look at whether code changed behind
 * each write.
 */
final class RegionCompiler {
  private static final ClassDesc SUPER = RegionCode.class.describeConstable().orElseThrow();
  private static final ClassDesc FAULT = GuestFault.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_int,
          RegionAssembler.LOOP_CLASS,
          ConstantDescs.CD_long.arrayType(),
          RegionAssembler.ALU_CLASS,
          ConstantDescs.CD_boolean,
          ConstantDescs.CD_int);

  private final CodeCache cache;
  private final Map<Long, Label> starts = new HashMap<>();
  private final Map<Long, Label> exits = new HashMap<>();
  private Region region;
  private int touched;
  private RegionAssembler out;
  private CodeBuilder c;

  RegionCompiler(CodeCache cache) {
    this.cache = cache;
  }

  /** Gives a region its code. */
  void compile(Region wanted) {
    region = wanted;
    touched = touched();
    ClassDesc name = ClassDesc.of(RegionCompiler.class.getPackageName(), "Compiled");
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                type ->
                    type.withSuperclass(SUPER)
                        .withFlags(ClassFile.ACC_FINAL)
                        .withMethodBody(
                            ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, this::construct)
                        .withMethodBody("run", RUN, 0, this::body));
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      wanted.code = (RegionCode) lookup.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a class that was just made", impossible);
    }
  }

  private void construct(CodeBuilder code) {
    code.aload(0).invokespecial(SUPER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_();
  }

  private void body(CodeBuilder code) {
    c = code;
    out = new RegionAssembler(code, touched);
    starts.clear();
    exits.clear();
    region.blocks.keySet().forEach(rip -> starts.put(rip, c.newLabel()));
    c.iconst_0().istore(RegionAssembler.AT);
    c.aload(RegionAssembler.LOOP)
        .getfield(RegionAssembler.LOOP_CLASS, "cache", RegionAssembler.CACHE_CLASS)
        .astore(RegionAssembler.CACHE);
    pushChanges();
    c.istore(RegionAssembler.CHANGES);
    out.loadRegisters();
    c.trying(this::blocks, handlers -> handlers.catching(FAULT, this::fault));
  }

  private void blocks(CodeBuilder code) {
    c = code;
    out = new RegionAssembler(code, touched);
    block(region.blocks.get(region.head.rip));
    for (RegionBlock each : region.blocks.values()) {
      if (each.block() != region.head) {
        block(each);
      }
    }
    Label exit = c.newLabel();
    exits.forEach(
        (rip, label) ->
            c.labelBinding(label).loadConstant(rip).lstore(RegionAssembler.TARGET).goto_(exit));
    c.labelBinding(exit);
    out.storeRegisters();
    c.aload(RegionAssembler.LOOP)
        .lload(RegionAssembler.TARGET)
        .putfield(RegionAssembler.LOOP_CLASS, "leftTo", ConstantDescs.CD_long);
    c.iload(RegionAssembler.LEFT).ireturn();
  }

  private void fault(CodeBuilder code) {
    RegionAssembler there = new RegionAssembler(code, touched);
    there.storeRegisters();
    there.noteFault();
    code.athrow();
  }

  /** Every register that a word could mean, and those that operations have built in. */
  private int touched() {
    int registers = 1 << CpuState.RAX | 1 << CpuState.RCX | 1 << CpuState.RDX;
    registers |= 1 << CpuState.RSP | 1 << CpuState.RBP | 1 << Code64.SCRATCH;
    for (RegionBlock each : region.blocks.values()) {
      for (int at = each.block().start; at < each.block().end; at++) {
        long w = cache.original(at);
        // The upper half of the byte registers begins at 16.
        registers |= 1 << a(w) | 1 << b(w) | 1 << x(w) | 1 << (a(w) & 15) | 1 << (b(w) & 15);
      }
    }
    return registers;
  }

  private void block(RegionBlock each) {
    c.labelBinding(starts.get(each.block().rip));
    WordCompiler words = new WordCompiler(out);
    int at = each.block().start;
    while (at < each.endAt()) {
      long w = cache.original(at);
      boolean wrote = words.compile(at, w, cache.code[at + 1]);
      at += Code64.words((int) w & Code.OPERATION);
      if (wrote) {
        leaveIfChanged(at);
      }
    }
    end(each, cache.original(at), at);
  }

  private void pushChanges() {
    c.aload(RegionAssembler.CACHE)
        .getfield(RegionAssembler.CACHE_CLASS, "changes", ConstantDescs.CD_int);
  }

  /** Leaves before an instruction, if a write made code stale. */
  private void leaveIfChanged(int at) {
    Label same = c.newLabel();
    pushChanges();
    c.iload(RegionAssembler.CHANGES).if_icmpeq(same);
    c.iinc(RegionAssembler.LEFT, -cache.indexAt[at]);
    c.goto_(exitTo(cache.ripAt[at]));
    c.labelBinding(same);
  }

  private Label exitTo(long rip) {
    return exits.computeIfAbsent(rip, r -> c.newLabel());
  }

  private void end(RegionBlock each, long w, int at) {
    int operation = (int) w & Code.OPERATION;
    if (operation == Code64.JMP) {
      c.iinc(RegionAssembler.LEFT, -n(w));
    } else {
      Label taken = c.newLabel();
      out.at(at);
      boolean holds = condition(operation & ~15, operation & 15, w, at);
      c.iinc(RegionAssembler.LEFT, -n(w));
      if (holds) {
        c.ifne(taken);
      } else {
        c.ifeq(taken);
      }
      edge(each, each.notTaken());
      c.labelBinding(taken);
    }
    edge(each, each.taken());
  }

  private void edge(RegionBlock from, long rip) {
    Label to = starts.get(rip);
    if (to != null) {
      boolean crosses = region.blocks.get(rip).block().crosses();
      if (crosses || (from.block().rip ^ rip) >>> 12 != 0) {
        c.iload(RegionAssembler.FAR).ifeq(exitTo(rip));
      }
      c.iload(RegionAssembler.LEFT).loadConstant(Code.BLOCK_LIMIT).if_icmpge(to);
    }
    c.goto_(exitTo(rip));
  }

  /** Pushes what decides; answers whether the jump is taken if that holds, or if it does not. */
  private boolean condition(int family, int code, long w, int at) {
    if (family == Code64.JCC) {
      out.condition(code);
      return true;
    }
    c.aload(RegionAssembler.LOOP);
    switch (family) {
      case Code64.CMP_RR_JCC -> {
        out.get(a(w));
        out.get(b(w));
        return compare(code, shiftOfX(w));
      }
      case Code64.CMP_RI_JCC -> {
        out.get(a(w));
        out.constant(w >> 32);
        return compare(code, shiftOfX(w));
      }
      case Code64.CMP8_MI_JCC -> {
        return compareMemory(code, w, 8, at);
      }
      case Code64.CMP32_MI_JCC -> {
        return compareMemory(code, w, 32, at);
      }
      case Code64.CMP64_MI_JCC -> {
        return compareMemory(code, w, 64, at);
      }
      default -> {
        int shift = tested(family, w, at);
        c.land();
        return test(code, shift);
      }
    }
  }

  private boolean compareMemory(int code, long w, int bits, int at) {
    out.load(w, bits);
    out.constant(cache.code[at + 4]);
    return compare(code, 64 - bits);
  }

  /** Pushes the operands of TEST; answers how far they are to be shifted. */
  private int tested(int family, long w, int at) {
    switch (family) {
      case Code64.TEST_RR_JCC -> {
        out.get(a(w));
        out.get(b(w));
        return shiftOfX(w);
      }
      case Code64.TEST_RI_JCC -> {
        out.get(a(w));
        out.constant(w >> 32);
        return shiftOfX(w);
      }
      case Code64.TEST8_RR_JCC -> {
        out.getByte(a(w));
        out.getByte(b(w));
      }
      case Code64.TEST8_RI_JCC -> {
        out.getByte(a(w));
        out.constant(w >>> 32);
      }
      case Code64.TEST8_MI_JCC -> {
        out.load(w, 8);
        out.constant(cache.code[at + 4]);
      }
      default -> throw new IllegalStateException("no condition " + family);
    }
    return 64 - 8;
  }

  private boolean compare(int code, int shift) {
    String[] names = {null, "below", "equal", "above", null, null, "less", "greater"};
    c.loadConstant(shift);
    out.loop(names[code >> 1], "(JJI)Z");
    boolean greater = code >> 1 == 3 || code >> 1 == 7;
    return greater == ((code & 1) != 0);
  }

  private boolean test(int code, int shift) {
    c.loadConstant(shift);
    out.loop(code >> 1 == 2 ? "zero" : code >> 1 == 4 ? "negative" : "positive", "(JI)Z");
    return code >> 1 == 7 == ((code & 1) != 0);
  }
}
