package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.CallbackOp;
import dev.xenolith.abi.call.ConsoleIo;
import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.call.NmiOp;
import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.XenVersionOp;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which sub-operations of which hypercalls are there. A test asks each of them and compares. */
public final class SubOpSupport {
  private static final Map<Hypercall, List<? extends SubOp>> FAMILIES =
      Map.ofEntries(
          Map.entry(Hypercall.MMU_UPDATE, List.of(MmuUpdateCommand.values())),
          Map.entry(Hypercall.MMUEXT_OP, List.of(MmuExtOp.values())),
          Map.entry(Hypercall.MEMORY_OP, List.of(MemoryOp.values())),
          Map.entry(Hypercall.XEN_VERSION, List.of(XenVersionOp.values())),
          Map.entry(Hypercall.CONSOLE_IO, List.of(ConsoleIo.values())),
          Map.entry(Hypercall.GRANT_TABLE_OP, List.of(GrantTableOp.values())),
          Map.entry(Hypercall.VCPU_OP, List.of(VcpuOp.values())),
          Map.entry(Hypercall.NMI_OP, List.of(NmiOp.values())),
          Map.entry(Hypercall.SCHED_OP, List.of(SchedOp.values())),
          Map.entry(Hypercall.CALLBACK_OP, List.of(CallbackOp.values())),
          Map.entry(Hypercall.EVENT_CHANNEL_OP, List.of(EventChannelOp.values())),
          Map.entry(Hypercall.PHYSDEV_OP, List.of(PhysdevOp.values())),
          Map.entry(Hypercall.SYSCTL, List.of(Sysctl.values())),
          Map.entry(Hypercall.DOMCTL, List.of(Domctl.values())));

  private static final Set<SubOp> MISSING = missing();

  private SubOpSupport() {}

  private static Set<SubOp> missing() {
    Set<SubOp> all =
        new HashSet<>(
            Set.of(
                GrantTableOp.DUMP_TABLE,
                MemoryOp.PAGING_OP,
                MemoryOp.ACCESS_OP,
                MemoryOp.SHARING_OP,
                MemoryOp.RESERVED_DEVICE_MEMORY_MAP));
    all.addAll(
        EnumSet.complementOf(
            EnumSet.of(
                PhysdevOp.SET_IOPL,
                PhysdevOp.SET_IOBITMAP,
                PhysdevOp.EOI,
                PhysdevOp.IRQ_STATUS_QUERY,
                PhysdevOp.PIRQ_EOI_GMFN_V1,
                PhysdevOp.PIRQ_EOI_GMFN_V2)));
    all.addAll(EnumSet.complementOf(DomctlOps.SUPPORTED));
    all.addAll(EnumSet.complementOf(SysctlOps.SUPPORTED));
    return all;
  }

  /** The sub-operations of a hypercall in order of number; empty if it has none. */
  public static List<? extends SubOp> of(Hypercall op) {
    return FAMILIES.getOrDefault(op, List.of());
  }

  /** Whether the sub-operation does what it should, rather than answering -ENOSYS. */
  public static boolean isThere(SubOp op) {
    return !MISSING.contains(op);
  }
}
