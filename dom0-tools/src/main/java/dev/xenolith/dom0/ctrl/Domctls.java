package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlAddressSize;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenDomctlGetpageframeinfo3;
import dev.xenolith.abi.xen.XenDomctlGetvcpuinfo;
import dev.xenolith.abi.xen.XenDomctlHypercallInit;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenDomctlMaxVcpus;
import dev.xenolith.abi.xen.XenDomctlSendtrigger;
import dev.xenolith.abi.xen.XenDomctlSetdomainhandle;
import dev.xenolith.abi.xen.XenDomctlSettimeoffset;
import dev.xenolith.abi.xen.XenDomctlTscInfo;
import dev.xenolith.abi.xen.XenDomctlVcpucontext;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Creates, changes and ends domains. */
public final class Domctls {
  private static final Abi ABI = Abi.PV64;

  /** As many as the hypervisor answers for at once. */
  private static final int FRAMES_PER_CALL = 1024;

  /** XEN_DOMCTL_PFINFO_XTAB (domctl.h): the frame is none of the domain's. */
  private static final long NOT_ITS_OWN = 0xF000_0000L;

  private final Hypercalls hypercalls;

  /** Domain control through these hypercalls. */
  public Domctls(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
  }

  /** Writes the arguments of a command. */
  @FunctionalInterface
  interface Filling {
    void fill(GuestBytes memory, long at);
  }

  /** Reads the answer of a command. */
  @FunctionalInterface
  interface Reading<T> {
    T read(GuestBytes memory, long at);
  }

