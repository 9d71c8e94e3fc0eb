package dev.xenolith.examples.hosted;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.dom0.device.KernelServices;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An unprivileged domain's kernel, and the one program that it runs: domain 0's kernel with what a
 * domU has besides, memory to grant and a ring to xenstored. When the program ends, the domain
 * powers off; when it fails, so does the machine.
 */
final class HostedGuest implements HostedKernel, AutoCloseable {
  /** What a test has the domain do. */
  interface Program {
    void run(HostedGuest guest) throws Exception;
  }

  private final Dom0Kernel kernel = new Dom0Kernel(_ -> {});
  private final Coroutine program;
  private GrantTable memory;
  private RingStore store;
  private GuestServices services;

  HostedGuest(Program what) {
    program = new Coroutine(() -> run(what));
  }

  @Override
  public void boot(HypercallGate gate, Vaddr startInfo, Mailbox mailbox) {
    kernel.boot(gate, startInfo, mailbox);
    try {
      memory = new GrantTable(kernel);
      store = connectStore(gate.memory(), startInfo.raw());
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("the hosted domain cannot boot", e);
    }
    program.resume();
  }

  private RingStore connectStore(GuestBytes own, long startInfo) throws HypercallFailedException {
    Mfn ring = new Mfn(StartInfo.STORE_MFN.get(own, startInfo, Abi.PV64));
    EvtchnPort port = new EvtchnPort(StartInfo.STORE_EVTCHN.get(own, startInfo, Abi.PV64));
    GuestBytes page = kernel.windows().map(DomId.SELF, ring).bytes();
    RingStore connected = new RingStore(page, () -> kernel.events().send(port), this::await);
    kernel.events().handle(port, connected::look);
    return connected;
  }

  @Override
  public void upcall() {
    kernel.upcall();
    program.resume();
  }

  private void run(Program what) throws Exception {
    String domid = store.nodes().find("domid").orElseThrow();
    services = new KernelServices(kernel, new DomId(Integer.parseInt(domid)), store);
    what.run(this);
    shutDown(ShutdownReason.POWEROFF);
  }

  /** For the program: lets the domain block until something is true. */
  void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      program.suspend();
    }
  }

  /** For the program: ends the domain. */
  void shutDown(ShutdownReason reason) throws HypercallFailedException {
    try (Arguments.Scope scope = kernel.hypercalls().open()) {
      long at = scope.struct(SchedShutdown.LAYOUT);
      SchedShutdown.REASON.put(scope.memory(), at, Abi.PV64, reason.number);
      kernel.hypercalls().call(SchedOp.SHUTDOWN, at);
    }
    await(() -> false);
  }

  /** What front ends are made with. */
  GuestServices services() {
    return services;
  }

  /** Pages that front ends share. */
  OwnMemory memory() {
    return memory;
  }

  /** Xenstore. */
  NodeStore store() {
    return store;
  }

  /** This domain's hypercalls. */
  Hypercalls hypercalls() {
    return kernel.hypercalls();
  }

  /** The directory of one of its devices, named as in {@code vbd/51712}. */
  String device(String name) {
    return "/local/domain/%d/device/%s".formatted(services.self().raw(), name);
  }

  /** For the program: waits until the toolstack wants the domain to power off. */
  void awaitPowerOff() throws ServiceException {
    awaitNode("control/shutdown", Optional.of("poweroff"));
  }

  /** For the program: the directory of a device's back end. */
  String back(String device) throws ServiceException {
    return store.nodes().find(device(device) + "/backend").orElseThrow();
  }

  /** For the program: waits until the back end of a device is in a state. */
  void awaitBack(String device, XenbusState state) throws ServiceException {
    awaitNode(back(device) + "/state", Optional.of(Integer.toString(state.number)));
  }

  /** For the program: waits until nothing is left of a device. */
  void awaitGone(String device) throws ServiceException {
    awaitNode(device(device), Optional.empty());
  }

  /** For the program: waits until a node has a value, or is not there. */
  void awaitNode(String path, Optional<String> value) throws ServiceException {
    boolean[] changed = {false};
    try (NodeStore.Watch _ = store.watch(path, _ -> changed[0] = true)) {
      while (!store.nodes().find(path).equals(value)) {
        await(() -> changed[0]);
        changed[0] = false;
      }
    }
  }

  /** Abandons the program. */
  @Override
  public void close() {
    program.close();
  }
}
