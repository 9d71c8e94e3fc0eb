package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code.s;
import static dev.xenolith.hv.machine.cpu.interpret.Code.x;

import dev.xenolith.hv.machine.cpu.Alu;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes the JVM bytecode of a region: the guest's registers are local variables, memory and flags
 * are calls of what the interpreter calls too.
 */
final class RegionAssembler {
  static final ClassDesc LOOP_CLASS = RareForms.class.describeConstable().orElseThrow();
  static final ClassDesc ALU_CLASS = Alu.class.describeConstable().orElseThrow();
  static final ClassDesc CACHE_CLASS = CodeCache.class.describeConstable().orElseThrow();

  /** Local variables; the parameters first. */
  static final int LOOP = 1;

  static final int GPR = 2;
  static final int ALU = 3;
  static final int FAR = 4;
  static final int LEFT = 5;
  static final int AT = 6;
  static final int CACHE = 7;
  static final int CHANGES = 8;
  static final int TARGET = 9;
  private static final int REGISTERS = 11;

  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final String[] ALU_NAMES = {
    "add", "or", "adc", "sbb", "and", "sub", "xor", "sub", "and"
  };

  final CodeBuilder c;
  private final int touched;

  /**
   * An assembler into a method.
   *
   * @param touched a bit for each register that may be read or written
   */
  RegionAssembler(CodeBuilder c, int touched) {
    this.c = c;
    this.touched = touched;
  }

  /** Pushes a register. */
  void get(int register) {
    if (register == Code.ZERO) {
      c.lconst_0();
    } else {
      c.lload(REGISTERS + 2 * register);
    }
  }

  /** Pops into a register. */
  void set(int register) {
    c.lstore(REGISTERS + 2 * register);
  }

  /** Takes the registers from where the interpreter has them. */
  void loadRegisters() {
    for (int register = 0; register <= Code64.GS_BASE; register++) {
      if (isTouched(register)) {
        c.aload(GPR).loadConstant(register).laload();
        set(register);
      }
    }
  }

  /** Puts them back. */
  void storeRegisters() {
    for (int register = 0; register <= Code64.SCRATCH; register++) {
      if (isTouched(register)) {
        c.aload(GPR).loadConstant(register);
        get(register);
        c.lastore();
      }
    }
  }

  private boolean isTouched(int register) {
    return register != Code.ZERO && (touched >>> register & 1) != 0;
  }

  void constant(long value) {
    c.loadConstant(value);
  }

  /** Cuts what is on the stack to 32 bits, if the shift is that of 32 bits. */
  void cut(int shift) {
    if (shift != 0) {
      constant(LOW_32);
      c.land();
    }
  }

  /** Pushes a register cut to the operand's size. */
  void getCut(int register, int shift) {
    get(register);
    cut(shift);
  }

  /** Pushes the address of a memory operand. */
  void address(long w) {
    get(b(w));
    if (x(w) != Code.ZERO) {
      get(x(w));
      if (s(w) != 0) {
        c.loadConstant(s(w)).lshl();
      }
      c.ladd();
    }
    if (w >> 32 != 0) {
      constant(w >> 32);
      c.ladd();
    }
  }

  /** Pushes a byte register. */
  void getByte(int number) {
    get(number & 15);
    if (number >> 4 != 0) {
      c.loadConstant(8).lushr();
    }
    constant(0xFF);
    c.land();
  }

  /** Pops into a byte register. */
  void setByte(int number) {
    int shift = number >> 4 << 3;
    long mask = 0xFFL << shift;
    constant(0xFF);
    c.land();
    if (shift != 0) {
      c.loadConstant(shift).lshl();
    }
    get(number & 15);
    constant(~mask);
    c.land().lor();
    set(number & 15);
  }

  /** Calls a method of the loop, which stands below its arguments. */
  void loop(String name, String descriptor) {
    c.invokevirtual(LOOP_CLASS, name, MethodTypeDesc.ofDescriptor(descriptor));
  }

  /** Calls a method of the ALU, which stands below its arguments. */
  void alu(String name, String descriptor) {
    c.invokevirtual(ALU_CLASS, name, MethodTypeDesc.ofDescriptor(descriptor));
  }

  /** Calls a static method of the ALU. */
  void aluStatic(String name, String descriptor) {
    c.invokestatic(ALU_CLASS, name, MethodTypeDesc.ofDescriptor(descriptor));
  }

  /** Applies a two-operand operation to the ALU and the two numbers on the stack. */
  void operate(int operation, int width) {
    c.loadConstant(width);
    alu(ALU_NAMES[operation], "(JJI)J");
  }

  /** Pushes whether a condition holds. */
  void condition(int code) {
    c.aload(ALU).loadConstant(code);
    alu("condition", "(I)Z");
  }

  /** Pushes what a memory operand reads. */
  void load(long w, int bits) {
    c.aload(LOOP);
    address(w);
    loop("load" + bits, "(J)J");
  }

  /** Notes which instruction is being run, before something that may fault. */
  void at(int ip) {
    c.loadConstant(ip).istore(AT);
  }

  /** Tells {@link PackedLoop} where a fault is, of which the exception is on the stack. */
  void noteFault() {
    c.aload(LOOP).iload(AT).putfield(LOOP_CLASS, "faultAt", ConstantDescs.CD_int);
    c.aload(LOOP).iload(LEFT).putfield(LOOP_CLASS, "faultLeft", ConstantDescs.CD_int);
  }
}
