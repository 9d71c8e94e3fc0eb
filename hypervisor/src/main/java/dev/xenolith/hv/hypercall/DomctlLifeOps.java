package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.E2BIG;
import static dev.xenolith.abi.call.XenErrno.EACCES;
import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOMEM;
import static dev.xenolith.abi.call.XenErrno.EPERM;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenArchDomainconfig;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlAddressSize;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenDomctlGetpageframeinfo3;
import dev.xenolith.abi.xen.XenDomctlHypercallInit;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenDomctlMaxVcpus;
import dev.xenolith.abi.xen.XenDomctlSetdebugging;
import dev.xenolith.abi.xen.XenDomctlSetdomainhandle;
import dev.xenolith.abi.xen.XenDomctlSettimeoffset;
import dev.xenolith.abi.xen.XenDomctlSubscribe;
import dev.xenolith.abi.xen.XenDomctlTscInfo;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.domain.DomainTsc;
import dev.xenolith.hv.domain.HypercallPage;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.grant.GrantLimits;
import dev.xenolith.hv.mm.FrameTable;
import dev.xenolith.hv.mm.FrameType;
import dev.xenolith.hv.mm.PageTypes;

/** The domctls about a domain as a whole: its life, its memory, its clock. */
final class DomctlLifeOps {
  // Flags of createdomain (domctl.h: XEN_DOMCTL_CDF_*) that mean something for a PV domain.
  private static final int CDF_PV = DomctlFlags.CDF_OOS_OFF | DomctlFlags.CDF_XS_DOMAIN;

  private static final int MSR_RELAXED = 1;
  private static final int MAX_VCPUS = 8192;

  /** Frames the hypervisor needs for a domain before that has any. */
  private static final int OWN_FRAMES = 64;

  /** Frames the hypervisor needs for a vCPU at most: its top table, and its GDT's and LDT's. */
  private static final long FRAMES_PER_VCPU = 4;

  // Types getpageframeinfo3 tells (domctl.h: XEN_DOMCTL_PFINFO_*).
  private static final int PFINFO_NOTAB = 0;
  private static final int PFINFO_LEVEL_SHIFT = 28;
  private static final int PFINFO_PINNED = 1 << 31;
  private static final int PFINFO_INVALID = 0xF << PFINFO_LEVEL_SHIFT;
  private static final int PFINFO_MOST = 1024;

  private DomctlLifeOps() {}

  static long create(DomctlCall d) {
    Abi abi = d.abi();
    long at = XenDomctl.CREATEDOMAIN.at(abi);
    GrantLimits limits = checkConfig(d, at);
    Xen xen = d.c().xen();
    int wanted = DomctlCall.domainOf(d.arg(), abi);
    DomId id;
    if (wanted > 0 && wanted < DomId.FIRST_RESERVED) {
      if (xen.domains().find(wanted) != null) {
        throw HypercallException.of(EEXIST, "domain " + wanted + " exists");
      }
      id = new DomId(wanted);
    } else {
      id = xen.domains().freeId();
    }
    if (id == null || xen.paging().allocator().freeFrames() < OWN_FRAMES) {
      throw HypercallException.of(ENOMEM, "no room for another domain");
    }
    DomainConfig config =
        new DomainConfig(
            Abi.PV64,
            false,
            d.arg().copy(at + XenDomctlCreatedomain.HANDLE.at(abi), DomainConfig.HANDLE_BYTES),
            XenDomctlCreatedomain.MAX_VCPUS.get(d.arg(), at, abi),
            XenDomctlCreatedomain.MAX_EVTCHN_PORT.get(d.arg(), at, abi),
            limits.grantFrames(),
            limits.maptrackFrames(),
            limits.version());
    xen.domains().create(id, config);
    XenDomctl.DOMAIN.put(d.arg(), 0, abi, id.raw());
    return d.copyBack();
  }

