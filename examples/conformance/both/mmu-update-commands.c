#include "conformance.h"

BEHAVIOUR
{
    char *page = take_page(), *other = take_page();
    uint64_t at = entry_maddr(page, 1);
    word mfn = virt_to_mfn(page), pfn = virt_to_pfn(page);
    struct mmu_update both[2];
    uint32_t done = 77;

    *other = 'o';
    result("an entry", update(at, ENTRY(virt_to_mfn(other), RW)));
    extended(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
    say("it shows the other page: %d", *page == 'o');
    result("back without A and D", update(at, ENTRY(mfn, PTE_P | PTE_W | PTE_U)));
    extended(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
    *(volatile char *)page = 'p';
    say("after a write: flags %llx", *entry_of(page, 1) & ~FRAME_MASK);
    result("preserve A and D", update(at | MMU_PT_UPDATE_PRESERVE_AD, ENTRY(mfn, PTE_P | PTE_W | PTE_U)));
    say("flags %llx", *entry_of(page, 1) & ~FRAME_MASK);
    result("untranslated", update(at | MMU_PT_UPDATE_NO_TRANSLATE, ENTRY(mfn, RW)));
    result("machine to physical", update((uint64_t)mfn << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, 0x1234));
    say("reads %lx", mfn_to_pfn(mfn));
    result("and back", update((uint64_t)mfn << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, pfn));
    result("of a frame of Xen's", update(1ull << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, 0x1234));
    result("of no frame", update(0xffffffffull << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, 0x1234));
    result("an entry in no frame", update(0xffffffffull << PAGE_SHIFT, 0));
    result("an unaligned entry", update(at + 4, 0));
    result("an entry in a plain page", update((uint64_t)mfn << PAGE_SHIFT, 0x1234567890abcdef));
    say("written: %d", *(uint64_t *)page == 0x1234567890abcdef);
    result("in a plain page, preserving", update((uint64_t)mfn << PAGE_SHIFT | MMU_PT_UPDATE_PRESERVE_AD, 0x42));
    both[0] = (struct mmu_update){.ptr = at, .val = ENTRY(mfn, RW)};
    both[1] = (struct mmu_update){.ptr = at, .val = ENTRY(0xffffffff, RW)};
    result("a good and a bad one", HYPERVISOR_mmu_update(both, 2, &done, DOMID_SELF));
    say("done %u", done);
    result("for no domain", HYPERVISOR_mmu_update(both, 1, &done, 77));
    result("frames of domain 0", HYPERVISOR_mmu_update(both, 1, &done, 0));
    result("frames of DOMID_IO", HYPERVISOR_mmu_update(both, 1, &done, DOMID_IO));
    result("frames of DOMID_XEN", HYPERVISOR_mmu_update(both, 1, &done, DOMID_XEN));
    result("tables of domain 0", HYPERVISOR_mmu_update(both, 1, &done, 1u << 16 | DOMID_SELF));
    result("none", HYPERVISOR_mmu_update(both, 0, &done, DOMID_SELF));
    result("at no address", HYPERVISOR_mmu_update((void *)8, 1, &done, DOMID_SELF));
}
