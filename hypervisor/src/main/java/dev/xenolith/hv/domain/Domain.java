package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.DomainChange;
import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.hv.evtchn.EventChannels;
import dev.xenolith.hv.grant.GrantTable;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.time.WallClock;
import dev.xenolith.hv.time.Watchdogs;
import java.util.ArrayList;
import java.util.List;

/** One domain: its identity, its vCPUs, and its share of every subsystem. */
public final class Domain {
  private final Xen xen;
  private final DomId id;
  private final DomainConfig config;
  private final byte[] handle;
  private final DomainMemory memory;
  private final List<Vcpu> vcpus = new ArrayList<>();
  private final EventChannels events;
  private final GrantTable grants;
  private final Watchdogs watchdogs;
  private final ConsoleLine consoleLine;
  private final SharedPage sharedPage;
  private Abi abi;
  private int pauseCount = 1;
  private ShutdownReason shutdown;
  private ShutdownReason announced;
  private final DomainTsc tsc = new DomainTsc();
  private boolean debugged;
  private int suspendPort;
  private boolean dying;
  private boolean dead;
  private long vmAssist;
  private final DomainCpuid cpuid;
  private final PirqEoiPage pirqEoiPage = new PirqEoiPage(this);
  private boolean complete;

  Domain(Xen xen, DomId id, DomainConfig config) {
    this.xen = xen;
    this.id = id;
    this.config = config;
    this.abi = config.abi();
    handle = config.handle().clone();
    cpuid = new DomainCpuid(this);
    complete = config.privileged();
    memory = xen.paging().create(id, config.abi(), config.privileged());
    sharedPage = new SharedPage(xen, memory);
    events =
        new EventChannels(
            new DomainEventHost(this), HardwareLines.of(this, config), config.maxPort());
    GrantedFrames frames = new GrantedFrames(xen.paging());
    grants = new GrantTable(id, xen.memory(), frames, config.grantLimits());
    watchdogs = new Watchdogs(xen.clock(), xen.timers(), () -> shutdown(ShutdownReason.WATCHDOG));
    consoleLine = new ConsoleLine(xen.log(), "(" + id + ") ");
    sharedPage.initialise(abi);
  }

  public DomId id() {
    return id;
  }

  /** What it was created with. */
  public DomainConfig config() {
    return config;
  }

  /** The 16 bytes by which the toolstack knows it. */
  public byte[] handle() {
    return handle.clone();
  }

  /** XEN_DOMCTL_setdomainhandle. */
  public void setHandle(byte[] bytes) {
    System.arraycopy(bytes, 0, handle, 0, handle.length);
  }

  /** The width of its kernel. */
  public Abi abi() {
    return abi;
  }

  /**
   * Changes the width.
   *
   * @return false if it is too late: the domain has memory or an initialised vCPU
   */
  public boolean setAbi(Abi newAbi) {
    if (newAbi == abi) {
      return true;
    }
    for (Vcpu vcpu : vcpus) {
      if (vcpu.isInitialised()) {
        return false;
      }
    }
    if (!memory.setAbi(newAbi)) {
      return false;
    }
    abi = newAbi;
    sharedPage.initialise(abi);
    vcpus.forEach(vcpu -> vcpu.processor().reset());
    cpuid.set(cpuid.policy());
    return true;
  }

  /** What CPUID tells it. */
  public DomainCpuid cpuid() {
    return cpuid;
  }

  /** Where it is told which physical interrupts it must acknowledge. */
  public PirqEoiPage pirqEoiPage() {
    return pirqEoiPage;
  }

  /** Whether the toolstack has let it run: it is what it is from then on. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether it is the control domain. */
  public boolean isPrivileged() {
    return config.privileged();
  }

  /** Machine-wide services. */
  public Xen xen() {
    return xen;
  }

  /** Its frames and page tables. */
  public DomainMemory memory() {
    return memory;
  }

  /** What ends it when it does not come back in time. */
  public Watchdogs watchdogs() {
    return watchdogs;
  }

  /** What it was told about its time stamp counter. */
  public DomainTsc tsc() {
    return tsc;
  }

  /** Whether a debugger looks after it. */
  public boolean isDebugged() {
    return debugged;
  }

  public void setDebugged(boolean on) {
    debugged = on;
  }

  /** XEN_DOMCTL_subscribe: its port that is sent to when it has suspended; 0 for none. */
  public void setSuspendPort(int port) {
    suspendPort = port;
  }

  /** Its event channels. */
  public EventChannels events() {
    return events;
  }

  /** What it has granted to others, and what it has mapped of theirs. */
  public GrantTable grants() {
    return grants;
  }

  /** What it has written to the hypervisor's console. */
  public ConsoleLine consoleLine() {
    return consoleLine;
  }

  /** The date it reads. */
  public WallClock wallClock() {
    return sharedPage.wallClock();
  }

  /** The frame of shared_info. */
  public Mfn sharedInfo() {
    return sharedPage.frame();
  }

  /** Writes the date into shared_info again. */
  public void publishWallClock() {
    sharedPage.publishWallClock(abi);
  }

  /** Its vCPUs in order of index. */
  public List<Vcpu> vcpus() {
    return List.copyOf(vcpus);
  }

  /** The vCPU of this index, or null. */
  public Vcpu vcpu(int index) {
    return index >= 0 && index < vcpus.size() ? vcpus.get(index) : null;
  }

  /** How many vCPUs it has. */
  public int vcpuCount() {
    return vcpus.size();
  }