  private static GrantLimits checkConfig(DomctlCall d, long at) {
    Abi abi = d.abi();
    ByteArrayBytes arg = d.arg();
    int flags = XenDomctlCreatedomain.FLAGS.get(arg, at, abi);
    require((flags & ~CDF_PV) == 0, "flags 0x%x: only PV domains".formatted(flags));
    int vcpus = XenDomctlCreatedomain.MAX_VCPUS.get(arg, at, abi);
    require(vcpus >= 1 && vcpus <= MAX_VCPUS, vcpus + " vCPUs");
    require(XenDomctlCreatedomain.IOMMU_OPTS.get(arg, at, abi) == 0, "there is no IOMMU");
    require(XenDomctlCreatedomain.VMTRACE_SIZE.get(arg, at, abi) == 0, "there is no vmtrace");
    require(XenDomctlCreatedomain.CPUPOOL_ID.get(arg, at, abi) == 0, "there is only pool 0");
    long arch = at + XenDomctlCreatedomain.ARCH.at(abi);
    require(
        XenArchDomainconfig.EMULATION_FLAGS.get(arg, arch, abi) == 0,
        "a PV domain emulates nothing");
    require(
        (XenArchDomainconfig.MISC_FLAGS.get(arg, arch, abi) & ~MSR_RELAXED) == 0,
        "unknown arch flags");
    GrantLimits limits =
        GrantLimits.of(
            XenDomctlCreatedomain.MAX_GRANT_FRAMES.get(arg, at, abi),
            XenDomctlCreatedomain.MAX_MAPTRACK_FRAMES.get(arg, at, abi),
            XenDomctlCreatedomain.GRANT_OPTS.get(arg, at, abi));
    require(limits != null, "grant table, its version or maptrack beyond the limits");
    return limits;
  }

  private static void require(boolean rule, String otherwise) {
    if (!rule) {
      throw HypercallException.of(EINVAL, otherwise);
    }
  }

  static long destroy(DomctlCall d) {
    d.requireOther();
    d.domain().destroy();
    return 0;
  }

  static long pause(DomctlCall d) {
    d.requireOther();
    d.domain().pause();
    return 0;
  }

  static long unpause(DomctlCall d) {
    return d.domain().unpause() ? 0 : EINVAL.result();
  }

  static long resume(DomctlCall d) {
    d.requireOther();
    d.domain().resume();
    return 0;
  }

  static long maxMem(DomctlCall d) {
    long kib = d.get(XenDomctlMaxMem.MAX_MEMKB, XenDomctl.MAX_MEM);
    long pages = Math.min(kib >>> Mfn.PAGE_SHIFT - 10, 0xFFFFFFFEL);
    d.domain().memory().setMaxPages(pages);
    return 0;
  }

  static long maxVcpus(DomctlCall d) {
    d.requireOther();
    int max = d.get(XenDomctlMaxVcpus.MAX, XenDomctl.MAX_VCPUS);
    if (max != d.domain().config().maxVcpus()) {
      throw HypercallException.of(
          EINVAL,
          "%s was created for %d vCPUs".formatted(d.domain(), d.domain().config().maxVcpus()));
    }
    if (d.c().xen().paging().allocator().freeFrames() < FRAMES_PER_VCPU * (long) max) {
      throw HypercallException.of(ENOMEM, "no room for %d vCPUs".formatted(max));
    }
    d.domain().createVcpus(max);
    return 0;
  }

  static long setAddressSize(DomctlCall d) {
    Abi wanted =
        switch (d.get(XenDomctlAddressSize.SIZE, XenDomctl.ADDRESS_SIZE)) {
          case 32 -> Abi.PV32;
          case 64 -> Abi.PV64;
          default -> null;
        };
    if (wanted == d.domain().abi()) {
      return 0;
    }
    if (wanted != Abi.PV32) {
      return EINVAL.result();
    }
    if (d.domain().memory().totalPages() != 0 || !d.domain().setAbi(wanted)) {
      throw HypercallException.of(EACCES, d.domain() + " has pages already");
    }
    return 0;
  }

  static long getAddressSize(DomctlCall d) {
    d.put(XenDomctlAddressSize.SIZE, XenDomctl.ADDRESS_SIZE, d.domain().abi().wordBytes * 8);
    return d.copyBack();
  }

  static long setHandle(DomctlCall d) {
    long at = XenDomctl.SETDOMAINHANDLE.at(d.abi()) + XenDomctlSetdomainhandle.HANDLE.at(d.abi());
    d.domain().setHandle(d.arg().copy(at, DomainConfig.HANDLE_BYTES));
    return 0;
  }

