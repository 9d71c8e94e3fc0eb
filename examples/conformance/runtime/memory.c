/* Page tables as this kernel sees them. */
#include "conformance.h"

static const word *pfn_list; /* pfn to mfn */
#define PAGES_TO_TAKE 48
static char taken[PAGES_TO_TAKE][XEN_PAGE_SIZE] PAGE;

#ifdef __x86_64__
#define M2P ((const volatile word *)0xffff800000000000ul)
#else
#define M2P ((const volatile word *)0xf5800000ul)
#endif

void memory_init(void)
{
    pfn_list = (const word *)start_info->mfn_list;
}

word virt_to_pfn(const void *address)
{
    return ((word)address - VIRT_BASE) >> PAGE_SHIFT;
}

word pfn_to_mfn(word pfn)
{
    return pfn_list[pfn];
}

word virt_to_mfn(const void *address)
{
    return pfn_to_mfn(virt_to_pfn(address));
}

word mfn_to_pfn(word mfn)
{
    return M2P[mfn];
}

void *mfn_to_virt(word mfn)
{
    return (void *)(VIRT_BASE + (mfn_to_pfn(mfn) << PAGE_SHIFT));
}

word top_table_mfn(void)
{
    return virt_to_mfn((void *)start_info->pt_base);
}

pte_t *entry_of(const void *address, unsigned int level)
{
    pte_t *table = (pte_t *)start_info->pt_base;

    for (unsigned int l = LEVELS;; l--) {
        pte_t *entry = &table[(word)address >> (PAGE_SHIFT + 9 * (l - 1)) & 511];

        if (l == level)
            return entry;
        table = mfn_to_virt((*entry & FRAME_MASK) >> PAGE_SHIFT);
    }
}

uint64_t entry_maddr(const void *address, unsigned int level)
{
    pte_t *entry = entry_of(address, level);

    return ((uint64_t)virt_to_mfn(entry) << PAGE_SHIFT) + ((word)entry & (PAGE_SIZE - 1));
}

long map(const void *address, pte_t entry)
{
    return HYPERVISOR_update_va_mapping((word)address, entry, UVMF_INVLPG | UVMF_ALL);
}

long protect(const void *address, pte_t flags)
{
    return map(address, flags ? ENTRY(virt_to_mfn(address), flags) : 0);
}

long update(uint64_t ptr, pte_t value)
{
    struct mmu_update request = {.ptr = ptr, .val = value};

    return HYPERVISOR_mmu_update(&request, 1, NULL, DOMID_SELF);
}

long extended(unsigned int command, word first, word second)
{
    struct mmuext_op op = {.cmd = command};

    op.arg1.mfn = first;
    op.arg2.nr_ents = second;
    return HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF);
}

long pin(unsigned int level, const void *page)
{
    return extended(MMUEXT_PIN_L1_TABLE + level - 1, virt_to_mfn(page), 0);
}

long unpin(const void *page)
{
    return extended(MMUEXT_UNPIN_TABLE, virt_to_mfn(page), 0);
}

void *take_page(void)
{
    static unsigned int next;

    return next < PAGES_TO_TAKE ? taken[next++] : NULL;
}
