package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.hv.evtchn.GlobalVirqs;
import dev.xenolith.hv.machine.device.InterruptLines;
import dev.xenolith.hv.machine.device.PortSpace;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.Refusal;
import dev.xenolith.hv.sched.Scheduler;
import dev.xenolith.hv.time.SystemClock;
import dev.xenolith.hv.time.TimerQueue;
import dev.xenolith.hv.trace.HypervisorLog;
import dev.xenolith.hv.trace.Trace;
import java.util.function.Consumer;

/** What there is once per machine, for the hypercall handlers and the run loop. */
public final class Xen {
  private final MachineMemory memory;
  private final HypervisorLog log;
  private final SystemClock clock;
  private final TimerQueue timers;
  private final Scheduler scheduler;
  private final EngineFactory engines;
  private final Trace trace;
  private final DirectPaging paging;
  private final Mfn scratchFrame;
  private final GlobalVirqs globalVirqs = new GlobalVirqs();
  private final DomainTable domains = new DomainTable(this);
  private final GuestCpuid cpuid = new GuestCpuid();
  private final InterruptLines interruptLines = new InterruptLines();
  private final PortSpace ports = new PortSpace();
  private boolean reschedule;
  private long instructions;
  private ShutdownReason machineStopped;
  private Vcpu current;
  private Consumer<Vcpu> attach = vcpu -> {};

  /** A hypervisor without domains. */
  public Xen(
      MachineMemory memory,
      SystemClock clock,
      Scheduler scheduler,
      EngineFactory engines,
      HypervisorLog log) {
    this.memory = memory;
    this.clock = clock;
    this.scheduler = scheduler;
    this.engines = engines;
    this.log = log;
    timers = new TimerQueue(clock);
    trace = new Trace(clock::now);
    paging = new DirectPaging(memory, new MachineTlb(domains), this::refused);
    paging.types().traceTo(trace);
    scratchFrame = new Mfn(paging.allocator().allocate(0, 0));
  }

  private void refused(Refusal refusal) {
    for (String line : refusal.lines()) {
      log.printk(line);
    }
    if (trace.wants(TraceClass.DOMAIN)) {
      int domain = current == null ? TraceRecord.NOBODY : current.domain().id().raw();
      int vcpu = current == null ? TraceRecord.NOBODY : current.id().raw();
      trace.record(domain, vcpu, new TraceEvent.Refused(refusal.toString()));
    }
  }

  /** All frames of the machine, by machine address. */
  public MachineMemory memory() {
    return memory;
  }

  /** Frames, their owners and types, and everything about page tables. */
  public DirectPaging paging() {
    return paging;
  }

  /** A frame of the hypervisor for contents that nobody needs afterwards. */
  public Mfn scratchFrame() {
    return scratchFrame;
  }

  /** What {@code xl dmesg} shows. */
  public HypervisorLog log() {
    return log;
  }

  /** What is taken down of all that happens. */
  public Trace trace() {
    return trace;
  }

  public SystemClock clock() {
    return clock;
  }

  /** The timers of everything. */
  public TimerQueue timers() {
    return timers;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  /** Whom interrupts that concern the whole machine go to. */
  public GlobalVirqs globalVirqs() {
    return globalVirqs;
  }

  EngineFactory engines() {
    return engines;
  }

  /** The lines by which devices interrupt. */
  public InterruptLines interruptLines() {
    return interruptLines;
  }

  /** The I/O ports that have a device. */
  public PortSpace ports() {
    return ports;
  }

  /** What CPUID tells guests. */
  public GuestCpuid cpuid() {
    return cpuid;
  }

  /** All domains, in order of their identifiers. */
  public DomainTable domains() {
    return domains;
  }

  /** The vCPU that runs now, or null. */
  public Vcpu current() {
    return current;
  }

  public void setCurrent(Vcpu vcpu) {
    current = vcpu;
  }

  /** Who gives new vCPUs what they need to run. */
  public void onVcpuCreated(Consumer<Vcpu> newAttach) {
    attach = newAttach;
  }

  void attach(Vcpu vcpu) {
    attach.accept(vcpu);
  }

  /** Asks the physical CPU to choose again before the guest goes on. */
  public void requestReschedule() {
    reschedule = true;
    if (current != null) {
      current.runner().interrupt();
    }
  }

  /** Whether {@link #requestReschedule} was called since this was asked last. */
  public boolean takeReschedule() {
    boolean asked = reschedule;
    reschedule = false;
    return asked;
  }

  /** Whether somebody asked to choose again. */
  public boolean rescheduleRequested() {
    return reschedule;
  }

  void controlDomainStopped(ShutdownReason reason) {
    machineStopped = reason;
    requestReschedule();
  }

  /** Why the control domain stopped and the machine with it; null while it has not. */
  public ShutdownReason machineStopped() {
    return machineStopped;
  }

  /** Counts instructions that vCPUs have retired. */
  void retired(long count) {
    instructions += count;
  }

  /** How many instructions all vCPUs of all domains have retired. */
  public long instructions() {
    return instructions;
  }
}
