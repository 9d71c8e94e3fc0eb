package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * All that defines the state of a vCPU: what the builder of a domain and VCPUOP_initialise hand
 * over.
 */
public final class VcpuGuestContext {
  private static final StructLayout.Builder S =
      StructLayout.of("vcpu_guest_context", "arch-x86/xen.h");
  private static final StructLayout.Builder FPU_CTXT_MEMBERS = S.nested("fpu_ctxt");
  public static final Field.Array FPU_CTXT = FPU_CTXT_MEMBERS.array("x", Scalar.CHAR, 512);
  public static final Field.Word FLAGS = S.word("flags");
  public static final Field.Struct USER_REGS = S.struct("user_regs", CpuUserRegs.LAYOUT);
  public static final Field.Array TRAP_CTXT = S.array("trap_ctxt", TrapInfo.LAYOUT, 256);
  public static final Field.Word LDT_BASE = S.word("ldt_base");
  public static final Field.Word LDT_ENTS = S.word("ldt_ents");
  public static final Field.Array GDT_FRAMES = S.words("gdt_frames", 16);
  public static final Field.Word GDT_ENTS = S.word("gdt_ents");
  public static final Field.Word KERNEL_SS = S.word("kernel_ss");
  public static final Field.Word KERNEL_SP = S.word("kernel_sp");
  public static final Field.Array CTRLREG = S.words("ctrlreg", 8);
  public static final Field.Array DEBUGREG = S.words("debugreg", 8);
  public static final Field.Word EVENT_CALLBACK_CS = S.only(Abi.PV32).word("event_callback_cs");
  public static final Field.Word EVENT_CALLBACK_EIP = S.word("event_callback_eip");
  public static final Field.Word FAILSAFE_CALLBACK_CS =
      S.only(Abi.PV32).word("failsafe_callback_cs");
  public static final Field.Word FAILSAFE_CALLBACK_EIP = S.word("failsafe_callback_eip");
  public static final Field.Word SYSCALL_CALLBACK_EIP =
      S.only(Abi.PV64).word("syscall_callback_eip");
  public static final Field.Word VM_ASSIST = S.word("vm_assist");
  public static final Field.U64 FS_BASE = S.only(Abi.PV64).u64("fs_base");
  public static final Field.U64 GS_BASE_KERNEL = S.only(Abi.PV64).u64("gs_base_kernel");
  public static final Field.U64 GS_BASE_USER = S.only(Abi.PV64).u64("gs_base_user");

  /** flags: fpu_ctxt holds a state. */
  public static final int VGCF_I387_VALID = 1;

  /** flags: the vCPU is in kernel mode. */
  public static final int VGCF_IN_KERNEL = 1 << 2;

  /** flags: the failsafe callback is entered with events masked. */
  public static final int VGCF_FAILSAFE_DISABLES_EVENTS = 1 << 3;

  /** flags: the syscall callback is entered with events masked. */
  public static final int VGCF_SYSCALL_DISABLES_EVENTS = 1 << 4;

  /** flags: the vCPU is up. */
  public static final int VGCF_ONLINE = 1 << 5;

  /** Flag of the 64-bit iret frame alone: return as SYSRET does. */
  public static final int VGCF_IN_SYSCALL = 1 << 8;

  /** {@code struct vcpu_guest_context}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuGuestContext() {}
}
