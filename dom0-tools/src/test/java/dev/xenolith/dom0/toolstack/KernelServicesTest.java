package dev.xenolith.dom0.toolstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.builder.BuiltDomain;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.ctrl.NewDomain;
import dev.xenolith.dom0.ctrl.Sysctls;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.Grants;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import dev.xenolith.hv.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What domain 0's kernel does for its services, on the whole machine. */
class KernelServicesTest {
  private static final long SECOND = 1_000_000_000;

  private final Machine machine = new Machine();
  private final Dom0Kernel kernel = (Dom0Kernel) machine.toolstack.kernel();

  @AfterEach
  void switchOff() {
    machine.close();
  }

  private long freeFrames() {
    return machine.hypervisor.xen().paging().allocator().freeFrames();
  }

  /**
   * Has something asked by domain 0's slow clock so many times, and tells when, in seconds.
   *
   * @param awake whether domain 0 has something else to do, a thousand times a second at most
   */
  private List<Long> askedAt(int times, boolean awake) throws ExecutionException {
    SystemClock clock = machine.hypervisor.xen().clock();
    List<Long> asked = new ArrayList<>();
    long start = clock.now();
    machine.toolstack.run(
        () -> {
          kernel
              .slowClock()
              .askUntil(
                  () -> {
                    asked.add((clock.now() - start + SECOND / 2) / SECOND);
                    return asked.size() == times;
                  });
          return 0;
        });
    long[] next = {start};
    machine.hypervisor.runUntil(
        () -> {
          if (awake && clock.now() >= next[0]) {
            next[0] = clock.now() + SECOND / 1000;
            kernel.later(() -> {});
          }
          return asked.size() == times;
        });
    return asked;
  }

  @Test
  void whatNobodySignalsIsAskedOnceASecondWhileDomain0Sleeps() throws ExecutionException {
    assertEquals(List.of(1L, 2L, 3L), askedAt(3, false));
  }

  @Test
  void whatNobodySignalsIsAskedOnceASecondWhileDomain0IsAwake() throws ExecutionException {
    machine.await(machine.toolstack.create(TinyKernel.idle(), Progress.SILENT)); // it spins
    assertEquals(List.of(1L, 2L), askedAt(2, true));
  }

  /** A domain with nothing but memory. */
  private DomId bareDomain(long[] frames) throws HypercallFailedException {
    Domctls domctls = new Domctls(kernel.hypercalls());
    DomId domid = domctls.create(new NewDomain(new UUID(1, 2), 1, 1023, 4, 4, 1));
    domctls.setMaxMemory(domid, frames.length * 4L);
    for (int i = 0; i < frames.length; i++) {
      frames[i] = i;
    }
    assertEquals(frames.length, kernel.reservations().populate(domid, frames, 0));
    return domid;
  }

  @Test
  void eventReachesTheHandlerOfItsPort() throws ExecutionException {
    int[] calls = new int[1];
    EvtchnPort near =
        machine.await(
            machine.toolstack.run(
                () -> {
                  EvtchnPort port = kernel.events().allocUnbound(DomId.DOM0, DomId.DOM0);
                  EvtchnPort other =
                      kernel.events().bindInterdomain(DomId.DOM0, port, () -> calls[0]++);
                  kernel.events().send(port);
                  kernel.events().send(port);
                  assertEquals(0, calls[0], "events wait until the task is over");
                  return other;
                }));
    machine.await(machine.toolstack.run(() -> 0));
    assertEquals(1, calls[0], "two signals before the upcall are one event");
    machine.await(
        machine.toolstack.run(
            () -> {
              kernel.events().close(near);
              return 0;
            }));
  }

  @Test
  void foreignFramesAreReadAndWrittenThroughWindows() throws ExecutionException {
    long before = freeFrames();
    machine.await(
        machine.toolstack.run(
            () -> {
              long[] frames = new long[700];
              DomId domid = bareDomain(frames);
              for (int round = 0; round < 5; round++) {
                try (Windows.Window window =
                    kernel.windows().map(domid, frames, 0, frames.length)) {
                  for (int i = 0; i < frames.length; i++) {
                    window.bytes().putU64(i * 4096L + 8, frames[i] + round);
                  }
                }
              }
              try (Windows.Window window = kernel.windows().map(domid, new Mfn(frames[699]))) {
                assertEquals(frames[699] + 4, window.bytes().getU64(8));
                assertThrows(IndexOutOfBoundsException.class, () -> window.bytes().getU64(4090));
              }
              new Domctls(kernel.hypercalls()).destroy(domid);
              return 0;
            }));
    assertEquals(before, freeFrames());
  }

