/*
 * The user's program on 64 bits. The kernel runs in ring 3 as well, so a bit in the entries cannot keep its
 * memory from programs: they run on page tables of their own, which Xen loads when it returns to them.
 */
#include "tour.h"

#define PROGRAM 0x400000ul
#define STACK (PROGRAM + PAGE_SIZE)
#define LEVELS 4

typedef uint64_t table[PAGE_SIZE / sizeof(uint64_t)];

/* From the lowest level up. */
static table tables[LEVELS] __attribute__((aligned(PAGE_SIZE)));

static uint64_t entry_of(const void *page, uint32_t flags)
{
    return ((uint64_t)virt_to_mfn(page) << PAGE_SHIFT) | PTE_PRESENT | PTE_USER | flags;
}

static unsigned slot(word address, int level)
{
    return (address >> (PAGE_SHIFT + 9 * level)) & 511;
}

static void extended(const char *what, uint32_t cmd, const void *page)
{
    struct mmuext_op op = {.cmd = cmd, .arg1.mfn = virt_to_mfn(page)};
    long result = HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF);

    if (result)
        fail(what, result);
}

static void fill_tables(void)
{
    tables[0][slot(PROGRAM, 0)] = entry_of(user_program, 0);
    tables[0][slot(STACK, 0)] = entry_of(user_stack, PTE_WRITE);
    for (int level = 1; level < LEVELS; level++)
        tables[level][slot(PROGRAM, level)] = entry_of(tables[level - 1], PTE_WRITE);
    /* A frame becomes a page table only when nothing maps it writable any more. */
    for (int level = 0; level < LEVELS; level++) {
        long result = map_page(tables[level], ((uint64_t)virt_to_mfn(tables[level]) << PAGE_SHIFT) | PTE_PRESENT);

        if (result)
            fail("update_va_mapping", result);
    }
}

/* The program's memory is to be seen by the kernel too, which reads its texts. */
static void show_to_kernel(void)
{
    struct mmu_update update = {
        .ptr = ((uint64_t)virt_to_mfn((void *)start_info->pt_base) << PAGE_SHIFT) + 8 * slot(PROGRAM, LEVELS - 1),
        .val = entry_of(tables[LEVELS - 2], PTE_WRITE),
    };
    long result = HYPERVISOR_mmu_update(&update, 1, NULL, DOMID_SELF);

    if (result)
        fail("mmu_update", result);
}

void map_user(word *ip, word *sp)
{
    tried("page tables for it alone: pin, MMUEXT_NEW_USER_BASEPTR, iret, int $0x80 from there");
    fill_tables();
    extended("pin", MMUEXT_PIN_L4_TABLE, tables[LEVELS - 1]);
    show_to_kernel();
    extended("new_user_baseptr", MMUEXT_NEW_USER_BASEPTR, tables[LEVELS - 1]);
    *ip = PROGRAM;
    *sp = STACK + PAGE_SIZE;
}
