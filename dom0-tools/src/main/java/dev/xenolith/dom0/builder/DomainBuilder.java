package dev.xenolith.dom0.builder;

import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.GrantEntryV1;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.cpuid.CpuidApply;
import dev.xenolith.dom0.cpuid.CpuidRefusedException;
import dev.xenolith.dom0.ctrl.CpuPolicies;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.ctrl.NewDomain;
import dev.xenolith.dom0.ctrl.Scheduling;
import dev.xenolith.dom0.elf.ElfSegment;
import dev.xenolith.dom0.elf.PvImage;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import java.util.Optional;
import java.util.OptionalLong;

/** Builds PV domains, from an image to a vCPU that could start. Runs on domain 0's vCPU. */
public final class DomainBuilder {
  /** libxl leaves every domain this much more than it asks for (LIBXL_MAXMEM_CONSTANT). */
  private static final long MAX_MEMORY_SLACK_KIB = 1024;

  private static final int LARGE_ORDER = 9;
  private static final int GRANT_OF_CONSOLE = 0;
  private static final int GRANT_OF_XENSTORE = 1;

  private static final int CMDLINE_ROOM = 1024;

  private final Dom0Kernel kernel;
  private final Domctls domctls;

  /** A builder that works through this kernel. */
  public DomainBuilder(Dom0Kernel kernel) {
    this.kernel = kernel;
    domctls = new Domctls(kernel.hypercalls());
  }

  /**
   * Builds a domain, paused.
   *
   * @throws DomainBuildException when it cannot be built; nothing of it is left then
   */
  public BuiltDomain build(DomainSpec spec, Progress progress) throws DomainBuildException {
    progress.step("reading " + spec.kernel().path());
    checkSpec(spec, progress);
    PvImage image = KernelPayload.read(spec.kernel(), spec.pages() * Mfn.PAGE_SIZE);
    Optional<RamdiskImage> ramdisk = Optional.empty();
    if (spec.ramdisk().isPresent()) {
      ramdisk = Optional.of(RamdiskImage.of(spec.ramdisk().get()));
    }
    DomainLayout layout = DomainLayout.of(image, spec.pages(), ramdisk);
    if (image.notes().wantsBsdSymtab() && image.symbols().length == 0) {
      progress.step("the kernel asks for its symbol table in memory, but its image has none");
    }
    progress.step("creating the domain");
    DomId domid = create(spec);
    try {
      return fill(domid, spec, new Images(image, ramdisk), layout, progress);
    } catch (HypercallFailedException e) {
      abandon(domid);
      throw new DomainBuildException(Blame.MACHINE, e.getMessage(), e);
    } catch (DomainBuildException | RuntimeException e) {
      abandon(domid);
      throw e;
    }
  }

  private static void checkSpec(DomainSpec spec, Progress progress) throws DomainBuildException {
    if (spec.pages() > Integer.MAX_VALUE / 8) {
      throw new DomainBuildException(
          Blame.CONFIGURATION, spec.memoryKib() + " KiB are more than a domain may have");
    }
    if (spec.cmdline().length() >= CMDLINE_ROOM) {
      progress.step("the command line is cut off after 1023 characters");
    }
  }

  private DomId create(DomainSpec spec) throws DomainBuildException {
    DomainSpec.Limits limits = spec.limits();
    try {
      return domctls.create(
          new NewDomain(
              spec.uuid(),
              spec.maxVcpus(),
              limits.maxEventChannels(),
              limits.maxGrantFrames(),
              limits.maxMaptrackFrames(),
              limits.maxGrantVersion()));
    } catch (HypercallFailedException e) {
      throw new DomainBuildException(Blame.MACHINE, e.getMessage(), e);
    }
  }

  private void abandon(DomId domid) {
    try {
      domctls.destroy(domid);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("the half-built " + domid + " cannot be destroyed", e);
    }
  }

  /** What goes into the domain's memory. */
  private record Images(PvImage kernel, Optional<RamdiskImage> ramdisk) {}

