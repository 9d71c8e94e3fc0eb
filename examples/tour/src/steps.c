/* The steps about the processor and the page tables. */
#include "tour.h"

#define EFLAGS_IF 0x200u

static uint32_t read_flags(void)
{
    uint32_t flags;

    __asm__ volatile("pushfl; popl %0" : "=r"(flags));
    return flags;
}

static void do_cli(void *unused)
{
    (void)unused;
    __asm__ volatile("cli");
}

static void do_hlt(void *unused)
{
    (void)unused;
    __asm__ volatile("hlt");
}

static void do_read_cr3(void *result)
{
    __asm__ volatile("movl %%cr3, %0" : "=r"(*(uint32_t *)result));
}

static void do_write_cr3(void *value)
{
    __asm__ volatile("movl %0, %%cr3" : : "r"(*(uint32_t *)value) : "memory");
}

static void report(struct probe probe, const char *otherwise)
{
    if (probe.faulted)
        happened("exception %u, error code %x", probe.vector, probe.error);
    else
        happened("%s", otherwise);
}

void tour_cpu(void)
{
    uint16_t cs;

    step("Which ring is this?");
    __asm__("movw %%cs, %0" : "=r"(cs));
    tried("movw %%cs, %%ax");
    happened("cs = %x: the two low bits say ring %u", cs, cs & 3);

    step("POPF, the instruction that lies");
    tried("pushf; clear IF; popf; pushf");
    uint32_t before = read_flags();

    __asm__ volatile("pushl %0; popfl" : : "r"(before & ~EFLAGS_IF) : "cc");
    happened("IF was %u and is %u: ignored, without a fault", !!(before & EFLAGS_IF),
             !!(read_flags() & EFLAGS_IF));
    happened("so Xen cannot see it, and a PV kernel masks events in vcpu_info instead");
}

void tour_traps(void)
{
    uint32_t cr3 = 0;

    step("A trap table, and privileged instructions");
    tried("cli, with I/O privilege level 0");
    report(try(do_cli, NULL), "nothing at all");
    struct physdev_set_iopl iopl = {.iopl = 1};
    long result = HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl);

    tried("PHYSDEVOP_set_iopl 1 = %d, then cli again", result);
    report(try(do_cli, NULL), "accepted, and without effect: events are not masked by it");
    tried("movl %%cr3, %%eax");
    report(try(do_read_cr3, &cr3), "emulated by Xen");
    happened("cr3 = %X names the machine frame of my top page table; start_info maps it at %X", cr3,
             (uint32_t)start_info->pt_base);
    tried("movl %%eax, %%cr3, the same value");
    report(try(do_write_cr3, &cr3), "emulated: Xen checked the table and loaded it");
    uint32_t foreign = cr3 ^ 0x1000;

    tried("movl %%eax, %%cr3, a frame that is no top-level table");
    report(try(do_write_cr3, &foreign), "accepted");
    tried("hlt");
    report(try(do_hlt, NULL), "nothing at all");
}

static uint8_t page_a[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static uint8_t page_b[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static uint8_t window[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void touch(void *address)
{
    (void)*(volatile uint8_t *)address;
}

static uint64_t entry_for(const void *page, uint32_t flags)
{
    return ((uint64_t)virt_to_mfn(page) << PAGE_SHIFT) | flags;
}

static void page_fault(void)
{
    step("A page fault");
    long result = map_page(window, 0);

    tried("update_va_mapping(%X, not present) = %d, then read there", (uint32_t)window, result);
    struct probe probe = try(touch, window);

    report(probe, "the read went through");
    happened("the address came in vcpu_info.arch.cr2: %X", probe.address);
}

static void user_program_step(void)
{
    step("A program in ring 3");
    tried("give its two pages the user bit, iret to ring 3, int $0x80 from there");
    long result = map_page(user_program, entry_for(user_program, PTE_PRESENT | PTE_USER));

    if (!result)
        result = map_page(user_stack, entry_for(user_stack, PTE_PRESENT | PTE_WRITE | PTE_USER));
    if (result)
        fail("update_va_mapping", result);
    enter_user((uint32_t)user_program, (uint32_t)user_stack + PAGE_SIZE);
    shared_info->vcpu_info[0].evtchn_upcall_mask = 1; /* entering ring 3 with IF set opened it */
    happened("its cs was %x: ring %u; int $0x80 came straight to me, not through Xen's emulator", user_cs,
             user_cs & 3);
}

static void refused(void)
{
    step("What direct paging forbids");
    uint32_t table = l1_table_mfn(window);

    tried("map the page table of %X writable: update_va_mapping(mfn %x | RW)", (uint32_t)window, table);
    long result = map_page(window, ((uint64_t)table << PAGE_SHIFT) | PTE_PRESENT | PTE_WRITE);

    happened("%d: refused, or every check of Xen's would be worth nothing", result);
    happened("xl run --dmesg says which entry, which frame and which rule");
    result = map_page(window, ((uint64_t)table << PAGE_SHIFT) | PTE_PRESENT);
    tried("the same read-only");
    happened("%d: reading one's own page tables is allowed", result);
}

void tour_page_tables(void)
{
    page_fault();
    user_program_step();

    step("Page tables by hypercall");
    page_a[0] = 'A';
    page_b[0] = 'B';
    struct mmu_update update = {
        .ptr = l1_entry_maddr(window) | MMU_NORMAL_PT_UPDATE,
        .val = entry_for(page_a, PTE_PRESENT | PTE_WRITE),
    };
    uint32_t done = 0;
    long result = HYPERVISOR_mmu_update(&update, 1, &done, DOMID_SELF);

    tried("mmu_update: entry at machine address %L := pfn %x", l1_entry_maddr(window), virt_to_pfn(page_a));
    happened("%d, %u done; %X now shows page %c", result, done, (uint32_t)window, window[0]);
    result = map_page(window, entry_for(page_b, PTE_PRESENT | PTE_WRITE));
    tried("update_va_mapping: the same entry by its linear address := pfn %x", virt_to_pfn(page_b));
    happened("%d; %X now shows page %c", result, (uint32_t)window, window[0]);

    step("Page tables by a plain write");
    result = HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
    tried("vm_assist(writable_pagetables) = %d, then write the entry where it is mapped read-only", result);
    volatile uint32_t *entry = (volatile uint32_t *)l1_entry(window);

    /* Half an entry at a time: not present first, the high half, then the half that makes it valid. */
    entry[0] = 0;
    entry[1] = entry_for(page_a, 0) >> 32;
    entry[0] = (uint32_t)entry_for(page_a, PTE_PRESENT | PTE_WRITE);
    barrier();
    happened("each write faulted in Xen and was carried out there: the entry is %L", *l1_entry(window));
    struct mmuext_op flush = {.cmd = MMUEXT_INVLPG_LOCAL, .arg1.linear_addr = (uintptr_t)window};

    result = HYPERVISOR_mmuext_op(&flush, 1, NULL, DOMID_SELF);
    tried("MMUEXT_INVLPG_LOCAL: the processor may still remember the old entry");
    happened("%d; %X now shows page %c", result, (uint32_t)window, window[0]);
    refused();
}
