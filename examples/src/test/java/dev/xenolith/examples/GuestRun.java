package dev.xenolith.examples;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A guest from its first to its last instruction, on a machine of its own in virtual time that runs
 * on the caller's thread.
 *
 * @param lines what it wrote to its console
 * @param reason why it ended
 */
record GuestRun(List<String> lines, Optional<ShutdownReason> reason) {
  static GuestRun of(DomainSpec spec) throws ExecutionException, InterruptedException {
    Toolstack toolstack = new Toolstack(_ -> {});
    try (Hypervisor hypervisor =
        Hypervisor.boot(HypervisorConfig.virtualTime(), toolstack.kernel())) {
      DomId domid = await(hypervisor, toolstack.create(spec, Progress.SILENT, true, _ -> false));
      ConsoleAttachment console =
          await(
              hypervisor,
              toolstack.run(
                  () -> toolstack.consoles().attach(ConsoleId.first(domid)).orElseThrow()));
      var exit = toolstack.onExit(domid);
      await(hypervisor, toolstack.unpause(domid));
      Optional<ShutdownReason> reason = await(hypervisor, exit).reason();
      return new GuestRun(lines(console), reason);
    }
  }

  private static <T> T await(Hypervisor hypervisor, CompletableFuture<T> future)
      throws ExecutionException, InterruptedException {
    hypervisor.runUntil(future::isDone);
    if (!future.isDone()) {
      throw new AssertionError("the machine has nothing more to do");
    }
    return future.get();
  }

  private static List<String> lines(ConsoleAttachment console) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[4096];
    for (int n = console.read(bytes); n >= 0; n = console.read(bytes)) {
      text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
    }
    return text.toString().lines().toList();
  }
}
