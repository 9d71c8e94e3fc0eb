/*
 * Two ways of counting pages. The kernel sees pseudo-physical frames (pfn): contiguous, from zero. Its page
 * tables hold machine frames (mfn): whatever the machine had. The builder left a table pfn -> mfn in
 * start_info; Xen maps the reverse table, read-only, for everybody.
 */
#include "tour.h"

static const word *machine_to_phys;

void memory_init(void)
{
    struct xen_machphys_mapping mapping;

    /* Nothing can be printed yet: without this table the console page cannot be found. */
    if (HYPERVISOR_memory_op(XENMEM_machphys_mapping, &mapping))
        fail("XENMEM_machphys_mapping", -1);
    machine_to_phys = (const word *)mapping.v_start;
}

word virt_to_pfn(const void *address)
{
    extern char VIRT_BASE[];

    return ((uintptr_t)address - (uintptr_t)VIRT_BASE) >> PAGE_SHIFT;
}

word mfn_to_pfn(word mfn)
{
    return machine_to_phys[mfn];
}

word virt_to_mfn(const void *address)
{
    return ((const word *)start_info->mfn_list)[virt_to_pfn(address)];
}

void *mfn_to_virt(word mfn)
{
    extern char VIRT_BASE[];

    return VIRT_BASE + (mfn_to_pfn(mfn) << PAGE_SHIFT);
}

static word entry_mfn(uint64_t entry)
{
    return (entry & 0x000ffffffffff000ull) >> PAGE_SHIFT;
}

/* The page tables are ordinary, read-only pages of ours: walk them by hand. */
word l1_table_mfn(const void *address)
{
    uintptr_t a = (uintptr_t)address;
    const uint64_t *l3 = (const uint64_t *)start_info->pt_base;
#ifdef __x86_64__
    l3 = mfn_to_virt(entry_mfn(l3[(a >> 39) & 511])); /* pt_base is one level more */
#endif
    const uint64_t *l2 = mfn_to_virt(entry_mfn(l3[(a >> 30) & 511]));

    return entry_mfn(l2[(a >> 21) & 511]);
}

uint64_t l1_entry_maddr(const void *address)
{
    return ((uint64_t)l1_table_mfn(address) << PAGE_SHIFT) +
           (((uintptr_t)address >> PAGE_SHIFT) & 511) * sizeof(uint64_t);
}

uint64_t *l1_entry(const void *address)
{
    uint64_t *l1 = mfn_to_virt(l1_table_mfn(address));

    return &l1[((uintptr_t)address >> PAGE_SHIFT) & 511];
}

long map_page(const void *address, uint64_t entry)
{
    return HYPERVISOR_update_va_mapping((uintptr_t)address, entry, UVMF_INVLPG);
}
