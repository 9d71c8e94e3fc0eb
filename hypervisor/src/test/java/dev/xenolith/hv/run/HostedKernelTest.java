package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class HostedKernelTest {
  /** A kernel that does one thing when it boots. */
  private record OnBoot(BiConsumer<HypercallGate, Vaddr> what) implements HostedKernel {
    @Override
    public void boot(HypercallGate gate, Vaddr startInfo, Mailbox mailbox) {
      what.accept(gate, startInfo);
    }

    @Override
    public void upcall() {}
  }

  private static PhysicalCpu.End boot(BiConsumer<HypercallGate, Vaddr> what) {
    HypervisorConfig config =
        HypervisorConfig.virtualTime().withMemoryMib(64).withControlDomainMib(4);
    try (Hypervisor hypervisor = Hypervisor.boot(config, new OnBoot(what))) {
      return hypervisor.runUntil(() -> false);
    }
  }

  @Test
  void aHostedKernelFindsItsStartInfoWhereItWasTold() {
    boot(
        (gate, startInfo) -> {
          byte[] magic = gate.memory().copy(startInfo.raw(), 14);
          assertEquals("xen-3.0-x86_64", new String(magic, StandardCharsets.US_ASCII));
          assertEquals(1024, StartInfo.NR_PAGES.get(gate.memory(), startInfo.raw(), Abi.PV64));
        });
  }

  @Test
  void aHostedKernelMakesHypercallsThroughTheTable() {
    boot(
        (gate, startInfo) ->
            assertEquals(
                0x40011, gate.hypercall(Hypercall.XEN_VERSION, XenVersionOp.VERSION.number)));
  }

  @Test
  void anArgumentThatIsNotMappedIsEfault() {
    boot(
        (gate, startInfo) ->
            assertEquals(
                XenErrno.EFAULT.result(),
                gate.hypercall(Hypercall.XEN_VERSION, XenVersionOp.EXTRAVERSION.number, 0x1000)));
  }

  @Test
  void aHoleInTheTableIsEnosys() {
    boot(
        (gate, startInfo) ->
            assertEquals(XenErrno.ENOSYS.result(), gate.hypercall(Hypercall.TMEM_OP)));
  }

  @Test
  void writingItsOwnPageTableIsABugOfTheHostedKernel() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                boot(
                    (gate, startInfo) -> {
                      long table = StartInfo.PT_BASE.get(gate.memory(), startInfo.raw(), Abi.PV64);
                      gate.memory().putU64(table, 0);
                    }));
    assertTrue(e.getCause().getMessage().contains("cannot write"), e.toString());
  }

  @Test
  void aMachineWhoseKernelHasNothingToDoIsIdle() {
    assertEquals(PhysicalCpu.End.IDLE, boot((gate, startInfo) -> {}));
  }
}
