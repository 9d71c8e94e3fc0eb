package dev.xenolith.dom0.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.elf.BadImageException;
import dev.xenolith.dom0.elf.ElfImage;
import dev.xenolith.dom0.elf.ElfMaker;
import dev.xenolith.dom0.elf.PvImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DomainLayoutTest {
  private static final int VIRT_BASE = 3;
  private static final int INIT_P2M = 15;
  private static final int MOD_START_PFN = 16;
  private static final long PAGES_32_MIB = 8192;

  private static PvImage image(ElfMaker maker) throws BadImageException {
    return PvImage.of(ElfImage.read(maker.make()));
  }

  private static DomainLayout layout(ElfMaker maker, long pages, long moduleBytes)
      throws BadImageException, DomainBuildException {
    return new DomainLayout(
        image(maker),
        pages,
        moduleBytes == 0 ? OptionalLong.empty() : OptionalLong.of(moduleBytes));
  }

  private static String describe(DomainLayout layout) {
    StringBuilder text = new StringBuilder();
    for (DomainLayout.Segment s : layout.segments()) {
      text.append("%s %d+%d at %x%n".formatted(s.name(), s.pfn(), s.pages(), s.vaddr()));
    }
    return text.toString();
  }

  @Test
  void paeDomainIsLaidOutAsLibxenguestDoes() throws Exception {
    // 3 pages of kernel, 8192 entries of 4 bytes, one L3, four L2 (one is Xen's for slot 3), two
    // L1.
    assertEquals(
        """
        kernel 0+3 at 0
        p2m list 3+8 at 3000
        start_info 11+1 at b000
        xenstore page 12+1 at c000
        console page 13+1 at d000
        page tables 14+7 at e000
        boot stack 21+1 at 15000
        """,
        describe(layout(ElfMaker.kernel(false, new byte[0x2100]), PAGES_32_MIB, 0)));
  }

  /**
   * What a 64-bit kernel of 0x698 bytes found in its start_info and page tables when xl of Xen 4.17
   * started it with 128 MiB and a ramdisk of 5000 bytes.
   */
  @Test
  void kernelUnderRealXenFoundTheSame() throws Exception {
    long base = 0xFFFFFFFF80000000L;
    ElfMaker maker = ElfMaker.kernel(true, new byte[0x698]).number(VIRT_BASE, base).number(1, base);
    DomainLayout layout = layout(maker, 0x8000, 5000);
    assertEquals(base + 0x1000, layout.module().vaddr());
    assertEquals(0x1388, layout.module().bytes());
    assertEquals(base + 0x3000, layout.p2m().vaddr());
    assertEquals(base + 0x43000, layout.startInfo().vaddr());
    assertEquals(0x44, layout.xenstore().pfn());
    assertEquals(0x45, layout.console().pfn());
    assertEquals(base + 0x46000, layout.pageTables().vaddr());
    assertEquals(5, layout.pageTables().pages());
    assertEquals(base + 0x4B000, layout.bootStack().vaddr());
    assertEquals(base + 0x400000 - 1, layout.mappedEnd());
  }

  /** The same with INIT_P2M and MOD_START_PFN. */
  @Test
  void kernelThatWantsItsP2mElsewhereFoundTheSameUnderRealXen() throws Exception {
    long base = 0xFFFFFFFF80000000L;
    ElfMaker maker =
        ElfMaker.kernel(true, new byte[0x6C8])
            .number(VIRT_BASE, base)
            .number(1, base)
            .number(INIT_P2M, 0x8000000000L)
            .number(MOD_START_PFN, 1);
    DomainLayout layout = layout(maker, 0x8000, 5000);
    assertEquals(base + 0x1000, layout.startInfo().vaddr());
    assertEquals(2, layout.xenstore().pfn());
    assertEquals(3, layout.console().pfn());
    assertEquals(base + 0x4000, layout.pageTables().vaddr());
    assertEquals(5, layout.pageTables().pages());
    assertEquals(base + 0x9000, layout.bootStack().vaddr());
    assertEquals(0x400, layout.module().pfn());
    assertEquals(2, layout.module().pages());
    assertEquals(0x8000000000L, layout.p2m().vaddr());
    assertEquals(0x402, layout.p2m().pfn());
    assertEquals(0x43, layout.p2m().pages());
  }

  @Test
  void mappingEndsAtFourMibWithHalfAMibFree() throws Exception {
    int mib = 1 << 20;
    assertEquals(
        4L * mib - 1, layout(ElfMaker.kernel(false, new byte[mib]), PAGES_32_MIB, 0).mappedEnd());
    assertEquals(
        8L * mib - 1,
        layout(ElfMaker.kernel(false, new byte[7 * mib / 2]), PAGES_32_MIB, 0).mappedEnd());
  }

  @Test
  void moduleIsMappedBehindTheKernel() throws Exception {
    DomainLayout layout = layout(ElfMaker.kernel(false, new byte[0x1000]), PAGES_32_MIB, 5000);
    assertEquals(1, layout.module().pfn());
    assertEquals(2, layout.module().pages());
    assertEquals(0x1000, layout.module().vaddr());
  }

  @Test
  void kernelThatTakesItByPfnGetsItsModuleBehindTheMapping() throws Exception {
    DomainLayout layout =
        layout(
            ElfMaker.kernel(false, new byte[0x1000]).number(MOD_START_PFN, 1), PAGES_32_MIB, 5000);
    assertTrue(layout.isModuleUnmapped());
    assertEquals(1024, layout.module().pfn());
  }

  @Test
  void p2mListIsMappedWhereTheKernelWantsIt() throws Exception {
    long base = 0xFFFFFFFF80000000L;
    DomainLayout layout =
        layout(
            ElfMaker.kernel(true, new byte[0x1000])
                .number(VIRT_BASE, base)
                .number(1, base)
                .number(INIT_P2M, 1L << 39),
            PAGES_32_MIB,
            0);
    assertTrue(layout.isP2mSeparate());
    assertEquals(1024, layout.p2m().pfn());
    assertEquals(16 + 3, layout.p2m().pages(), "with an L3, an L2 and an L1 of its own");
    assertEquals(1L << 39, layout.p2m().vaddr());
    assertEquals(base + 0x1000, layout.startInfo().vaddr());
  }

  @Test
  void domainTooSmallForItsMappingIsRefused() {
    String message =
        assertThrows(
                DomainBuildException.class,
                () -> layout(ElfMaker.kernel(false, new byte[0x1000]), 1024 - 1, 0))
            .getMessage();
    assertTrue(message.contains("too small"), message);
  }

  /**
   * The size of Debian's cloud kernel 6.1: real Xen refuses to start it with 64 MiB too, since its
   * p2m list finds no room behind the mapping.
   */
  @Test
  void refusalForTooLittleMemorySaysWhatWouldDo() throws Exception {
    long base = 0xFFFFFFFF80000000L;
    PvImage image =
        image(
            ElfMaker.elf64()
                .text(8, "generic")
                .text(5, "xen-3.0")
                .number(VIRT_BASE, base)
                .number(4, 0)
                .number(1, base + 0x1000000)
                .number(INIT_P2M, 0x8000000000L)
                .load(0x1000000, new byte[16], 0x2E00000));
    DomainBuildException e =
        assertThrows(
            DomainBuildException.class, () -> DomainLayout.of(image, 0x4000, Optional.empty()));
    assertEquals(
        "the domain's memory is too small: p2m list needs 35 pages, and 0 of 16384 are left; memory"
            + " = 65 would do",
        e.getMessage());
    DomainLayout.of(image, 65 << 8, Optional.empty());
  }

  @Test
  void p2mListOf4GibHasAsManyTablesAsItNeeds() throws Exception {
    long base = 0xFFFFFFFF80000000L;
    DomainLayout layout =
        layout(
            ElfMaker.kernel(true, new byte[0x1000])
                .number(VIRT_BASE, base)
                .number(1, base)
                .number(INIT_P2M, 0x8000000000L),
            1 << 20,
            0);
    assertEquals(2048 + 1 + 1 + 4, layout.p2m().pages(), "8 MiB, with an L3, an L2 and four L1");
  }

  @Test
  void mappingMustStayClearOfTheHypervisor() {
    DomainBuildException e =
        assertThrows(
            DomainBuildException.class,
            () ->
                layout(
                    ElfMaker.elf32()
                        .text(8, "generic")
                        .text(5, "xen-3.0")
                        .text(9, "yes")
                        .number(VIRT_BASE, 0xF5780000L)
                        .number(4, 0xF5780000L)
                        .entry(0xF5780000L)
                        .load(0xF5780000L, new byte[16], 16),
                    PAGES_32_MIB,
                    0));
    assertTrue(e.getMessage().contains("hypervisor"), e.getMessage());
  }

  /** Follows the planned tables as the processor would. */
  private static long translate(List<long[]> tables, List<Long> pfns, int levels, long vaddr) {
    long table = pfns.getFirst();
    for (int level = levels; level >= 1; level--) {
      int at = pfns.indexOf(table);
      long entry = tables.get(at)[(int) (vaddr >>> 12 + 9 * (level - 1)) & 511];
      if ((entry & 1) == 0) {
        return -1;
      }
      table = entry >>> 12 & 0xFFFFFFFFFFL;
      if (level == 1) {
        return entry;
      }
    }
    return table;
  }

  @Test
  void plannedTablesMapEveryPageAndTheirOwnReadOnly() throws Exception {
    for (boolean wide : new boolean[] {false, true}) {
      long base = wide ? 0xFFFFFFFF80000000L : 0xC0000000L;
      DomainLayout layout =
          layout(
              ElfMaker.kernel(wide, new byte[0x1000]).number(VIRT_BASE, base).number(1, base),
              PAGES_32_MIB,
              0);
      long[] identity = new long[(int) PAGES_32_MIB];
      for (int i = 0; i < identity.length; i++) {
        identity[i] = i;
      }
      List<long[]> tables = new ArrayList<>();
      List<Long> pfns = new ArrayList<>();
      layout
          .tables()
          .build(
              identity,
              (pfn, entries) -> {
                pfns.add(pfn);
                tables.add(entries.clone());
              });
      assertEquals(layout.pageTables().pages(), pfns.size());
      for (long pfn = 0; pfn < 1024; pfn++) {
        boolean isTable = pfns.contains(pfn);
        long entry = translate(tables, pfns, wide ? 4 : 3, base + (pfn << 12));
        assertEquals(pfn << 12 | (isTable ? 0x21 : 0x23), entry, "pfn " + pfn);
      }
      assertEquals(-1, translate(tables, pfns, wide ? 4 : 3, base + (1024 << 12)));
    }
  }
}