  /** Fills a frame of the domain with the stubs of its hypercall page. */
  static long hypercallInit(DomctlCall d) {
    long mfnRaw = d.get(XenDomctlHypercallInit.GMFN, XenDomctl.HYPERCALL_INIT);
    Xen xen = d.c().xen();
    PageTypes types = xen.paging().types();
    if (!xen.paging().frames().isValid(mfnRaw) || !types.getPage(mfnRaw, d.domain().memory())) {
      throw HypercallException.of(EINVAL, new Mfn(mfnRaw) + " is not of " + d.domain());
    }
    if (!types.getType(mfnRaw, FrameType.WRITABLE)) {
      types.putPage(mfnRaw);
      throw HypercallException.of(EPERM, new Mfn(mfnRaw) + " cannot be written to");
    }
    HypercallPage.fill(xen.memory(), new Mfn(mfnRaw).toMaddr().raw(), d.domain().abi());
    types.putPageAndType(mfnRaw);
    return 0;
  }

  static long setTimeOffset(DomctlCall d) {
    Domain domain = d.domain();
    domain
        .wallClock()
        .setOffset(d.get(XenDomctlSettimeoffset.TIME_OFFSET_SECONDS, XenDomctl.SETTIMEOFFSET));
    domain.publishWallClock();
    return 0;
  }

  static long setDebugging(DomctlCall d) {
    d.requireOther();
    d.domain().setDebugged(d.get(XenDomctlSetdebugging.ENABLE, XenDomctl.SETDEBUGGING) != 0);
    return 0;
  }

  static long subscribe(DomctlCall d) {
    d.domain().setSuspendPort(d.get(XenDomctlSubscribe.PORT, XenDomctl.SUBSCRIBE));
    return 0;
  }

  static long setTscInfo(DomctlCall d) {
    d.requireOther();
    boolean known =
        d.domain()
            .tsc()
            .set(
                d.get(XenDomctlTscInfo.TSC_MODE, XenDomctl.TSC_INFO),
                d.get(XenDomctlTscInfo.INCARNATION, XenDomctl.TSC_INFO));
    return known ? 0 : EINVAL.result();
  }

  static long getTscInfo(DomctlCall d) {
    DomainTsc tsc = d.domain().tsc();
    boolean never = tsc.mode() == DomainTsc.NEVER_EMULATE;
    d.put(XenDomctlTscInfo.TSC_MODE, XenDomctl.TSC_INFO, tsc.mode());
    d.put(XenDomctlTscInfo.INCARNATION, XenDomctl.TSC_INFO, tsc.incarnation());
    d.put(XenDomctlTscInfo.GTSC_KHZ, XenDomctl.TSC_INFO, never ? 0 : DomainTsc.KHZ);
    d.put(XenDomctlTscInfo.ELAPSED_NSEC, XenDomctl.TSC_INFO, never ? 0 : d.c().xen().clock().now());
    return d.copyBack();
  }

  static long getPageFrameInfo(DomctlCall d) {
    long count = d.get(XenDomctlGetpageframeinfo3.NUM, XenDomctl.GETPAGEFRAMEINFO3);
    if (Long.compareUnsigned(count, PFINFO_MOST) > 0) {
      throw HypercallException.of(E2BIG, Long.toUnsignedString(count) + " frames at once");
    }
    long array = d.get(XenDomctlGetpageframeinfo3.ARRAY, XenDomctl.GETPAGEFRAMEINFO3);
    int width = d.abi().wordBytes;
    ByteArrayBytes frames = d.c().copyIn(array, (int) count * width);
    for (int i = 0; i < count; i++) {
      long at = (long) i * width;
      long mfnRaw =
          width == Long.BYTES ? frames.getU64(at) : Integer.toUnsignedLong(frames.getU32(at));
      int info = frameInfo(d.domain(), mfnRaw);
      if (width == Long.BYTES) {
        frames.putU64(at, Integer.toUnsignedLong(info));
      } else {
        frames.putU32(at, info);
      }
    }
    d.c().copyOut(array, frames);
    return 0;
  }

  private static int frameInfo(Domain domain, long mfnRaw) {
    FrameTable frames = domain.xen().paging().frames();
    if (!frames.isValid(mfnRaw)
        || frames.owner(mfnRaw) != domain.id().raw()
        || frames.isXenHeap(mfnRaw)) {
      return PFINFO_INVALID;
    }
    int level =
        switch (frames.type(mfnRaw)) {
          case L1 -> 1;
          case L2 -> 2;
          case L3 -> 3;
          case L4 -> 4;
          default -> 0;
        };
    int info = level << PFINFO_LEVEL_SHIFT;
    if (frames.isPinned(mfnRaw)) {
      return info | PFINFO_PINNED;
    }
    return frames.isValidated(mfnRaw) ? info : PFINFO_NOTAB;
  }
}
