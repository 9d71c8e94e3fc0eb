package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.hv.evtchn.UpcallTarget;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.MsrAccess;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.mm.VcpuPaging;
import dev.xenolith.hv.sched.Schedulable;
import dev.xenolith.hv.time.Runstate;
import dev.xenolith.hv.time.VcpuTimers;
import dev.xenolith.hv.trace.TracedVcpu;
import dev.xenolith.hv.trap.CallGates;
import dev.xenolith.hv.trap.DescriptorReader;
import dev.xenolith.hv.trap.GuestSegments;
import dev.xenolith.hv.trap.IretReturn;
import dev.xenolith.hv.trap.PrivilegedOps;
import dev.xenolith.hv.trap.TrapDelivery;
import dev.xenolith.hv.trap.TrapHost;
import dev.xenolith.hv.trap.VcpuTraps;

/**
 * One virtual CPU. A hosted one (its kernel is Java) has an engine as well, for its page tables; it
 * is only never run.
 */
public final class Vcpu implements TrapHost, UpcallTarget, Schedulable, TracedVcpu {
  private final Domain domain;
  private final VcpuId id;
  private final VcpuEngine engine;
  private final VcpuPaging paging;
  private final VcpuInfoArea info;
  private final VcpuTraps traps = new VcpuTraps();
  private final TrapDelivery delivery;
  private final GuestSegments segments;
  private final DescriptorReader descriptors;
  private final VcpuProcessor processor;
  private final IretReturn iret;
  private final PrivilegedOps privileged;
  private final CallGates callGates;
  private final VcpuTimers timers;
  private final Runstate runstate;
  private final RecentCalls recentCalls = new RecentCalls();
  private final VcpuActivity activity = new VcpuActivity(this);
  private VcpuRunner runner;
  private boolean initialised;
  private final VcpuTime time;
  private final VcpuAreas areas = new VcpuAreas(this);
  private final VcpuAffinity affinity = new VcpuAffinity();

  Vcpu(Domain domain, VcpuId id) {
    this.domain = domain;
    this.id = id;
    Xen xen = domain.xen();
    time = new VcpuTime(this);
    engine =
        xen.engines().create(new Processor(xen.cpuid().forVcpu(this), time::ticks, MsrAccess.NONE));
    paging = xen.paging().addVcpu(domain.memory(), id.raw());
    info = new VcpuInfoArea(xen.memory(), this);
    descriptors = new EngineDescriptors(engine);
    delivery = new TrapDelivery(this, traps, descriptors);
    segments = new GuestSegments(engine.state(), descriptors);
    iret = new IretReturn(this, traps, delivery, segments);
    privileged = new PrivilegedOps(this, traps, delivery, new VcpuPrivileges(this));
    callGates = new CallGates(this, traps, delivery, descriptors, segments);
    timers = new VcpuTimers(xen.clock(), xen.timers(), this::tick, this::unblock);
    runstate = new Runstate(xen.clock().now());
    processor = new VcpuProcessor(engine, traps, paging, descriptors);
  }

  /** Its time: what it reads, and what it is charged. */
  public VcpuTime time() {
    return time;
  }

  private void tick() {
    if (wants(TraceClass.SCHED)) {
      record(new TraceEvent.Timer(true, domain.xen().clock().now()));
    }
    domain.events().raiseVirq(id, VirqLine.TIMER);
  }

  @Override
  public VcpuId id() {
    return id;
  }

  @Override
  public DomId domainId() {
    return domain.id();
  }

  public Domain domain() {
    return domain;
  }

  @Override
  public int domainRaw() {
    return domain.id().raw();
  }

  @Override
  public int vcpuRaw() {
    return id.raw();
  }

  @Override
  public boolean peek(long linear, byte[] to, int start, int length) {
    return linear().read(linear, to, start, length) == 0;
  }

  @Override
  public boolean wants(TraceClass what) {
    return domain.xen().trace().wants(what);
  }

  @Override
  public void record(TraceEvent event) {
    domain.xen().trace().record(domainRaw(), vcpuRaw(), event);
  }

  /** Runs its instructions. */
  public VcpuEngine engine() {
    return engine;
  }

  @Override
  public CpuState cpu() {
    return engine.state();
  }

  @Override
  public LinearMemory linear() {
    return engine.linear();
  }

  @Override
  public Abi abi() {
    return domain.abi();
  }

  /** The state of its processor that follows from what the guest chose. */
  public VcpuProcessor processor() {
    return processor;
  }

  /** Its page tables. */
  public VcpuPaging paging() {
    return paging;
  }

  /** What traps it has registered, and what waits for it. */
  public VcpuTraps traps() {
    return traps;
  }

  /** Injects traps and events. */
  public TrapDelivery delivery() {
    return delivery;
  }

