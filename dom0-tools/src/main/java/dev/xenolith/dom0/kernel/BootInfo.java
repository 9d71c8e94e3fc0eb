package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Maddr;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.StartInfo;

/**
 * What start_info says about this domain.
 *
 * @param pages pages the domain has
 * @param sharedInfo machine address of the shared_info page
 * @param pageTables virtual address of the top page table, which the others follow
 * @param pageTablePages how many page table pages there are
 * @param mfnList virtual address of the list of machine frames by pfn
 */
record BootInfo(
    Vaddr startInfo,
    long pages,
    Maddr sharedInfo,
    Vaddr pageTables,
    long pageTablePages,
    Vaddr mfnList) {
  static BootInfo read(GuestBytes memory, Vaddr startInfo) {
    Abi abi = Abi.PV64;
    long base = startInfo.raw();
    return new BootInfo(
        startInfo,
        StartInfo.NR_PAGES.get(memory, base, abi),
        new Maddr(StartInfo.SHARED_INFO.get(memory, base, abi)),
        new Vaddr(StartInfo.PT_BASE.get(memory, base, abi)),
        StartInfo.NR_PT_FRAMES.get(memory, base, abi),
        new Vaddr(StartInfo.MFN_LIST.get(memory, base, abi)));
  }

  /** The machine frame of a pfn, as the builder listed it. */
  long mfnRaw(GuestBytes memory, long pfnRaw) {
    return memory.getU64(mfnList.raw() + 8 * pfnRaw);
  }
}
