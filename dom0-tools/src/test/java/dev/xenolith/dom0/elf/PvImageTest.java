package dev.xenolith.dom0.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PvImageTest {
  private static final int ENTRY = 1;
  private static final int VIRT_BASE = 3;
  private static final int PADDR_OFFSET = 4;
  private static final int FEATURES = 10;

  private static PvImage read(ElfMaker maker) throws BadImageException {
    return PvImage.of(ElfImage.read(maker.make()));
  }

  private static String refusal(ElfMaker maker) {
    return assertThrows(BadImageException.class, () -> read(maker)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void segmentsGoToPhysicalAddressPlusVirtBase(boolean wide) throws BadImageException {
    long base = wide ? 0xFFFFFFFF80000000L : 0xC0000000L;
    ElfMaker maker =
        (wide ? ElfMaker.elf64() : ElfMaker.elf32())
            .text(8, "generic")
            .text(5, "xen-3.0")
            .text(9, "yes")
            .number(VIRT_BASE, base)
            .number(ENTRY, base + 0x101000)
            .load(0x100000, new byte[0x2000], 0x5000);
    PvImage image = read(maker);
    assertEquals(base, image.virtBase());
    assertEquals(base + 0x100000, image.start());
    assertEquals(base + 0x105000, image.end());
    assertEquals(base + 0x101000, image.entry());
    assertEquals(base + 0x100000, image.addressOf(image.elf().segments().getFirst()));
  }

  @Test
  void paddrOffsetIsTakenFromPhysicalAddresses() throws BadImageException {
    PvImage image =
        read(
            ElfMaker.elf32()
                .text(8, "generic")
                .text(5, "xen-3.0")
                .text(9, "yes")
                .number(VIRT_BASE, 0xC0000000L)
                .number(PADDR_OFFSET, 0xC0000000L)
                .entry(0xC0000000L)
                .load(0xC0000000L, new byte[16], 16));
    assertEquals(0xC0000000L, image.start());
  }

  @Test
  void notesAreFoundInSectionsWhenNoSegmentHasThem() throws BadImageException {
    PvImage image = read(ElfMaker.kernel(false, new byte[16]).notesInSection());
    assertEquals(XenNotes.Source.SECTIONS, image.notes().source());
  }

  @Test
  void guestSectionGivesAPageNumberForTheHypercallPage() throws BadImageException {
    PvImage image =
        read(
            ElfMaker.elf64()
                .guestSection(
                    "GUEST_OS=Mini-OS,XEN_VER=xen-3.0,VIRT_BASE=0x10000,HYPERCALL_PAGE=0x2,"
                        + "LOADER=generic")
                .entry(0x10000)
                .load(0x10000, new byte[0x4000], 0x4000));
    assertEquals(XenNotes.Source.GUEST_SECTION, image.notes().source());
    assertEquals(0x12000, image.notes().hypercallPage().orElseThrow());
    assertEquals(0x10000, image.start(), "p_paddr is a virtual address in these images");
  }

  @Test
  void textNoteReachesToItsNulWhateverItsStatedSize() throws BadImageException {
    byte[] image =
        ElfMaker.elf32()
            .text(8, "generic")
            .text(5, "xen-3.0")
            .text(9, "yes")
            .load(0, new byte[16], 16)
            .make();
    int sizeOfLastNote = 52 + 2 * 32 + 24 + 24 + 4;
    assertEquals(4, image[sizeOfLastNote]);
    image[sizeOfLastNote] = 12;
    assertEquals(PaeMode.EXTENDED_CR3, PvImage.of(ElfImage.read(image)).notes().paeMode());
  }

  @Test
  void requiredFeatureMustBeKnown() {
    assertTrue(
        refusal(ElfMaker.kernel(false, new byte[16]).text(FEATURES, "!flying_cars"))
            .contains("flying_cars"));
  }

  @Test
  void unknownOptionalFeatureIsIgnored() throws BadImageException {
    XenNotes notes =
        read(ElfMaker.kernel(false, new byte[16])
                .text(FEATURES, "!writable_page_tables|flying_cars|pae_pgdir_above_4gb"))
            .notes();
    assertEquals(0b10001, notes.supportedFeatures());
    assertEquals(0b00001, notes.requiredFeatures());
  }

  @Test
  void kernelForDomain0OnlyIsRefused() {
    assertTrue(
        refusal(ElfMaker.kernel(true, new byte[16]).text(FEATURES, "!dom0")).contains("domain 0"));
  }

  @Test
  void plainProgramIsRefusedForItsMissingNotes() {
    assertTrue(refusal(ElfMaker.elf32().load(0, new byte[16], 16)).contains("__xen_guest"));
  }

  @Test
  void otherLoaderAndVersionAreRefusedByName() {
    assertTrue(
        refusal(ElfMaker.elf32().text(8, "odd").load(0, new byte[1], 1)).contains("\"odd\""));
    assertTrue(
        refusal(ElfMaker.elf32().text(8, "generic").text(5, "xen-2.0").load(0, new byte[1], 1))
            .contains("\"xen-2.0\""));
  }

  @Test
  void nonPaeKernelIsRefused() {
    assertTrue(
        refusal(ElfMaker.elf32().text(8, "generic").text(5, "xen-3.0").load(0, new byte[1], 1))
            .contains("PAE"));
  }

  @Test
  void entryOutsideTheKernelIsRefused() {
    assertTrue(
        refusal(ElfMaker.kernel(false, new byte[16]).number(ENTRY, 0x100000))
            .contains("out of order"));
  }

  @Test
  void segmentBeyondTheImageIsRefusedWithItsPlace() {
    byte[] image = ElfMaker.kernel(false, new byte[16]).make();
    byte[] cut = java.util.Arrays.copyOf(image, image.length - 1);
    BadImageException e = assertThrows(BadImageException.class, () -> ElfImage.read(cut));
    assertEquals(52, e.offset());
    assertTrue(e.getMessage().startsWith("segment 0 is said to be 0x10 bytes"), e.getMessage());
  }

  @Test
  void segmentSmallerInMemoryThanInTheFileIsRefused() {
    assertTrue(refusal(ElfMaker.elf32().load(0, new byte[16], 8)).contains("only 0x8 in memory"));
  }

  @Test
  void elfMagicIsRecognised() {
    assertTrue(ElfImage.looksLikeElf(ElfMaker.elf32().make()));
    assertFalse(ElfImage.looksLikeElf(new byte[] {0x1F, (byte) 0x8B}));
  }
}
