package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.ctrl.Sysctls;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A machine with domain 0 for tests, run by the thread that waits for something. */
final class Machine implements AutoCloseable {
  final List<String> log = new ArrayList<>();
  final Toolstack toolstack = new Toolstack(log::add);
  final Hypervisor hypervisor;

  Machine() {
    hypervisor = Hypervisor.boot(HypervisorConfig.virtualTime(), toolstack.kernel());
  }

  /** Runs the machine until the future is done, and returns its result. */
  <T> T await(CompletableFuture<T> future) throws ExecutionException {
    hypervisor.runUntil(future::isDone);
    if (!future.isDone()) {
      throw new AssertionError("the machine has nothing more to do: " + hypervisor.log());
    }
    try {
      return future.get(0, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Looks at a domain's first console. */
  ConsoleAttachment console(DomId domid) throws ExecutionException {
    return await(
        toolstack.run(() -> toolstack.consoles().attach(ConsoleId.first(domid)).orElseThrow()));
  }

  Sysctls sysctls() {
    return new Sysctls(toolstack.hypercalls());
  }

  @Override
  public void close() {
    hypervisor.close();
  }
}