  private BuiltDomain fill(
      DomId domid, DomainSpec spec, Images images, DomainLayout layout, Progress progress)
      throws HypercallFailedException, DomainBuildException {
    PvImage image = images.kernel();
    shape(domid, spec, image.elf().is64Bit() ? 64 : 32);
    progress.step("giving it %d MiB of memory".formatted(spec.memoryKib() / 1024));
    GuestMemory memory = new GuestMemory(kernel.windows(), domid, populate(domid, spec.pages()));
    EvtchnPort store = kernel.events().allocUnbound(domid, DomId.DOM0);
    EvtchnPort console = kernel.events().allocUnbound(domid, DomId.DOM0);
    load(spec, images, layout, memory, progress);
    BootRecords records = new BootRecords(image, layout, memory);
    Mfn sharedInfo = sharedInfoOf(domid);
    progress.step("writing start_info, the p2m list and page tables");
    writeSegment(memory, layout.p2m(), records.p2mList());
    byte[] startInfo =
        records.startInfo(
            spec.pages(), new BootRecords.Connections(sharedInfo, store, console), spec.cmdline());
    writeSegment(memory, layout.startInfo(), startInfo);
    writeTables(layout, memory);
    initHypercallPage(domid, image, layout, memory);
    maskUpcalls(domid, sharedInfo, image.elf().is64Bit() ? Abi.PV64 : Abi.PV32);
    progress.step("pinning page tables and starting vCPU 0");
    MmuExtOp pin = image.elf().is64Bit() ? MmuExtOp.PIN_L4_TABLE : MmuExtOp.PIN_L3_TABLE;
    kernel.mmu().extended(pin, records.topTable(), domid);
    seedGrants(domid, memory.mfn(layout.console().pfn()), memory.mfn(layout.xenstore().pfn()));
    domctls.setVcpuContext(domid, new VcpuId(0), records.vcpuContext());
    domctls.setTimeOffset(domid, spec.limits().timeOffset());
    return new BuiltDomain(
        domid,
        spec.withoutImages(),
        image.elf().is64Bit(),
        image.entry(),
        memory.mfn(layout.xenstore().pfn()),
        store,
        memory.mfn(layout.console().pfn()),
        console);
  }

  /** Sets what a domain is, before it has anything in it. */
  private void shape(DomId domid, DomainSpec spec, int width)
      throws HypercallFailedException, DomainBuildException {
    domctls.setMaxVcpus(domid, spec.maxVcpus());
    domctls.setMaxMemory(domid, spec.maxMemoryKib() + MAX_MEMORY_SLACK_KIB);
    kernel.reservations().setMemoryMap(domid, spec.maxMemoryKib() << 10);
    domctls.setAddressSize(domid, width);
    domctls.setTscInfo(domid, spec.limits().tscMode());
    new Scheduling(kernel.hypercalls())
        .setCredit(
            domid, new Scheduling.DomainCredit(spec.limits().cpuWeight(), spec.limits().cpuCap()));
    try {
      new CpuidApply(new CpuPolicies(kernel.hypercalls())).apply(domid, spec.cpuid());
    } catch (CpuidRefusedException e) {
      throw new DomainBuildException(Blame.CONFIGURATION, "cpuid: " + e.getMessage(), e);
    }
  }

  /** Gives the domain its pages, in pieces of 2 MiB where there are such. */
  private long[] populate(DomId domid, long pages)
      throws HypercallFailedException, DomainBuildException {
    long[] mfnByPfn = new long[(int) pages];
    int perLarge = 1 << LARGE_ORDER;
    long[] large = new long[(int) pages / perLarge];
    for (int i = 0; i < large.length; i++) {
      large[i] = (long) i * perLarge;
    }
    int got = kernel.reservations().populate(domid, large, LARGE_ORDER);
    for (int i = 0; i < got; i++) {
      for (int k = 0; k < perLarge; k++) {
        mfnByPfn[i * perLarge + k] = large[i] + k;
      }
    }
    int done = got * perLarge;
    long[] small = new long[(int) pages - done];
    for (int i = 0; i < small.length; i++) {
      small[i] = done + i;
    }
    int gotSmall = kernel.reservations().populate(domid, small, 0);
    if (gotSmall < small.length) {
      throw new DomainBuildException(
          Blame.MACHINE,
          "the machine has memory for %d of the domain's %d pages only (%s)"
              .formatted(done + gotSmall, pages, XenErrno.ENOMEM));
    }
    System.arraycopy(small, 0, mfnByPfn, done, small.length);
    return mfnByPfn;
  }

  private static void load(
      DomainSpec spec, Images images, DomainLayout layout, GuestMemory memory, Progress progress)
      throws HypercallFailedException, DomainBuildException {
    PvImage image = images.kernel();
    progress.step("loading the kernel");
    clear(memory, layout.kernel());
    byte[] bytes = image.elf().bytes();
    for (ElfSegment segment : image.elf().segments()) {
      if (segment.isLoaded()) {
        long at = image.addressOf(segment) - image.virtBase();
        memory.write(0, at, bytes, (int) segment.offset(), (int) segment.fileSize());
        // A segment that another one overlaps ends in zeroes all the same.
        memory.clear(0, at + segment.fileSize(), segment.memorySize() - segment.fileSize());
      }
    }
    long symbolsAt = image.end() - image.symbols().length - image.virtBase();
    memory.write(0, symbolsAt, image.symbols(), 0, image.symbols().length);
    if (images.ramdisk().isPresent()) {
      progress.step("loading " + spec.ramdisk().orElseThrow().path());
      images.ramdisk().get().load(memory, layout.module());
    }
    clear(memory, layout.xenstore());
    clear(memory, layout.console());
    clear(memory, layout.bootStack());
  }

