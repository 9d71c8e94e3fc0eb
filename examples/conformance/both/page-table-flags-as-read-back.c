/* What Xen makes of the flags of an entry that a kernel gives it. */
#include "conformance.h"

BEHAVIOUR
{
    static const pte_t flags[] = {
        PTE_P, PTE_P | PTE_W, PTE_P | PTE_U, PTE_P | PTE_W | PTE_U, RO, RW, PTE_P | PTE_G, PTE_P | PTE_U | PTE_G,
        PTE_P | PTE_NX, PTE_P | PTE_PWT, PTE_P | PTE_PCD, PTE_P | PTE_PSE, PTE_P | 0x200, PTE_P | 0x400,
        PTE_P | 0x800, PTE_P | 1ull << 52, PTE_P | 1ull << 53, PTE_P | 1ull << 58, PTE_P | 1ull << 59,
        PTE_P | 1ull << 62, PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | 0xe00 | 1ull << 54,
    };
    char *page = take_page();

    for (unsigned int i = 0; i < LENGTH(flags); i++) {
        long error = protect(page, flags[i]);

        say("%llx: %ld, reads %llx", flags[i], error, *entry_of(page, 1) & ~FRAME_MASK);
    }
    result("absent with bits", map(page, 0x0000123456789abcull));
    say("reads %llx", *entry_of(page, 1));
    result("absent with a frame", map(page, ENTRY(virt_to_mfn(page), PTE_W | PTE_U)));
    say("reads flags %llx", *entry_of(page, 1) & ~FRAME_MASK);
    say("level 2 reads %llx", *entry_of(page, 2) & ~FRAME_MASK);
    say("level 3 reads %llx", *entry_of(page, 3) & ~FRAME_MASK);
}
