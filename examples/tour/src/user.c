/* The user's program on 32 bits: rings 1 and 3 share page tables, and a bit in each entry tells them apart. */
#include "tour.h"

static long map_for_user(const void *page, uint32_t flags)
{
    return map_page(page, ((uint64_t)virt_to_mfn(page) << PAGE_SHIFT) | PTE_PRESENT | PTE_USER | flags);
}

void map_user(word *ip, word *sp)
{
    tried("give its two pages the user bit, iret to ring 3, int $0x80 from there");
    long result = map_for_user(user_program, 0);

    if (!result)
        result = map_for_user(user_stack, PTE_WRITE);
    if (result)
        fail("update_va_mapping", result);
    *ip = (word)user_program;
    *sp = (word)user_stack + PAGE_SIZE;
}
