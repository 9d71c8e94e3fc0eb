package dev.xenolith.dom0.toolstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.ByteSource;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.elf.ElfMaker;
import dev.xenolith.hv.mm.DomainMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class DomainBootTest {
  private static DomId createPaused(Machine machine, DomainSpec spec) throws ExecutionException {
    return machine.await(machine.toolstack.create(spec, Progress.SILENT, true, r -> false));
  }

  private static DomainExit runToItsEnd(Machine machine, DomId domid) throws ExecutionException {
    CompletableFuture<DomainExit> exit = machine.toolstack.onExit(domid);
    machine.await(machine.toolstack.unpause(domid));
    return machine.await(exit);
  }

  private static String readAll(ConsoleAttachment console) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[100];
    for (int n = console.read(bytes); n >= 0; n = console.read(bytes)) {
      text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  @Test
  void domain0BootsAndRunsTasks() throws ExecutionException {
    try (Machine machine = new Machine()) {
      assertEquals(7, machine.await(machine.toolstack.run(() -> 7)));
    }
  }

  @Test
  void kernelOfAFewInstructionsPrintsOnItsConsoleAndPowersOff() throws Exception {
    try (Machine machine = new Machine()) {
      DomId domid = createPaused(machine, TinyKernel.hello());
      ConsoleAttachment console = machine.console(domid);
      DomainExit exit = runToItsEnd(machine, domid);
      assertEquals(new DomainExit(domid, Optional.of(ShutdownReason.POWEROFF)), exit);
      assertEquals("Hi!\n", readAll(console));
    }
  }

  @Test
  void crashIsReportedAsSuch() throws Exception {
    try (Machine machine = new Machine()) {
      DomId domid = createPaused(machine, TinyKernel.crash());
      assertEquals(Optional.of(ShutdownReason.CRASH), runToItsEnd(machine, domid).reason());
    }
  }

  @Test
  void domainIsFoundByItsNodesAndLeavesNone() throws Exception {
    try (Machine machine = new Machine()) {
      DomId domid = createPaused(machine, TinyKernel.idle());
      assertEquals(
          "idle",
          machine.await(
              machine.toolstack.run(
                  () -> machine.toolstack.store().nodes().read("/local/domain/1/name"))));
      machine.await(machine.toolstack.destroy(domid));
      List<String> left =
          machine.await(
              machine.toolstack.run(() -> machine.toolstack.store().nodes().list("/local/domain")));
      assertEquals(List.of("0"), left);
    }
  }

  @Test
  void destroyedDomainsLeaveNoMemoryBehind() throws Exception {
    try (Machine machine = new Machine()) {
      long free = -1;
      for (int i = 0; i < 3; i++) {
        DomId domid = createPaused(machine, TinyKernel.idle());
        machine.await(machine.toolstack.destroy(domid));
        long now = machine.hypervisor.xen().paging().allocator().freeFrames();
        assertTrue(free < 0 || now == free, free + " frames were free, now " + now);
        free = now;
        assertEquals(Optional.empty(), machine.await(machine.toolstack.info(domid)));
      }
    }
  }

  @Test
  void failedBuildLeavesNoMemoryAndNoDomain() throws Exception {
    try (Machine machine = new Machine()) {
      long free = machine.hypervisor.xen().paging().allocator().freeFrames();
      DomainSpec tooLarge = DomainSpec.of("large", 4096, TinyKernel.idle().kernel(), "");
      assertTrue(refusal(machine, tooLarge).contains("pages only"));
      // 0x7000000 is no page of the first mapping, which the builder finds out in the middle.
      byte[] image = ElfMaker.kernel(false, new byte[16]).number(2, 0x7000000).make();
      DomainSpec late = DomainSpec.of("late", 32, new DomainSpec.Image("late", image), "");
      assertTrue(refusal(machine, late).contains("HYPERCALL_PAGE"));
      assertEquals(free, machine.hypervisor.xen().paging().allocator().freeFrames());
      assertEquals(Optional.empty(), machine.await(machine.toolstack.info(new DomId(1))));
      assertEquals("Hi!\n", helloFrom(machine), "domain 0 goes on");
    }
  }

  private static String refusal(Machine machine, DomainSpec spec) {
    return assertThrows(
            ExecutionException.class,
            () -> machine.await(machine.toolstack.create(spec, Progress.SILENT)))
        .getCause()
        .getMessage();
  }

  private static String helloFrom(Machine machine) throws ExecutionException, InterruptedException {
    DomId domid = createPaused(machine, TinyKernel.hello());
    ConsoleAttachment console = machine.console(domid);
    runToItsEnd(machine, domid);
    return readAll(console);
  }

  @Test
  void kernelThatScribblesOverItsRingsHarmsItselfOnly() throws Exception {
    try (Machine machine = new Machine()) {
      for (String word : new String[] {"ffffffff", "a5a5a5a5", "00040000", "01000000"}) {
        DomId domid = createPaused(machine, TinyKernel.scribbler(word));
        assertEquals(Optional.of(ShutdownReason.POWEROFF), runToItsEnd(machine, domid).reason());
      }
      assertEquals("Hi!\n", helloFrom(machine));
    }
  }

  @Test
  void domainsRunSideBySide() throws Exception {
    try (Machine machine = new Machine()) {
      machine.await(machine.toolstack.unpause(createPaused(machine, TinyKernel.idle())));
      machine.await(machine.toolstack.unpause(createPaused(machine, TinyKernel.idle())));
      assertEquals("Hi!\n", helloFrom(machine));
      for (int i = 1; i <= 2; i++) {
        DomainInfo info = machine.await(machine.toolstack.info(new DomId(i))).orElseThrow();
        assertEquals(32 << 8, info.pages());
        assertEquals(1, info.onlineVcpus());
      }
    }
  }

  @Test
  void domainOf64BitsIsBuiltWithItsTablesPinned() throws Exception {
    try (Machine machine = new Machine()) {
      long base = 0xFFFFFFFF80000000L;
      byte[] image =
          ElfMaker.kernel(true, new byte[64])
              .number(1, base)
              .number(2, base)
              .number(3, base)
              .number(15, 1L << 39)
              .make();
      DomainSpec spec = DomainSpec.of("wide", 32, new DomainSpec.Image("wide", image), "");
      DomId domid = createPaused(machine, spec);
      assertTrue(machine.await(machine.toolstack.built(domid)).wide());
      machine.await(machine.toolstack.destroy(domid));
      assertEquals(Optional.empty(), machine.await(machine.toolstack.info(domid)));
    }
  }

  /** What a kernel under real xl was told with memory = 16 and maxmem = 24. */
  @Test
  void memoryMapIsOneRangeOfRamUpToTheMostMemory() throws Exception {
    try (Machine machine = new Machine()) {
      DomainSpec s = TinyKernel.idle();
      DomainSpec growing =
          new DomainSpec(
              s.name(),
              s.uuid(),
              16 << 10,
              24 << 10,
              s.vcpus(),
              s.maxVcpus(),
              s.kernel(),
              s.ramdisk(),
              s.cmdline(),
              s.limits());
      DomId domid = createPaused(machine, growing);
      DomainMemory memory = machine.hypervisor.xen().domains().find(domid.raw()).memory();
      assertEquals(1, memory.memoryMapEntries());
      assertEquals(
          "0000000000000000" + "0000800100000000" + "01000000",
          HexFormat.of().formatHex(memory.memoryMap()));
    }
  }

  /**
   * A kernel that looks at the first word of its ramdisk, in the memory that mod_start of
   * start_info names, and powers off if it is "Xeno".
   */
  private static DomainExit bootWithRamdisk(Machine machine, byte[] ramdisk) throws Exception {
    // mov 72(%esi),%eax; cmpl $"Xeno",(%eax); je 1f; ud2; 1: shutdown with reason 0
    byte[] code =
        TinyKernel.code(
            "8b4648 8138 58656e6f 7402 0f0b b81d000000 bb02000000 8d4e44 c70100000000 cd82 ebfe");
    DomainSpec plain = TinyKernel.spec("ramdisk", code);
    return runToItsEnd(machine, createPaused(machine, withRamdisk(plain, ramdisk)));
  }

  private static DomainSpec withRamdisk(DomainSpec s, byte[] ramdisk) {
    return new DomainSpec(
        s.name(),
        s.uuid(),
        s.memoryKib(),
        s.maxMemoryKib(),
        s.vcpus(),
        s.maxVcpus(),
        s.kernel(),
        Optional.of(new DomainSpec.Ramdisk("initrd", ByteSource.wrap(ramdisk))),
        s.cmdline(),
        s.limits());
  }

  private static byte[] ramdisk(int bytes) {
    return ("Xeno" + "-".repeat(bytes - 4)).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void kernelFindsItsRamdiskPackedByGzipOrNot() throws Exception {
    try (Machine machine = new Machine()) {
      byte[] plain = ramdisk(3 << 20);
      for (byte[] file : new byte[][] {plain, gzip(plain)}) {
        assertEquals(Optional.of(ShutdownReason.POWEROFF), bootWithRamdisk(machine, file).reason());
      }
    }
  }

  @Test
  void gzipThatDoesNotUnpackIsTakenAsItIs() throws Exception {
    try (Machine machine = new Machine()) {
      byte[] broken = gzip(ramdisk(100_000));
      broken[broken.length - 4]++; // no longer the size it unpacks to
      assertEquals(Optional.of(ShutdownReason.CRASH), bootWithRamdisk(machine, broken).reason());
    }
  }

  @Test
  void preservedDomainStaysToBeLookedAt() throws Exception {
    try (Machine machine = new Machine()) {
      DomId domid =
          machine.await(
              machine.toolstack.create(
                  TinyKernel.crash(),
                  Progress.SILENT,
                  true,
                  reason -> reason == ShutdownReason.CRASH));
      assertEquals(Optional.of(ShutdownReason.CRASH), runToItsEnd(machine, domid).reason());
      DomainInfo info = machine.await(machine.toolstack.info(domid)).orElseThrow();
      assertEquals(
          "---sc-", info.stateLetters().replace('p', '-').replace('b', '-').replace('r', '-'));
      machine.await(machine.toolstack.destroy(domid));
      assertEquals(Optional.empty(), machine.await(machine.toolstack.info(domid)));
    }
  }

  @Test
  void badImageCreatesNothing() throws Exception {
    try (Machine machine = new Machine()) {
      DomainSpec spec =
          DomainSpec.of("bad", 32, new DomainSpec.Image("bad.elf", new byte[100]), "");
      List<String> steps = new ArrayList<>();
      ExecutionException e =
          assertThrows(
              ExecutionException.class,
              () -> machine.await(machine.toolstack.create(spec, steps::add)));
      assertInstanceOf(DomainBuildException.class, e.getCause());
      assertEquals(List.of("reading bad.elf"), steps);
    }
  }
}
