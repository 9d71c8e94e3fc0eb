package dev.xenolith.dom0.builder;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.elf.PvImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where everything goes in a new domain (libxenguest: xc_dom_build_image). From pfn 0, mapped at
 * VIRT_BASE, in this order: kernel, module, p2m list, start_info, xenstore page, console page, page
 * tables, boot stack, and free room up to the end of the mapping; behind it what a kernel takes
 * unmapped.
 */
final class DomainLayout {
  private static final int FREE_PAGES = 512 * 1024 / Mfn.PAGE_SIZE;
  private static final int PAGES_PER_MIB_SHIFT = 8;

  /** A kernel and a ramdisk of the largest size fit into this. */
  private static final int MOST_MORE_MIB = 2048;

  private static final long MAPPING_MASK = (1L << 22) - 1;

  /**
   * A run of pages.
   *
   * @param vaddr where it is mapped, or 0 when it is not
   * @param bytes its size, at most that of its pages
   */
  record Segment(String name, long pfn, long pages, long vaddr, long bytes) {}

  private final long totalPages;
  private final long virtBase;
  private final boolean wide;
  private final PageTablePlan tables;
  private final Map<String, Segment> segments = new LinkedHashMap<>();
  private final Segment kernel;
  private final Segment p2m;
  private final Segment startInfo;
  private final Segment xenstore;
  private final Segment console;
  private final Segment pageTables;
  private final Segment bootStack;
  private final long mappedEnd;
  private Segment module;
  private boolean moduleUnmapped;
  private boolean p2mSeparate;
  private long nextPfn;

  /**
   * Lays a domain out.
   *
   * @param totalPages pages the domain has
   * @param moduleBytes size of the module, if there is one
   * @throws DomainBuildException when it does not fit
   */
  DomainLayout(PvImage image, long totalPages, OptionalLong moduleBytes)
      throws DomainBuildException {
    this.totalPages = totalPages;
    wide = image.elf().is64Bit();
    virtBase = image.virtBase();
    tables = new PageTablePlan(wide);
    kernel = kernelSegment(image);
    moduleUnmapped = image.notes().takesUnmappedModule();
    if (moduleBytes.isPresent() && !moduleUnmapped) {
      module = segment("module", moduleBytes.getAsLong());
    }
    long p2mBytes = totalPages * (wide ? 8 : 4);
    OptionalLong p2mAt = image.notes().initP2m();
    p2mSeparate =
        wide
            && p2mAt.isPresent()
            && Long.compareUnsigned(p2mAt.getAsLong(), virtBase) < 0
            && (p2mAt.getAsLong() & Mfn.PAGE_SIZE - 1) == 0;
    Segment list = p2mSeparate ? null : segment("p2m list", p2mBytes);
    startInfo = segment("start_info", Mfn.PAGE_SIZE);
    xenstore = segment("xenstore page", Mfn.PAGE_SIZE);
    console = segment("console page", Mfn.PAGE_SIZE);
    mappedEnd = planMapping();
    pageTables = segment("page tables", (long) tables.tables() * Mfn.PAGE_SIZE);
    bootStack = segment("boot stack", Mfn.PAGE_SIZE);
    pad(mappedEnd + 1);
    if (moduleBytes.isPresent() && moduleUnmapped) {
      module = unmapped("module", moduleBytes.getAsLong(), 0);
    }
    p2m = p2mSeparate ? separateP2m(p2mAt.getAsLong(), p2mBytes) : list;
  }

  /**
   * Lays a domain out with its ramdisk.
   *
   * @throws DomainBuildException when it does not fit; the message says what would do
   */
  static DomainLayout of(PvImage image, long totalPages, Optional<RamdiskImage> ramdisk)
      throws DomainBuildException {
    OptionalLong bytes = ramdisk.map(r -> OptionalLong.of(r.bytes())).orElse(OptionalLong.empty());
    try {
      return new DomainLayout(image, totalPages, bytes);
    } catch (DomainBuildException e) {
      long least = e.blame() == Blame.CONFIGURATION ? leastMib(image, totalPages, bytes) : 0;
      if (least == 0) {
        throw e;
      }
      throw new DomainBuildException(
          Blame.CONFIGURATION, "%s; memory = %d would do".formatted(e.getMessage(), least), e);
    }
  }

  /** The least memory in MiB that is more than too little and would do, or 0 if none is found. */
  private static long leastMib(PvImage image, long tooFewPages, OptionalLong moduleBytes) {
    long from = (tooFewPages >>> PAGES_PER_MIB_SHIFT) + 1;
    for (long mib = from; mib < from + MOST_MORE_MIB; mib++) {
      try {
        new DomainLayout(image, mib << PAGES_PER_MIB_SHIFT, moduleBytes);
        return mib;
      } catch (DomainBuildException stillTooLittle) {
        continue;
      }
    }
    return 0;
  }

