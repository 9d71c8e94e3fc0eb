package dev.xenolith.examples.hosted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.toolstack.DomainExit;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A machine in virtual time with hosted domains, run by the thread that waits for something. */
final class HostedMachine implements AutoCloseable {
  private static final int MEMORY_MIB = 16;
  private static final Path KERNEL = Path.of("tour", "tour64.elf");

  private final List<String> complaints = new ArrayList<>();
  private final Toolstack toolstack = new Toolstack(complaints::add);
  private final Hypervisor hypervisor =
      Hypervisor.boot(HypervisorConfig.virtualTime(), toolstack.kernel());
  private final List<HostedGuest> guests = new ArrayList<>();

  HostedMachine() {
    this(_ -> {});
  }

  /** With its trace handed out before anything runs. */
  HostedMachine(Consumer<Trace> trace) {
    trace.accept(hypervisor.trace());
  }

  /** A domain that was started. */
  record Started(DomId domid, CompletableFuture<DomainExit> exit) {}

  /** Starts a domain with a program for its kernel. */
  Started start(String name, DomainDevices devices, HostedGuest.Program program)
      throws IOException, ExecutionException {
    Started domain = create(spec(name, "", devices));
    HostedGuest guest = new HostedGuest(program);
    guests.add(guest);
    hypervisor.host(domain.domid, guest);
    await(toolstack.unpause(domain.domid));
    return domain;
  }

  /** Starts the tour, whose kernel is machine code, in a domain. */
  Started startTour(String cmdline, DomainDevices devices) throws IOException, ExecutionException {
    Started domain = create(spec("tour", cmdline, devices));
    await(toolstack.unpause(domain.domid));
    return domain;
  }

  /** A hosted domain is built from an ordinary kernel, of which nothing ever runs. */
  private static DomainSpec spec(String name, String cmdline, DomainDevices devices)
      throws IOException {
    DomainSpec.Image image = new DomainSpec.Image(KERNEL.toString(), Files.readAllBytes(KERNEL));
    return DomainSpec.of(name, MEMORY_MIB, image, cmdline).withDevices(devices);
  }

  private Started create(DomainSpec spec) throws ExecutionException {
    DomId domid = await(toolstack.create(spec, Progress.SILENT, true, _ -> false));
    return new Started(domid, toolstack.onExit(domid));
  }

  /** Domain 0. */
  Toolstack toolstack() {
    return toolstack;
  }

  /** Runs the machine until something is true. */
  void runUntil(BooleanSupplier condition) {
    hypervisor.runUntil(condition);
    assertTrue(condition.getAsBoolean(), () -> "nothing more happens: " + complaints);
  }

  /** Runs the machine until the future is done, and returns its result. */
  <T> T await(CompletableFuture<T> future) throws ExecutionException {
    runUntil(future::isDone);
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Has something done on domain 0's vCPU. */
  <T> T have(Callable<T> task) throws ExecutionException {
    return await(toolstack.run(task));
  }

  /** Runs the machine until the domain has ended by itself, and its program with it. */
  void awaitEnd(Started domain) throws ExecutionException {
    assertEquals(Optional.of(ShutdownReason.POWEROFF), await(domain.exit).reason());
  }

  /** Asks a domain to power off, and runs the machine until it has. */
  void powerOff(Started domain) throws ExecutionException {
    await(toolstack.request(domain.domid, "poweroff"));
    awaitEnd(domain);
  }

  /** Frames of the machine that nobody has, when all that can happen has happened. */
  long freeFrames() {
    hypervisor.runUntil(() -> false);
    return hypervisor.xen().paging().allocator().freeFrames();
  }

  /** What domain 0 has complained of. */
  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    guests.forEach(HostedGuest::close);
    hypervisor.close();
  }
}