  /** Loads CS and SS as a return from the hypervisor does. */
  public GuestSegments segments() {
    return segments;
  }

  /** Reads its descriptor tables. */
  public DescriptorReader descriptors() {
    return descriptors;
  }

  /** The iret hypercall. */
  public IretReturn iret() {
    return iret;
  }

  /** Emulates what its guest may still try of privileged instructions. */
  public PrivilegedOps privileged() {
    return privileged;
  }

  /** Far calls through its guest's call gates. */
  public CallGates callGates() {
    return callGates;
  }

  public VcpuTimers timers() {
    return timers;
  }

  public Runstate runstate() {
    return runstate;
  }

  /** What it has asked to be kept up to date in its own memory. */
  public VcpuAreas areas() {
    return areas;
  }

  /** Where it may run. */
  public VcpuAffinity affinity() {
    return affinity;
  }

  /** Says in the trace that it has set a timer. */
  public void traceTimer(long deadline) {
    if (wants(TraceClass.SCHED)) {
      record(new TraceEvent.Timer(false, deadline));
    }
  }

  /** Its vcpu_info, wherever that is. */
  public VcpuInfoArea info() {
    return info;
  }

  /** The hypercalls it made last, for a crash report. */
  public RecentCalls recentCalls() {
    return recentCalls;
  }

  /** What runs it. */
  public VcpuRunner runner() {
    return runner;
  }

  public void setRunner(VcpuRunner newRunner) {
    runner = newRunner;
  }

  @Override
  public long vcpuInfoMaddr() {
    return info.maddr();
  }

  @Override
  public int upcallPending() {
    return info.pending();
  }

  @Override
  public int upcallMask() {
    return info.mask();
  }

  @Override
  public void setUpcallMask(int value) {
    info.setMask(value);
  }

  @Override
  public void setInfoCr2(long linear) {
    info.setCr2(linear);
  }

  @Override
  public boolean architecturalIopl() {
    return domain.assists(VmAssist.ARCHITECTURAL_IOPL);
  }

  @Override
  public boolean inKernelMode() {
    return domain.abi() == Abi.PV32 ? cpu().cpl() == 1 : paging.isKernelMode();
  }

  @Override
  public void enterKernelMode() {
    if (domain.abi() == Abi.PV64 && !paging.isKernelMode()) {
      processor.toggle(true);
    }
  }

  @Override
  public boolean enterUserMode() {
    if (domain.abi() == Abi.PV64 && paging.isKernelMode()) {
      if (paging.userBase() == 0) {
        return false;
      }
      processor.toggle(false);
    }
    return true;
  }

  /** Whether it has been given a context. */
  public boolean isInitialised() {
    return initialised;
  }

  void setInitialised(boolean on) {
    initialised = on;
  }

  /** Makes it ready to run with the state it has. */
  public void bringUp() {
    initialised = true;
    time.publish(true);
    setDown(false);
  }

  // ---- what it is doing

  /** Whether it waits for an event. */
  public boolean isBlocked() {
    return activity.isBlocked();
  }

  /** Whether it is down (VCPUOP_down, or never brought up). */
  public boolean isDown() {
    return activity.isDown();
  }

  /** Whether a physical CPU runs it now. */
  public boolean isRunning() {
    return activity.isRunning();
  }

  @Override
  public boolean isRunnable() {
    return !activity.isBlocked() && !isStopped();
  }

  /** Whether something other than waiting for an event keeps it from running. */
  public boolean isStopped() {
    return activity.isStopped();
  }

  /** SCHEDOP_block: allows upcalls and waits, unless one is due already. */
  public void block() {
    setUpcallMask(0);
    if (upcallPending() == 0) {
      setBlocked(true);
    }
  }

  /** Waits without touching the mask (SCHEDOP_poll). */
  public void setBlocked(boolean on) {
    activity.setBlocked(on);
  }

  public void setDown(boolean on) {
    activity.setDown(on);
  }

  /** Keeps it from running until as many {@link #unpause} have come. */
  public void pause() {
    activity.pause();
  }

  public void unpause() {
    activity.unpause();
  }

  @Override
  public void kick() {
    unblock();
    if (isRunning()) {
      runner.interrupt();
    }
  }

  @Override
  public void unblock() {
    if (isBlocked()) {
      domain.events().stopPolling(id);
      timers.stopPollTimeout();
      setBlocked(false);
    }
  }

  /** Called by the physical CPU when it starts or stops running the vCPU. */
  public void setRunning(boolean on) {
    activity.setRunning(on);
  }

  /** What it does, for those who change it from inside the package. */
  VcpuActivity activity() {
    return activity;
  }

  @Override
  public String toString() {
    return domain.toString() + id;
  }
}