  private Segment kernelSegment(PvImage image) throws DomainBuildException {
    if ((image.start() & Mfn.PAGE_SIZE - 1) != 0) {
      throw new DomainBuildException(
          Blame.IMAGE,
          "the kernel starts at 0x%x, which is no page boundary".formatted(image.start()));
    }
    pad(image.start());
    return segment("kernel", image.end() - image.start());
  }

  private long nextVaddr() {
    return virtBase + (nextPfn << Mfn.PAGE_SHIFT);
  }

  private void pad(long toVaddr) throws DomainBuildException {
    take("padding", toVaddr - nextVaddr() >>> Mfn.PAGE_SHIFT);
  }

  private long take(String name, long pages) throws DomainBuildException {
    long pfn = nextPfn;
    if (pages < 0 || pages > totalPages - nextPfn) {
      throw new DomainBuildException(
          Blame.CONFIGURATION,
          "the domain's memory is too small: %s needs %d pages, and %d of %d are left"
              .formatted(name, pages, totalPages - nextPfn, totalPages));
    }
    nextPfn += pages;
    return pfn;
  }

  private Segment segment(String name, long bytes) throws DomainBuildException {
    return unmapped(name, bytes, nextVaddr());
  }

  private Segment unmapped(String name, long bytes, long vaddr) throws DomainBuildException {
    long pages = bytes + Mfn.PAGE_SIZE - 1 >>> Mfn.PAGE_SHIFT;
    Segment segment = new Segment(name, take(name, pages), pages, vaddr, bytes);
    segments.put(name, segment);
    return segment;
  }

  /** Plans the mapping large enough for its own tables; returns its last address. */
  private long planMapping() throws DomainBuildException {
    long extra = 1 + FREE_PAGES;
    long pages = extra;
    while (true) {
      long last = nextVaddr() + (pages << Mfn.PAGE_SHIFT) | MAPPING_MASK;
      long lastPfn = last - virtBase >>> Mfn.PAGE_SHIFT;
      if (lastPfn >= totalPages) {
        throw new DomainBuildException(
            Blame.CONFIGURATION,
            "the domain's memory is too small: its kernel starts with %d pages mapped of %d"
                .formatted(lastPfn + 1, totalPages));
      }
      if (reachesHypervisor(last)) {
        throw new DomainBuildException(
            Blame.IMAGE,
            "the kernel's first mapping, from 0x%x to 0x%x, reaches into the hypervisor's addresses"
                .formatted(virtBase, last));
      }
      pages = tables.count(virtBase, last) + extra;
      if (nextPfn + pages <= lastPfn + 1) {
        tables.add(virtBase, last, 0, nextPfn);
        return last;
      }
    }
  }

  private boolean reachesHypervisor(long last) {
    long start = wide ? VirtualLayout.HYPERVISOR_START_64 : VirtualLayout.HYPERVISOR_START_PAE;
    long end = wide ? VirtualLayout.HYPERVISOR_END_64 : 1L << 32;
    boolean endsBelow = Long.compareUnsigned(last, start) < 0;
    boolean startsAbove = wide && Long.compareUnsigned(virtBase, end) >= 0;
    return !endsBelow && !startsAbove;
  }

  /** The p2m list behind the boot mapping, with tables of its own that map it elsewhere. */
  private Segment separateP2m(long vaddr, long bytes) throws DomainBuildException {
    long pages = bytes + Mfn.PAGE_SIZE - 1 >>> Mfn.PAGE_SHIFT;
    long first = nextPfn;
    long last = vaddr + (pages << Mfn.PAGE_SHIFT) - 1;
    int ownTables = tables.count(vaddr, last);
    tables.add(vaddr, last, first, first + pages);
    long all = take("p2m list", pages + ownTables);
    Segment list = new Segment("p2m list", all, pages + ownTables, vaddr, bytes);
    segments.put(list.name(), list);
    return list;
  }

  PageTablePlan tables() {
    return tables;
  }

  /** All segments in the order of their pages. */
  Iterable<Segment> segments() {
    return segments.values();
  }

  Segment kernel() {
    return kernel;
  }

  /** The module, or null. */
  Segment module() {
    return module;
  }

  /** Whether the kernel gets its module by pfn and not mapped. */
  boolean isModuleUnmapped() {
    return moduleUnmapped && module != null;
  }

  Segment p2m() {
    return p2m;
  }

  /** Whether the p2m list is mapped where the kernel wants it, away from the rest. */
  boolean isP2mSeparate() {
    return p2mSeparate;
  }

  Segment startInfo() {
    return startInfo;
  }

  Segment xenstore() {
    return xenstore;
  }

  Segment console() {
    return console;
  }

  Segment pageTables() {
    return pageTables;
  }

  Segment bootStack() {
    return bootStack;
  }

  /** The last address of the boot mapping. */
  long mappedEnd() {
    return mappedEnd;
  }
}
