package dev.xenolith.hv.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubOpSupportTest {
  /** They stop the asker, or the answer is -ENOSYS for a reason of its own. */
  private static final Set<SubOp> NOT_ASKED =
      Set.of(
          MemoryOp.MEMORY_MAP,
          Sysctl.CPUPOOL_OP,
          SchedOp.BLOCK,
          SchedOp.SHUTDOWN,
          SchedOp.SHUTDOWN_CODE,
          SchedOp.POLL,
          VcpuOp.DOWN,
          // Answers -ENOSYS until the ports are FIFO ones.
          EventChannelOp.SET_PRIORITY);

  private static final int CONTROL_VERSION = 0x15;

  /** Asks for everything, with an argument of zeroes in a free page behind the boot mapping. */
  private static final class Asker implements HostedKernel {
    private final List<String> wrong = new ArrayList<>();

    @Override
    public void boot(HypercallGate gate, Vaddr startInfo, Mailbox mailbox) {
      long argument = startInfo.raw() + (3 << 20);
      for (Hypercall op : Hypercall.values()) {
        for (SubOp sub : SubOpSupport.of(op)) {
          if (!NOT_ASKED.contains(sub)) {
            ask(gate, op, sub, argument);
          }
        }
      }
    }

    private void ask(HypercallGate gate, Hypercall op, SubOp sub, long argument) {
      gate.memory().put(argument, new byte[4096], 0, 4096);
      long result =
          switch (op) {
            case DOMCTL, SYSCTL -> {
              gate.memory().putU32(argument, sub.number());
              gate.memory().putU32(argument + 4, CONTROL_VERSION);
              yield gate.hypercall(op, argument);
            }
            case MMUEXT_OP -> {
              MmuextOp.CMD.put(gate.memory(), argument, Abi.PV64, sub.number());
              yield gate.hypercall(op, argument, 1, 0, 0x7FF0);
            }
            case MMU_UPDATE -> {
              gate.memory().putU64(argument, sub.number());
              yield gate.hypercall(op, argument, 1, 0, 0x7FF0);
            }
            case GRANT_TABLE_OP -> gate.hypercall(op, sub.number(), argument, 1);
            case VCPU_OP -> gate.hypercall(op, sub.number(), 0, argument);
            default -> gate.hypercall(op, sub.number(), argument);
          };
      boolean there = result != XenErrno.ENOSYS.result();
      if (there != SubOpSupport.isThere(sub)) {
        wrong.add(sub.cName() + " answers " + result);
      }
    }

    @Override
    public void upcall() {}
  }

  @Test
  void aSubOperationAnswersEnosysExactlyWhenThePageSaysItIsNotThere() {
    Asker asker = new Asker();
    HypervisorConfig config =
        HypervisorConfig.virtualTime().withMemoryMib(64).withControlDomainMib(4);
    try (Hypervisor hypervisor = Hypervisor.boot(config, asker)) {
      hypervisor.runUntil(() -> false);
    }
    assertEquals(List.of(), asker.wrong);
  }
}
