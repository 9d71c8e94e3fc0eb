package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.device.DiskPorts;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  private static Hypervisor withDomain(Abi abi) {
    Hypervisor hypervisor = TestDomain.machine();
    GuestCode wouldCrash = new GuestCode(abi).hex("0f0b");
    TestDomain.createPaused(hypervisor, wouldCrash, DomainConfig.small(abi));
    return hypervisor;
  }

  private static Domain onlyDomain(Hypervisor hypervisor) {
    return hypervisor.xen().domains().all().getFirst();
  }

  @Test
  void aDomainThatIsHostedRunsTheKernelInsteadOfItsMachineCode() {
    try (Hypervisor hypervisor = withDomain(Abi.PV64)) {
      Domain domain = onlyDomain(hypervisor);
      List<Long> startInfos = new ArrayList<>();
      List<Long> refusals = new ArrayList<>();
      hypervisor.host(
          domain.id(),
          new OnBoot(
              (gate, startInfo) -> {
                startInfos.add(startInfo.raw());
                XenSysctl.INTERFACE_VERSION.put(
                    gate.memory(), TestDomain.DATA, Abi.PV64, SysctlFlags.INTERFACE_VERSION);
                refusals.add(gate.hypercall(Hypercall.SYSCTL, TestDomain.DATA));
              }));
      domain.unpause();
      assertEquals(PhysicalCpu.End.IDLE, hypervisor.runUntil(() -> false));
      assertEquals(List.of(TestDomain.START_INFO), startInfos);
      assertEquals(List.of(XenErrno.EPERM.result()), refusals, "it is not privileged");
      assertNull(domain.shutdownReason());
    }
  }

  @Test
  void hardwareIsOnlyDomain0s() {
    try (Hypervisor hypervisor = withDomain(Abi.PV64)) {
      Domain domain = onlyDomain(hypervisor);
      hypervisor.host(domain.id(), new OnBoot((gate, _) -> gate.in(DiskPorts.BASE)));
      domain.unpause();
      Exception e =
          assertThrows(IllegalStateException.class, () -> hypervisor.runUntil(() -> false));
      assertTrue(e.getCause().getMessage().contains("no hardware"), e.toString());
    }
  }

  @Test
  void whatIsNo64BitDomainCannotBeHosted() {
    HostedKernel kernel = new OnBoot((_, _) -> {});
    try (Hypervisor hypervisor = withDomain(Abi.PV32)) {
      for (DomId domid : List.of(onlyDomain(hypervisor).id(), new DomId(77))) {
        assertThrows(IllegalArgumentException.class, () -> hypervisor.host(domid, kernel));
      }
    }
  }

  @Test
  void aMachineWhoseKernelHasNothingToDoIsIdle() {
    assertEquals(PhysicalCpu.End.IDLE, boot((gate, startInfo) -> {}));
  }
}