  @Test
  void mappingWithOneBadFrameMapsNone() throws ExecutionException {
    long before = freeFrames();
    machine.await(
        machine.toolstack.run(
            () -> {
              long[] frames = new long[4];
              DomId domid = bareDomain(frames);
              long[] withBad = {frames[0], frames[1], 1, frames[3]};
              assertThrows(
                  HypercallFailedException.class, () -> kernel.windows().map(domid, withBad, 0, 4));
              try (Windows.Window all =
                  kernel
                      .windows()
                      .map(
                          domid,
                          repeat(frames, kernel.windows().capacity() - 8),
                          0,
                          kernel.windows().capacity() - 8)) {
                assertTrue(all.bytes().size() > 0);
              }
              new Domctls(kernel.hypercalls()).destroy(domid);
              return 0;
            }));
    assertEquals(before, freeFrames());
  }

  private static long[] repeat(long[] frames, int count) {
    long[] many = new long[count];
    for (int i = 0; i < count; i++) {
      many[i] = frames[i % frames.length];
    }
    return many;
  }

  @Test
  void seededGrantsGiveDomain0TheRings() throws ExecutionException {
    DomId domid =
        machine.await(
            machine.toolstack.create(TinyKernel.idle(), Progress.SILENT, true, r -> false));
    BuiltDomain built = machine.await(machine.toolstack.built(domid));
    machine.await(
        machine.toolstack.run(
            () -> {
              try (Grants.Mapping store = kernel.grants().map(domid, new GrantRef(1), false);
                  Windows.Window window = kernel.windows().map(domid, built.storeRing())) {
                store.bytes().putU32(4092, 0x1234);
                assertEquals(0x1234, window.bytes().getU32(4092));
              }
              HypercallFailedException e =
                  assertThrows(
                      HypercallFailedException.class,
                      () -> kernel.grants().map(domid, new GrantRef(8), false));
              assertTrue(e.getMessage().contains("GNTST"), e.getMessage());
              return 0;
            }));
    machine.await(machine.toolstack.destroy(domid));
    assertTrue(machine.await(machine.toolstack.info(domid)).isEmpty());
  }

  @Test
  void machineAndItsDomainsAreDescribed() throws ExecutionException {
    machine.await(machine.toolstack.create(TinyKernel.idle(), Progress.SILENT, true, r -> false));
    Sysctls sysctls = new Sysctls(kernel.hypercalls());
    machine.await(
        machine.toolstack.run(
            () -> {
              assertEquals(
                  List.of(new DomId(0), new DomId(1)),
                  sysctls.domains().stream().map(DomainInfo::domid).toList());
              assertEquals("--p---", sysctls.domains().getLast().stateLetters());
              Sysctls.PhysicalInfo info = sysctls.physicalInfo();
              assertEquals(1, info.cpus());
              assertEquals(freeFrames(), info.freePages());
              machine.hypervisor.log().printk("a line to be found");
              assertTrue(sysctls.readConsole().contains("a line to be found"));
              return 0;
            }));
  }

  @Test
  void domainThatFindsNoWindowForItsConsoleIsTakenApart() throws ExecutionException {
    long before = freeFrames();
    Windows.Window[] hog = new Windows.Window[1];
    DomId other =
        machine.await(
            machine.toolstack.run(
                () -> {
                  long[] frames = new long[1];
                  DomId domid = bareDomain(frames);
                  int allButOne = kernel.windows().capacity() - 1;
                  hog[0] = kernel.windows().map(domid, repeat(frames, allButOne), 0, allButOne);
                  return domid;
                }));
    // A domain of 4 MiB is built page by page; its xenstore ring then takes the last window.
    DomainSpec small = DomainSpec.of("small", 4, TinyKernel.idle().kernel(), "");
    List<String> steps = new ArrayList<>();
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () -> machine.await(machine.toolstack.create(small, steps::add)));
    assertInstanceOf(DomainBuildException.class, e.getCause());
    assertTrue(e.getMessage().contains("no room for a window"), e.getMessage());
    assertEquals("connecting xenstore, console and devices", steps.getLast());
    machine.await(
        machine.toolstack.run(
            () -> {
              hog[0].close();
              new Domctls(kernel.hypercalls()).destroy(other);
              return 0;
            }));
    assertEquals(before, freeFrames());
  }

  @Test
  void taskThatThrowsFailsAlone() throws ExecutionException {
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                machine.await(
                    machine.toolstack.run(
                        () -> {
                          throw new java.io.IOException("this one");
                        })));
    assertEquals("this one", e.getCause().getMessage());
    assertEquals(1, machine.await(machine.toolstack.run(() -> 1)));
  }
}
