package dev.xenolith.hv;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.device.DiskPorts;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.hypercall.HypercallTable;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.interpret.InterpreterEngine;
import dev.xenolith.hv.machine.device.DiskController;
import dev.xenolith.hv.machine.device.HostCoprocessor;
import dev.xenolith.hv.machine.device.HostThreads;
import dev.xenolith.hv.machine.device.HostWorker;
import dev.xenolith.hv.machine.device.ModelledTime;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.run.ControlDomain;
import dev.xenolith.hv.run.PhysicalCpu;
import dev.xenolith.hv.sched.CreditScheduler;
import dev.xenolith.hv.time.RealClock;
import dev.xenolith.hv.time.SystemClock;
import dev.xenolith.hv.time.VirtualClock;
import dev.xenolith.hv.trace.HypervisorLog;
import dev.xenolith.hv.trace.Trace;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A machine with a hypervisor and, if one was given, domain 0 on it.
 *
 * <p>The thread that calls {@link #run} is the simulated physical CPU. Only {@link #stop} and the
 * mailbox of a hosted kernel may be used from other threads while it runs.
 */
public final class Hypervisor implements AutoCloseable {
  private static final int CREDIT_SLICE_MILLIS = 30;

  private final MachineMemory memory;
  private final Xen xen;
  private final HypercallTable table = HypercallTable.standard();
  private final PhysicalCpu cpu;
  private final DiskController disks;
  private final HostCoprocessor coprocessor;

  private Hypervisor(HypervisorConfig config) {
    memory = new MachineMemory((long) config.memoryMib() << 8);
    xen =
        new Xen(
            memory,
            config.clock(),
            new CreditScheduler(CREDIT_SLICE_MILLIS),
            processor -> new InterpreterEngine(memory, processor),
            new HypervisorLog(config.logLines()));
    cpu = new PhysicalCpu(xen, table);
    xen.onVcpuCreated(cpu::attach);
    disks =
        new DiskController(
            memory,
            xen.interruptLines().take(DiskPorts.LINE),
            worker("disk", config.clock()),
            xen.log()::printk);
    xen.ports().add(DiskPorts.BASE, DiskPorts.COUNT, disks);
    cpu.setDrives(disks);
    coprocessor =
        new HostCoprocessor(
            xen.interruptLines().take(Coprocessor.LINE),
            worker("host", config.clock()),
            xen.log()::printk);
    cpu.setCoprocessor(coprocessor);
  }

  private HostWorker worker(String name, SystemClock clock) {
    return switch (clock) {
      case VirtualClock virtual -> new ModelledTime(virtual, xen.timers());
      case RealClock _ -> new HostThreads(name, cpu::post);
    };
  }

  /** A machine without any domain, for tests. */
  public static Hypervisor bare(HypervisorConfig config) {
    return new Hypervisor(config);
  }

  /** A machine with domain 0, whose kernel boots when {@link #run} is called. */
  public static Hypervisor boot(HypervisorConfig config, HostedKernel domain0) {
    Hypervisor hypervisor = new Hypervisor(config);
    hypervisor.addControlDomain(config.controlDomainMib(), domain0);
    return hypervisor;
  }

  private void addControlDomain(int mib, HostedKernel kernel) {
    ControlDomain.Built built = ControlDomain.build(xen, mib);
    Vaddr startInfo = built.startInfo();
    cpu.attach(built.domain().vcpu(0), kernel).setStartInfo(startInfo);
    built.domain().unpause();
  }

  /**
   * Has a kernel written in Java run on vCPU 0 of a domain that is there and has not run, instead
   * of the machine code that it was built with. It finds start_info where the builder's registers
   * say. Nothing else about the domain is special: it has the rights and the hardware of any other.
   * Only for the thread that runs the machine, while {@link #run} is not under way.
   *
   * @throws IllegalArgumentException when there is no such domain, or none of 64 bit that is built
   */
  public void host(DomId domid, HostedKernel kernel) {
    Domain domain = xen.domains().find(domid.raw());
    Vcpu vcpu = domain == null || domain.abi() != Abi.PV64 ? null : domain.vcpu(0);
    if (vcpu == null || !vcpu.isInitialised()) {
      throw new IllegalArgumentException(domid + " is no 64-bit domain that could run");
    }
    cpu.attach(vcpu, kernel).setStartInfo(new Vaddr(vcpu.cpu().gpr(CpuState.RSI)));
  }

  /** Runs until {@link #stop} or until domain 0 shuts down. */
  public PhysicalCpu.End run() {
    return cpu.run(() -> false, true);
  }

  /**
   * Runs until the condition is true, asked between two slices of any vCPU; or until nothing can
   * happen any more without something from outside, or domain 0 shuts down.
   */
  public PhysicalCpu.End runUntil(BooleanSupplier done) {
    return cpu.run(done, false);
  }

  /** Makes {@link #run} return soon. May be called from any thread. */
  public void stop() {
    cpu.stop();
  }

  /** The state of the hypervisor. Only for the thread that runs it. */
  public Xen xen() {
    return xen;
  }

  /** What {@code xl dmesg} shows. May be used from any thread. */
  public HypervisorLog log() {
    return xen.log();
  }

  /** What is taken down of all that happens. */
  public Trace trace() {
    return xen.trace();
  }

  /** The hypercalls there are. */
  public HypercallTable hypercalls() {
    return table;
  }

  /** How many instructions guests have retired. Only for the thread that runs the machine. */
  public long retired() {
    return xen.instructions();
  }

  /** How long nothing had to be done, in the machine's time. Only for the thread that runs it. */
  public long idleNanos() {
    return xen.clock().idleNanos();
  }

  /** For how much of the machine's memory the host keeps pages; empty where it does not say. */
  public OptionalLong residentBytes() {
    return memory.residentBytes();
  }

  /** Frees the machine's memory. The machine must not run. */
  @Override
  public void close() {
    disks.close();
    coprocessor.close();
    for (Domain domain : xen.domains().all()) {
      domain.vcpus().forEach(v -> v.engine().close());
    }
    memory.close();
  }
}
