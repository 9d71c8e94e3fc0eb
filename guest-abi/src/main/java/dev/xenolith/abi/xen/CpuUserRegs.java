package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The registers of a vCPU. The constants have the 32-bit names; a 64-bit guest calls eax rax, and
 * so on.
 */
public final class CpuUserRegs {
  private static final StructLayout.Builder S = StructLayout.of("cpu_user_regs", "arch-x86/xen.h");
  public static final Field.Word R15 = S.only(Abi.PV64).word("r15");
  public static final Field.Word R14 = S.only(Abi.PV64).word("r14");
  public static final Field.Word R13 = S.only(Abi.PV64).word("r13");
  public static final Field.Word R12 = S.only(Abi.PV64).word("r12");
  public static final Field.Word EBP = S.word("ebp");
  public static final Field.Word EBX = S.word("ebx");
  public static final Field.Word R11 = S.only(Abi.PV64).word("r11");
  public static final Field.Word R10 = S.only(Abi.PV64).word("r10");
  public static final Field.Word R9 = S.only(Abi.PV64).word("r9");
  public static final Field.Word R8 = S.only(Abi.PV64).word("r8");
  public static final Field.Word EAX = S.word("eax");
  public static final Field.Word ECX = S.word("ecx");
  public static final Field.Word EDX = S.word("edx");
  public static final Field.Word ESI = S.word("esi");
  public static final Field.Word EDI = S.word("edi");
  public static final Field.Half ERROR_CODE = S.half("error_code");
  public static final Field.Half ENTRY_VECTOR = S.half("entry_vector");
  public static final Field.Word EIP = S.word("eip");
  public static final Field.U16 CS = S.u16("cs");
  private static final Field.Array CS_PAD = S.only(Abi.PV64).array("_pad0", Scalar.U16, 1);
  public static final Field.U8 SAVED_UPCALL_MASK = S.u8("saved_upcall_mask");
  private static final Field.U8 MASK_PAD_32 = S.only(Abi.PV32).u8("_pad0");
  private static final Field.Array MASK_PAD = S.only(Abi.PV64).array("_pad1", Scalar.U8, 3);
  public static final Field.Word EFLAGS = S.word("eflags");
  public static final Field.Word ESP = S.word("esp");
  public static final Field.U16 SS = S.u16("ss");
  private static final Field.U16 SS_PAD_32 = S.only(Abi.PV32).u16("_pad1");
  private static final Field.Array SS_PAD = S.only(Abi.PV64).array("_pad2", Scalar.U16, 3);
  public static final Field.U16 ES = S.u16("es");
  private static final Field.U16 ES_PAD_32 = S.only(Abi.PV32).u16("_pad2");
  private static final Field.Array ES_PAD = S.only(Abi.PV64).array("_pad3", Scalar.U16, 3);
  public static final Field.U16 DS = S.u16("ds");
  private static final Field.U16 DS_PAD_32 = S.only(Abi.PV32).u16("_pad3");
  private static final Field.Array DS_PAD = S.only(Abi.PV64).array("_pad4", Scalar.U16, 3);
  public static final Field.U16 FS = S.u16("fs");
  private static final Field.U16 FS_PAD_32 = S.only(Abi.PV32).u16("_pad4");
  private static final Field.Array FS_PAD = S.only(Abi.PV64).array("_pad5", Scalar.U16, 3);
  public static final Field.U16 GS = S.u16("gs");
  private static final Field.U16 GS_PAD_32 = S.only(Abi.PV32).u16("_pad5");
  private static final Field.Array GS_PAD = S.only(Abi.PV64).array("_pad6", Scalar.U16, 3);

  static {
    S.order(
        Abi.PV32,
        "ebx",
        "ecx",
        "edx",
        "esi",
        "edi",
        "ebp",
        "eax",
        "error_code",
        "entry_vector",
        "eip",
        "cs",
        "saved_upcall_mask",
        "_pad0",
        "eflags",
        "esp",
        "ss",
        "_pad1",
        "es",
        "_pad2",
        "ds",
        "_pad3",
        "fs",
        "_pad4",
        "gs",
        "_pad5");
  }

  /** {@code struct cpu_user_regs}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private CpuUserRegs() {}
}
