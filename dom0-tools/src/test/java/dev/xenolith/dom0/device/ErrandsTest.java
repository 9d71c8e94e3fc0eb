package dev.xenolith.dom0.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Domain 0's work on the host, through the machine's coprocessor. */
class ErrandsTest {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Dom0Kernel kernel = new Dom0Kernel(_ -> {});
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private Hypervisor hypervisor;

  private void boot(HypervisorConfig config) {
    hypervisor = Hypervisor.boot(config.withMemoryMib(64), kernel);
  }

  @AfterEach
  void off() {
    hypervisor.close();
  }

  private <T> T onDomain0(Callable<T> task) {
    CompletableFuture<T> result = kernel.run(task);
    hypervisor.runUntil(result::isDone);
    return result.join();
  }

  /** The machine may have nothing to do while a thread of the host works for it. */
  private void runUntilDone(CompletableFuture<Void> done) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    hypervisor.runUntil(done::isDone);
    while (!done.isDone()) {
      assertTrue(System.nanoTime() < deadline, "it does not come back");
      Thread.sleep(1);
      hypervisor.runUntil(done::isDone);
    }
  }

  private long now() {
    return hypervisor.xen().clock().now();
  }

  @Test
  void inVirtualTimeEachErrandTakesItsTimeBehindTheOthers() {
    boot(HypervisorConfig.virtualTime());
    long start =
        onDomain0(
            () -> {
              Errands errands = new Errands(kernel);
              for (int i = 1; i <= 3; i++) {
                String name = "errand " + i;
                errands.send(
                    i * 1_000_000L,
                    () -> told.add(name + " runs"),
                    () -> told.add(name + " is done after " + now() / 1_000_000));
              }
              return now();
            });
    assertTrue(start < 1_000_000, "booting took " + start);
    hypervisor.runUntil(() -> false);
    assertEquals(
        List.of(
            "errand 1 runs",
            "errand 1 is done after 1",
            "errand 2 runs",
            "errand 2 is done after 3",
            "errand 3 runs",
            "errand 3 is done after 6"),
        told);
  }

  @Test
  void inRealTimeAnErrandThatWaitsKeepsNobodyWaiting() throws Exception {
    boot(HypervisorConfig.realTime());
    CountDownLatch enough = new CountDownLatch(1);
    Thread processor = Thread.currentThread();
    CompletableFuture<Thread> where = new CompletableFuture<>();
    CompletableFuture<Void> slow = new CompletableFuture<>();
    CompletableFuture<Void> quick = new CompletableFuture<>();
    Runnable waiting =
        () -> {
          where.complete(Thread.currentThread());
          try {
            enough.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    onDomain0(
        () -> {
          Errands errands = new Errands(kernel);
          errands.send(0, waiting, () -> slow.complete(null));
          errands.send(0, () -> {}, () -> quick.complete(null));
          return null;
        });
    runUntilDone(quick);
    assertTrue(!slow.isDone());
    assertNotEquals(processor, where.get());
    enough.countDown();
    runUntilDone(slow);
  }

  @Test
  void whatIsKeptIsClosedWhenItIsReleasedOrWithTheMachine() {
    boot(HypervisorConfig.virtualTime());
    onDomain0(
        () -> {
          AutoCloseable first = () -> told.add("first");
          AutoCloseable second = () -> told.add("second");
          kernel.coprocessor().keep(first);
          kernel.coprocessor().keep(second);
          kernel.coprocessor().release(first);
          kernel.coprocessor().release(first);
          return null;
        });
    hypervisor.runUntil(() -> false);
    assertEquals(List.of("first"), told);
    hypervisor.close();
    assertEquals(List.of("first", "second"), told);
    boot(HypervisorConfig.virtualTime());
  }

  @Test
  void whatCannotBeClosedIsSaid() {
    boot(HypervisorConfig.virtualTime());
    onDomain0(
        () -> {
          AutoCloseable broken =
              new AutoCloseable() {
                @Override
                public void close() throws IOException {
                  throw new IOException("the disk is gone");
                }

                @Override
                public String toString() {
                  return "/srv";
                }
              };
          kernel.coprocessor().keep(broken);
          kernel.coprocessor().release(broken);
          return null;
        });
    hypervisor.runUntil(() -> false);
    assertTrue(hypervisor.log().lines().toString().contains("closing /srv: the disk is gone"));
  }
}