  private static void clear(GuestMemory memory, DomainLayout.Segment segment)
      throws HypercallFailedException {
    memory.clear(segment.pfn(), 0, segment.pages() << Mfn.PAGE_SHIFT);
  }

  private static void writeSegment(GuestMemory memory, DomainLayout.Segment segment, byte[] bytes)
      throws HypercallFailedException {
    memory.write(segment.pfn(), 0, bytes, 0, bytes.length);
    long room = segment.pages() << Mfn.PAGE_SHIFT;
    memory.clear(segment.pfn(), bytes.length, room - bytes.length);
  }

  private Mfn sharedInfoOf(DomId domid) throws HypercallFailedException, DomainBuildException {
    return domctls
        .info(domid)
        .orElseThrow(
            () -> new DomainBuildException(Blame.MACHINE, domid + " vanished while being built"))
        .sharedInfo();
  }

  private static void writeTables(DomainLayout layout, GuestMemory memory)
      throws DomainBuildException {
    ByteArrayBytes page = new ByteArrayBytes(Mfn.PAGE_SIZE);
    layout
        .tables()
        .build(
            memory.mfnByPfn(),
            (pfn, entries) -> {
              for (int i = 0; i < entries.length; i++) {
                page.putU64(8L * i, entries[i]);
              }
              try {
                memory.write(pfn, 0, page.array(), 0, Mfn.PAGE_SIZE);
              } catch (HypercallFailedException e) {
                throw new DomainBuildException(Blame.MACHINE, e.getMessage(), e);
              }
            });
  }

  private void initHypercallPage(
      DomId domid, PvImage image, DomainLayout layout, GuestMemory memory)
      throws HypercallFailedException, DomainBuildException {
    OptionalLong wanted = image.notes().hypercallPage();
    if (wanted.isPresent()) {
      long pfn = wanted.getAsLong() - image.virtBase() >>> Mfn.PAGE_SHIFT;
      boolean mapped = Long.compareUnsigned(wanted.getAsLong(), layout.mappedEnd()) < 0;
      if ((wanted.getAsLong() & Mfn.PAGE_SIZE - 1) != 0
          || !mapped
          || pfn >= memory.mfnByPfn().length) {
        throw new DomainBuildException(
            Blame.IMAGE,
            "HYPERCALL_PAGE 0x%x is no page of the kernel's first mapping"
                .formatted(wanted.getAsLong()));
      }
      domctls.initHypercallPage(domid, memory.mfn(pfn));
    }
  }

  /** No vCPU takes events before its kernel is ready for them. */
  private void maskUpcalls(DomId domid, Mfn sharedInfo, Abi abi) throws HypercallFailedException {
    try (Windows.Window window = kernel.windows().map(domid, sharedInfo)) {
      GuestBytes page = window.bytes();
      for (int vcpu = 0; vcpu < SharedInfo.VCPU_INFO.count(); vcpu++) {
        VcpuInfo.EVTCHN_UPCALL_MASK.put(page, SharedInfo.VCPU_INFO.at(abi, vcpu), abi, 1);
      }
    }
  }

  /**
   * Lets xenstored and consoled map their rings by grant, as they do where they live in other
   * domains.
   */
  private void seedGrants(DomId domid, Mfn console, Mfn store) throws HypercallFailedException {
    Mfn table = kernel.grants().firstFrame(domid);
    try (Windows.Window window = kernel.windows().map(domid, table)) {
      seed(window.bytes(), GRANT_OF_CONSOLE, console);
      seed(window.bytes(), GRANT_OF_XENSTORE, store);
    }
  }

  private static void seed(GuestBytes table, int ref, Mfn frame) {
    long at = (long) ref * GrantEntryV1.LAYOUT.size(Abi.PV64);
    GrantEntryV1.DOMID.put(table, at, Abi.PV64, DomId.DOM0.raw());
    GrantEntryV1.FRAME.put(table, at, Abi.PV64, (int) frame.raw());
    GrantEntryV1.FLAGS.put(table, at, Abi.PV64, GrantFlags.PERMIT_ACCESS);
  }
}
