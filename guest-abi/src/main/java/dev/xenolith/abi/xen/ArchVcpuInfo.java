package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** The x86 part of vcpu_info: the fault address a PV kernel reads instead of CR2. */
public final class ArchVcpuInfo {
  private static final StructLayout.Builder S = StructLayout.of("arch_vcpu_info", "arch-x86/xen.h");
  public static final Field.Word CR2 = S.word("cr2");
  private static final Field.Array PAD = S.only(Abi.PV32).words("pad", 5);
  private static final Field.Word PAD_64 = S.only(Abi.PV64).word("pad");

  /** {@code struct arch_vcpu_info}, arch-x86/xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private ArchVcpuInfo() {}
}