  <T> T call(Domctl command, DomId domid, int member, Filling filling, Reading<T> reading)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes memory = scope.memory();
      long at = scope.struct(XenDomctl.LAYOUT);
      XenDomctl.CMD.put(memory, at, ABI, command.number);
      XenDomctl.INTERFACE_VERSION.put(memory, at, ABI, DomctlFlags.INTERFACE_VERSION);
      XenDomctl.DOMAIN.put(memory, at, ABI, domid.raw());
      filling.fill(memory, at + member);
      hypercalls.command(command, at, domid.toString());
      return reading.read(memory, at);
    }
  }

  private void command(Domctl command, DomId domid) throws HypercallFailedException {
    call(command, domid, 0, (m, at) -> {}, (m, at) -> null);
  }

  private void command(Domctl command, DomId domid, int member, Filling filling)
      throws HypercallFailedException {
    call(command, domid, member, filling, (m, at) -> null);
  }

  /** Creates a PV domain with nothing in it, paused. */
  public DomId create(NewDomain domain) throws HypercallFailedException {
    return call(
        Domctl.CREATEDOMAIN,
        DomId.DOM0, // no domain: the hypervisor chooses a free number
        XenDomctl.CREATEDOMAIN.at(ABI),
        (m, at) -> {
          putHandle(m, at + XenDomctlCreatedomain.HANDLE.at(ABI), domain.handle());
          XenDomctlCreatedomain.MAX_VCPUS.put(m, at, ABI, domain.maxVcpus());
          XenDomctlCreatedomain.MAX_EVTCHN_PORT.put(m, at, ABI, domain.maxEventChannelPort());
          XenDomctlCreatedomain.MAX_GRANT_FRAMES.put(m, at, ABI, domain.maxGrantFrames());
          XenDomctlCreatedomain.MAX_MAPTRACK_FRAMES.put(m, at, ABI, domain.maxMaptrackFrames());
          XenDomctlCreatedomain.GRANT_OPTS.put(
              m, at, ABI, domain.maxGrantVersion() & DomctlFlags.GRANT_VERSION_MASK);
        },
        (m, at) -> new DomId(XenDomctl.DOMAIN.get(m, at, ABI)));
  }

  private static void putHandle(GuestBytes memory, long at, UUID handle) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(handle.getMostSignificantBits())
            .putLong(handle.getLeastSignificantBits())
            .array();
    memory.put(at, bytes, 0, bytes.length);
  }

  /** Ends a domain and frees what nobody else holds. */
  public void destroy(DomId domid) throws HypercallFailedException {
    command(Domctl.DESTROYDOMAIN, domid);
  }

  /** Keeps a domain from running until it is unpaused as often. */
  public void pause(DomId domid) throws HypercallFailedException {
    command(Domctl.PAUSEDOMAIN, domid);
  }

  /** Undoes one pause. */
  public void unpause(DomId domid) throws HypercallFailedException {
    command(Domctl.UNPAUSEDOMAIN, domid);
  }

  /**
   * Describes the domain of this number or the next one above it.
   *
   * @return empty when there is no such domain
   */
  public Optional<DomainInfo> infoFrom(DomId domid) throws HypercallFailedException {
    try {
      return Optional.of(
          call(
              Domctl.GETDOMAININFO,
              domid,
              0,
              (m, at) -> {},
              (m, at) -> DomainInfos.read(m, at + XenDomctl.GETDOMAININFO.at(ABI))));
    } catch (HypercallFailedException e) {
      if (e.errno() == XenErrno.ESRCH) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Describes a domain; empty when there is none of this number. */
  public Optional<DomainInfo> info(DomId domid) throws HypercallFailedException {
    return infoFrom(domid).filter(i -> i.domid().equals(domid));
  }

  /** Sets how many vCPUs the domain has. */
  public void setMaxVcpus(DomId domid, int count) throws HypercallFailedException {
    command(
        Domctl.MAX_VCPUS,
        domid,
        XenDomctl.MAX_VCPUS.at(ABI),
        (m, at) -> XenDomctlMaxVcpus.MAX.put(m, at, ABI, count));
  }

  /** Sets how much memory the domain may have, in KiB. */
  public void setMaxMemory(DomId domid, long kib) throws HypercallFailedException {
    command(
        Domctl.MAX_MEM,
        domid,
        XenDomctl.MAX_MEM.at(ABI),
        (m, at) -> XenDomctlMaxMem.MAX_MEMKB.put(m, at, ABI, kib));
  }

  /** Sets the width of the domain's kernel: 32 or 64. */
  public void setAddressSize(DomId domid, int bits) throws HypercallFailedException {
    command(
        Domctl.SET_ADDRESS_SIZE,
        domid,
        XenDomctl.ADDRESS_SIZE.at(ABI),
        (m, at) -> XenDomctlAddressSize.SIZE.put(m, at, ABI, bits));
  }

  /** Has the hypervisor write its stubs into a page of the domain. */
  public void initHypercallPage(DomId domid, Mfn page) throws HypercallFailedException {
    command(
        Domctl.HYPERCALL_INIT,
        domid,
        XenDomctl.HYPERCALL_INIT.at(ABI),
        (m, at) -> XenDomctlHypercallInit.GMFN.put(m, at, ABI, page.raw()));
  }

  /** Sets the distance of the domain's wall clock from UTC, in seconds. */
  public void setTimeOffset(DomId domid, long seconds) throws HypercallFailedException {
    command(
        Domctl.SETTIMEOFFSET,
        domid,
        XenDomctl.SETTIMEOFFSET.at(ABI),
        (m, at) -> XenDomctlSettimeoffset.TIME_OFFSET_SECONDS.put(m, at, ABI, seconds));
  }

  /** Says how the domain's time stamp counter is to behave (xl: tsc_mode). */
  public void setTscInfo(DomId domid, int mode) throws HypercallFailedException {
    command(
        Domctl.SETTSCINFO,
        domid,
        XenDomctl.TSC_INFO.at(ABI),
        (m, at) -> XenDomctlTscInfo.TSC_MODE.put(m, at, ABI, mode));
  }

  /**
   * Sets the registers and tables a vCPU starts with, and puts it online.
   *
   * @param context a vcpu_guest_context in the layout of the domain's width
   */
  public void setVcpuContext(DomId domid, VcpuId vcpu, byte[] context)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long structure = scope.bytes(context.length);
      scope.memory().put(structure, context, 0, context.length);
      command(
          Domctl.SETVCPUCONTEXT,
          domid,
          XenDomctl.VCPUCONTEXT.at(ABI),
          (m, at) -> {
            XenDomctlVcpucontext.VCPU.put(m, at, ABI, vcpu.raw());
            XenDomctlVcpucontext.CTXT.put(m, at, ABI, structure);
          });
    }
  }

  /**
   * The registers and tables of a vCPU; empty where it has none yet.
   *
   * @param bytes size of a vcpu_guest_context in the layout of the domain's width
   */
  public Optional<byte[]> vcpuContext(DomId domid, VcpuId vcpu, int bytes)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long structure = scope.bytes(bytes);
      command(
          Domctl.GETVCPUCONTEXT,
          domid,
          XenDomctl.VCPUCONTEXT.at(ABI),
          (m, at) -> {
            XenDomctlVcpucontext.VCPU.put(m, at, ABI, vcpu.raw());
            XenDomctlVcpucontext.CTXT.put(m, at, ABI, structure);
          });
      return Optional.of(scope.memory().copy(structure, bytes));
    } catch (HypercallFailedException e) {
      if (e.errno() == XenErrno.ENODATA) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The width of the domain's kernel: 32 or 64. */
  public int addressSize(DomId domid) throws HypercallFailedException {
    int size = XenDomctl.ADDRESS_SIZE.at(ABI);
    return call(
        Domctl.GET_ADDRESS_SIZE,
        domid,
        size,
        (m, at) -> {},
        (m, at) -> XenDomctlAddressSize.SIZE.get(m, at + size, ABI));
  }

  /** Which of the machine's frames are pages of the domain. */
  public boolean[] owned(DomId domid, long firstMfn, int count) throws HypercallFailedException {
    boolean[] owned = new boolean[count];
    for (int first = 0; first < count; first += FRAMES_PER_CALL) {
      int some = Math.min(FRAMES_PER_CALL, count - first);
      try (Arguments.Scope scope = hypercalls.open()) {
        long array = scope.bytes((long) Long.BYTES * some);
        for (int i = 0; i < some; i++) {
          scope.memory().putU64(array + (long) Long.BYTES * i, firstMfn + first + i);
        }
        command(
            Domctl.GETPAGEFRAMEINFO3,
            domid,
            XenDomctl.GETPAGEFRAMEINFO3.at(ABI),
            (m, at) -> {
              XenDomctlGetpageframeinfo3.NUM.put(m, at, ABI, some);
              XenDomctlGetpageframeinfo3.ARRAY.put(m, at, ABI, array);
            });
        for (int i = 0; i < some; i++) {
          owned[first + i] = scope.memory().getU64(array + (long) Long.BYTES * i) != NOT_ITS_OWN;
        }
      }
    }
    return owned;
  }

  /** Gives the domain another UUID. */
  public void setHandle(DomId domid, UUID handle) throws HypercallFailedException {
    command(
        Domctl.SETDOMAINHANDLE,
        domid,
        XenDomctl.SETDOMAINHANDLE.at(ABI),
        (m, at) -> putHandle(m, at + XenDomctlSetdomainhandle.HANDLE.at(ABI), handle));
  }

  /** Raises a signal of the machine, such as an NMI, on a vCPU (XEN_DOMCTL_SENDTRIGGER_*). */
  public void sendTrigger(DomId domid, VcpuId vcpu, int trigger) throws HypercallFailedException {
    command(
        Domctl.SENDTRIGGER,
        domid,
        XenDomctl.SENDTRIGGER.at(ABI),
        (m, at) -> {
          XenDomctlSendtrigger.TRIGGER.put(m, at, ABI, trigger);
          XenDomctlSendtrigger.VCPU.put(m, at, ABI, vcpu.raw());
        });
  }

  /** Describes a vCPU. */
  public VirtualCpu vcpu(DomId domid, VcpuId vcpu) throws HypercallFailedException {
    return call(
        Domctl.GETVCPUINFO,
        domid,
        XenDomctl.GETVCPUINFO.at(ABI),
        (m, at) -> XenDomctlGetvcpuinfo.VCPU.put(m, at, ABI, vcpu.raw()),
        (m, at) -> {
          long info = at + XenDomctl.GETVCPUINFO.at(ABI);
          return new VirtualCpu(
              vcpu,
              XenDomctlGetvcpuinfo.ONLINE.get(m, info, ABI) != 0,
              XenDomctlGetvcpuinfo.BLOCKED.get(m, info, ABI) != 0,
              XenDomctlGetvcpuinfo.RUNNING.get(m, info, ABI) != 0,
              XenDomctlGetvcpuinfo.CPU_TIME.get(m, info, ABI),
              XenDomctlGetvcpuinfo.CPU.get(m, info, ABI));
        });
  }
}