  /** Makes the vCPUs up to this number, all of them down (XEN_DOMCTL_max_vcpus). */
  public void createVcpus(int count) {
    while (vcpus.size() < count) {
      int index = vcpus.size();
      Vcpu vcpu = new Vcpu(this, new VcpuId(index));
      sharedPage.place(vcpu, abi);
      vcpus.add(vcpu);
      cpuid.limitControl(vcpu);
      xen.scheduler().insert(vcpu, xen.clock().now());
      xen.attach(vcpu);
    }
  }

  /** Options switched on with vm_assist: one bit per type. */
  public long vmAssist() {
    return vmAssist;
  }

  /** Whether the option is on. */
  public boolean assists(VmAssist type) {
    return (vmAssist >>> type.number & 1) != 0;
  }

  public void setVmAssist(long bits) {
    vmAssist = bits;
    memory.setStrictM2p((bits >>> VmAssist.M2P_STRICT.number & 1) != 0);
  }

  /** Whether pauses outnumber unpauses; a new domain starts paused once. */
  public boolean isPaused() {
    return pauseCount > 0;
  }

  /** Keeps all vCPUs from running until as many {@link #unpause} have come. */
  public void pause() {
    pauseCount++;
    vcpus.forEach(vcpu -> vcpu.activity().refresh());
  }

  /**
   * Takes one pause back.
   *
   * @return false if there was none
   */
  public boolean unpause() {
    if (pauseCount == 0) {
      return false;
    }
    pauseCount--;
    complete |= pauseCount == 0;
    vcpus.forEach(vcpu -> vcpu.activity().refresh());
    return true;
  }

  /** Why it shut down, or null while it has not. */
  public ShutdownReason shutdownReason() {
    return shutdown;
  }

  /** Stops all vCPUs for good (or until {@link #resume}) and tells the control domain. */
  public void shutdown(ShutdownReason reason) {
    if (shutdown != null) {
      return;
    }
    shutdown = announced == null ? reason : announced;
    changed(DomainChange.SHUT_DOWN, shutdown.cName());
    vcpus.forEach(vcpu -> vcpu.activity().refresh());
    if (isPrivileged()) {
      xen.controlDomainStopped(shutdown);
    }
    if (shutdown == ShutdownReason.SUSPEND && suspendPort != 0) {
      events.send(new EvtchnPort(suspendPort));
    } else {
      xen.globalVirqs().raise(VirqLine.DOM_EXC);
    }
  }

  /** SCHEDOP_shutdown_code: whatever stops the domain later, this will be the reason given. */
  public void announceShutdown(ShutdownReason reason) {
    if (announced == null) {
      announced = reason;
    }
  }

  /** XEN_DOMCTL_resumedomain: goes on after a suspend. */
  public void resume() {
    shutdown = null;
    announced = null;
    vcpus.forEach(vcpu -> vcpu.activity().refresh());
  }

  /**
   * Ends the domain for something no handler of its own can put right. The log says everything
   * known.
   */
  public void crash(Vcpu vcpu, String why) {
    if (shutdown == null) {
      xen.log().printk(CrashReport.of(this, vcpu, why));
      changed(DomainChange.CRASHED, why);
      shutdown(ShutdownReason.CRASH);
    }
  }

  /** Ends the domain because its kernel says that it has crashed; the log tells where it stood. */
  public void crashedByItself(Vcpu vcpu) {
    if (shutdown == null) {
      xen.log().printk(CrashReport.of(this, vcpu, "its kernel shut down with the reason crash"));
      shutdown(ShutdownReason.CRASH);
    }
  }

  void changed(DomainChange change, String detail) {
    if (xen.trace().wants(TraceClass.DOMAIN)) {
      var event = new TraceEvent.DomainChanged(change, detail);
      xen.trace().record(id.raw(), TraceRecord.NOBODY, event);
    }
  }

  /** Whether destruction has begun. */
  public boolean isDying() {
    return dying;
  }

  /** Whether nothing of it is left but its name. */
  public boolean isDead() {
    return dead;
  }

  /**
   * XEN_DOMCTL_destroydomain: gives everything back. What other domains still map of it keeps it in
   * the table, dying, until they let go: {@link DomainTable#reap}.
   */
  public void destroy() {
    if (dying) {
      return;
    }
    dying = true;
    vcpus.forEach(vcpu -> vcpu.activity().refresh());
    events.closeAll();
    watchdogs.stopAll();
    xen.globalVirqs().forget(events);
    for (Vcpu vcpu : vcpus) {
      vcpu.timers().stopAll();
      vcpu.info().unregister(sharedPage.dummyVcpuInfo());
      vcpu.activity().detach();
    }
    xen.scheduler().removeDomain(id);
    grants.releaseMappings();
    pirqEoiPage.release();
    do {
      xen.paging().types().budget(Integer.MAX_VALUE);
    } while (xen.paging().relinquish(memory) != 0);
    if (!finishDestruction()) {
      // Whoever still maps its pages hears that it is time to let go.
      xen.globalVirqs().raise(VirqLine.DOM_EXC);
    }
  }

  /** The last step, once nobody maps anything of the domain; false if somebody does. */
  boolean finishDestruction() {
    if (memory.totalPages() != 0 || grants.isAnyMapped()) {
      xen.domains().keepDying();
      return false;
    }
    grants.destroy();
    xen.paging().unshareXenPage(sharedPage.frame());
    dead = true;
    changed(DomainChange.DESTROYED, "");
    xen.domains().forget(this);
    vcpus.forEach(vcpu -> vcpu.engine().close()); // nobody reaches them any more
    xen.globalVirqs().raise(VirqLine.DOM_EXC);
    return true;
  }

  boolean keepsVcpusFromRunning() {
    return pauseCount > 0 || shutdown != null || dying;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
