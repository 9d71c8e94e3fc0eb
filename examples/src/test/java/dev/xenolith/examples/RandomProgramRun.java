package dev.xenolith.examples;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.toolstack.DomainExit;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.domain.Domain;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A run of examples/fuzz beside a domain that has no part in it, seen from outside: what was in
 * that domain's frames and in the pages the kernel keeps from its program, and what the program
 * executed.
 */
final class RandomProgramRun implements AutoCloseable {
  private static final int VICTIM_MIB = 16;
  private static final int KERNEL_MIB = 16;
  private static final int INTEGER = 4;

  private final Toolstack toolstack = new Toolstack(_ -> {});
  private final Hypervisor hypervisor =
      Hypervisor.boot(HypervisorConfig.virtualTime(), toolstack.kernel());
  private final Domain victim;
  private final Domain domain;
  private final ConsoleAttachment console;
  private final CompletableFuture<DomainExit> exit;
  private long enteredAt;
  private boolean inProgram;
  private long executed;
  private List<String> lines = List.of();

  RandomProgramRun(DomainSpec.Image bystander, DomainSpec.Image image, String cmdline)
      throws ExecutionException, InterruptedException {
    victim = create(DomainSpec.of("victim", VICTIM_MIB, bystander, ""));
    domain = create(DomainSpec.of("fuzz", KERNEL_MIB, image, cmdline));
    console =
        await(
            toolstack.run(
                () -> toolstack.consoles().attach(ConsoleId.first(domain.id())).orElseThrow()));
    exit = toolstack.onExit(domain.id());
    hypervisor.trace().start(EnumSet.of(TraceClass.TRAP, TraceClass.HYPERCALL), this::count);
  }

  private Domain create(DomainSpec spec) throws ExecutionException, InterruptedException {
    DomId id = await(toolstack.create(spec, Progress.SILENT, true, _ -> true));
    return hypervisor.xen().domains().find(id.raw());
  }

  private <T> T await(CompletableFuture<T> future) throws ExecutionException, InterruptedException {
    hypervisor.runUntil(future::isDone);
    if (!future.isDone()) {
      throw new AssertionError("the machine has nothing more to do");
    }
    return future.get();
  }

  /** The kernel enters its program by the iret hypercall alone, and comes back by traps. */
  private void count(TraceRecord what) {
    if (what.domainRaw() != domain.id().raw()) {
      return;
    }
    long retired = domain.vcpu(0).engine().retired();
    switch (what.event()) {
      case TraceEvent.HypercallEnter call when call.number() == Hypercall.IRET.number -> {
        enteredAt = retired;
        inProgram = true;
      }
      case TraceEvent.TrapDelivered _ -> {
        executed += inProgram ? retired - enteredAt : 0;
        inProgram = false;
      }
      default -> {}
    }
  }

  /** Lets the kernel run to its end. */
  Optional<ShutdownReason> run() throws ExecutionException, InterruptedException {
    await(toolstack.unpause(domain.id()));
    Optional<ShutdownReason> reason = await(exit).reason();
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[4096];
    for (int n = console.readNow(bytes); n > 0; n = console.readNow(bytes)) {
      text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
    }
    lines = text.toString().lines().toList();
    return reason;
  }

  /** What the kernel wrote to its console. */
  List<String> lines() {
    return lines;
  }

  /** How many instructions were retired in user mode. */
  long executed() {
    return executed;
  }

  /** Puts something of its own into each frame of the victim that is no page table. */
  void fillVictim(int seed) {
    byte[] page = new byte[Mfn.PAGE_SIZE];
    victim
        .memory()
        .forEachFrame(
            frame -> {
              if (!hypervisor.xen().paging().frames().type(frame).isPageTable()) {
                for (int i = 0; i < page.length; i += INTEGER) {
                  putInteger(page, i, mix(seed ^ (int) frame * page.length + i));
                }
                hypervisor.xen().memory().put(frame << Mfn.PAGE_SHIFT, page, 0, page.length);
              }
            });
  }

  /** A hash of each frame of the victim. */
  Map<Long, Integer> victimFrames() {
    Map<Long, Integer> hashes = new TreeMap<>();
    victim.memory().forEachFrame(frame -> hashes.put(frame, Arrays.hashCode(frame(frame))));
    return hashes;
  }

  private byte[] frame(long mfnRaw) {
    byte[] page = new byte[Mfn.PAGE_SIZE];
    hypervisor.xen().memory().get(mfnRaw << Mfn.PAGE_SHIFT, page, 0, page.length);
    return page;
  }

  /** Whether these pages of the kernel hold what it puts there for this seed. */
  boolean kernelPagesHold(long firstPfn, int pages, int seed) {
    for (int page = 0; page < pages; page++) {
      byte[] expected = new byte[Mfn.PAGE_SIZE];
      for (int i = 0; i < expected.length; i += INTEGER) {
        putInteger(expected, i, mix(seed + (page * Mfn.PAGE_SIZE + i) / INTEGER));
      }
      if (!Arrays.equals(expected, frame(mfnOf(firstPfn + page)))) {
        return false;
      }
    }
    return true;
  }

  private long mfnOf(long pfn) {
    return domain.memory().frameList().stream()
        .mapToLong(Mfn::raw)
        .filter(mfn -> hypervisor.xen().paging().m2p().get(mfn) == pfn)
        .findFirst()
        .orElseThrow();
  }

  private static void putInteger(byte[] to, int at, int value) {
    for (int i = 0; i < INTEGER; i++) {
      to[at + i] = (byte) (value >>> Byte.SIZE * i);
    }
  }

  /** As mix() of fuzz.c. */
  private static int mix(int of) {
    int value = (of ^ of >>> 16) * 0x85EBCA6B;
    value = (value ^ value >>> 13) * 0xC2B2AE35;
    return value ^ value >>> 16;
  }

  @Override
  public void close() {
    hypervisor.close();
  }
}
