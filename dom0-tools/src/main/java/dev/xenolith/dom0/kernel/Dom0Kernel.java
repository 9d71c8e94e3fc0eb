package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.device.Drives;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.Pte;
import dev.xenolith.abi.xen.UpdateVaFlags;
import dev.xenolith.abi.xen.VirtualLayout;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The kernel of domain 0. It boots, starts its services, and then does what events and other
 * threads ask for. In a domain without privilege it boots as well, and is refused what only domain
 * 0 may do.
 */
public final class Dom0Kernel implements HostedKernel {
  private static final int ARGUMENT_PAGES = 32;

  /** 8 MiB of windows: a batch of 2 MiB being written, and the ring pages of about 1500 domains. */
  private static final int WINDOW_TABLES = 4;

  private final Consumer<Dom0Kernel> services;
  private final CompletableFuture<Mailbox> mailbox = new CompletableFuture<>();
  private GuestBytes memory;
  private Hypercalls hypercalls;
  private MmuUpdates mmu;
  private Windows windows;
  private EventChannels events;
  private KernelClock clock;
  private Reservations reservations;
  private Grants grants;
  private DeviceGrants deviceGrants;
  private GrantCopier grantCopier;
  private SlowClock slowClock;
  private HypercallGate hardware;
  private PageTables tables;
  private PageAllocator pages;

  /**
   * A kernel that has not booted.
   *
   * @param services started once, at the end of booting, on the kernel's vCPU
   */
  public Dom0Kernel(Consumer<Dom0Kernel> services) {
    this.services = services;
  }

  @Override
  public void boot(HypercallGate gate, Vaddr startInfo, Mailbox post) {
    memory = gate.memory();
    BootInfo info = BootInfo.read(memory, startInfo);
    hardware = gate;
    tables = new PageTables(memory, info);
    pages = new PageAllocator(info, tables);
    Vaddr sharedInfo = pages.allocate(1);
    hypercalls =
        new Hypercalls(gate, new Arguments(memory, pages.allocate(ARGUMENT_PAGES), ARGUMENT_PAGES));
    mmu = new MmuUpdates(hypercalls);
    reservations = new Reservations(hypercalls);
    try {
      mapSharedInfo(sharedInfo, info);
      windows = new Windows(memory, hypercalls, mmu, tables, pages, WINDOW_TABLES);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("the kernel cannot boot", e);
    }
    Slice shared = new Slice(memory, sharedInfo.raw(), Mfn.PAGE_SIZE);
    events = new EventChannels(hypercalls, shared);
    clock = new KernelClock(gate, shared);
    grants = new Grants(hypercalls, windows);
    deviceGrants = new DeviceGrants(hypercalls, allocatePage());
    grantCopier = new GrantCopier(hypercalls, this::allocatePage);
    slowClock = new SlowClock(hypercalls, events, clock);
    services.accept(this);
    mailbox.complete(post);
  }

  private void mapSharedInfo(Vaddr at, BootInfo info) throws HypercallFailedException {
    long entry =
        info.sharedInfo().raw() | Pte.PRESENT | Pte.RW | Pte.USER | Pte.ACCESSED | Pte.DIRTY;
    Hypercalls.checked(
        "mapping shared_info",
        hypercalls.raw(Hypercall.UPDATE_VA_MAPPING, at.raw(), entry, UpdateVaFlags.INVLPG));
  }

  @Override
  public void upcall() {
    events.dispatch();
  }

  /**
   * Runs a task on the kernel's vCPU. May be called from any thread; before the kernel has booted,
   * the task waits.
   *
   * @return what the task returned or threw
   */
  public <T> CompletableFuture<T> run(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    mailbox.thenAccept(
        post ->
            post.post(
                () -> {
                  try {
                    result.complete(task.call());
                  } catch (Throwable e) { // an error too: somebody waits for the answer
                    result.completeExceptionally(e);
                  }
                }));
    return result;
  }

  /** Does something soon on the kernel's vCPU. What it throws stops the machine, as a bug. */
  public void later(Runnable work) {
    mailbox.thenAccept(post -> post.post(work));
  }

  /** The page that a machine frame is to its owner, as the machine-to-physical table has it. */
  public long machineToPhysical(long mfnRaw) {
    return memory.getU64(VirtualLayout.HYPERVISOR_START_64 + Long.BYTES * mfnRaw);
  }

  /** Typed hypercalls without more meaning than the call. */
  public Hypercalls hypercalls() {
    return hypercalls;
  }

  /** Page-table updates. */
  public MmuUpdates mmu() {
    return mmu;
  }

  /** Mappings of other domains' frames. */
  public Windows windows() {
    return windows;
  }

  /** This domain's event channels. */
  public EventChannels events() {
    return events;
  }

  /** The date. */
  public KernelClock clock() {
    return clock;
  }

  /** Memory of domains. */
  public Reservations reservations() {
    return reservations;
  }

  /** Granted frames. */
  public Grants grants() {
    return grants;
  }

  /** Granted frames for devices. */
  public DeviceGrants deviceGrants() {
    return deviceGrants;
  }

  /** Copies between granted frames and this kernel. */
  public GrantCopier grantCopier() {
    return grantCopier;
  }

  /** What looks after things that nobody signals. */
  public SlowClock slowClock() {
    return slowClock;
  }

  /** A page of this kernel's own memory, for a driver to keep. */
  public OwnPage allocatePage() {
    Vaddr at = pages.allocate(1);
    GuestBytes memory = hardware.memory();
    return new OwnPage(tables.mfnAt(at), new Slice(memory, at.raw(), Mfn.PAGE_SIZE));
  }

  /** The machine's drives, to put media in. */
  public Drives drives() {
    return hardware.drives();
  }

  /** What works on the host for services that need files. */
  public Coprocessor coprocessor() {
    return hardware.coprocessor();
  }

  /** Asks a device (INL). */
  public int in(int port) {
    return hardware.in(port);
  }

  /** Tells a device (OUTL). */
  public void out(int port, int value) {
    hardware.out(port, value);
  }
}
