package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Answers about memory are those of real Xen 4.17, question by question. */
class MemoryProbeTest {
  private static final Path PROBE = Path.of("probes/memory");

  @Test
  void everyAnswerAboutMemoryIsThatOfRealXen()
      throws IOException, ExecutionException, InterruptedException {
    List<String> expected = Files.readAllLines(PROBE.resolve("expected.txt"));
    assertEquals(expected, answers(Files.readAllBytes(PROBE.resolve("probe.elf"))));
  }

  private static List<String> answers(byte[] kernel)
      throws ExecutionException, InterruptedException {
    Toolstack toolstack = new Toolstack(line -> {});
    try (Hypervisor hypervisor =
        Hypervisor.boot(HypervisorConfig.virtualTime(), toolstack.kernel())) {
      var image = new DomainSpec.Image("probe.elf", kernel);
      DomainSpec spec = DomainSpec.of("probe", 16, image, "");
      DomId domid =
          await(hypervisor, toolstack.create(spec, Progress.SILENT, true, reason -> false));
      ConsoleAttachment console = await(hypervisor, toolstack.attachConsole(domid));
      var exit = toolstack.onExit(domid);
      await(hypervisor, toolstack.unpause(domid));
      await(hypervisor, exit);
      return lines(console);
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
