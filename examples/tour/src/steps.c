/* The steps about the processor and the page tables. */
#include "tour.h"

#define EFLAGS_IF 0x200u

static word read_flags(void)
{
    word flags;

    __asm__ volatile("pushf; pop %0" : "=r"(flags));
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
    __asm__ volatile("mov %%cr3, %0" : "=r"(*(word *)result));
}

static void do_write_cr3(void *value)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(*(word *)value) : "memory");
}

static void report(struct probe probe, const char *otherwise)
{
    if (probe.faulted)
        happened("exception %u, error code %x", (uint32_t)probe.vector, (uint32_t)probe.error);
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
    word before = read_flags();

    __asm__ volatile("push %0; popf" : : "r"(before & ~(word)EFLAGS_IF) : "cc");
    happened("IF was %u and is %u: ignored, without a fault", !!(before & EFLAGS_IF),
             !!(read_flags() & EFLAGS_IF));
    happened("so Xen cannot see it, and a PV kernel masks events in vcpu_info instead");
}

void tour_traps(void)
{
    word cr3 = 0;

    step("A trap table, and privileged instructions");
    tried("cli, with I/O privilege level 0");
    report(try(do_cli, NULL), "nothing at all");
    struct physdev_set_iopl iopl = {.iopl = 1};
    long result = HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl);

    tried("PHYSDEVOP_set_iopl 1 = %d, then cli again", result);
    report(try(do_cli, NULL), "accepted, and without effect: events are not masked by it");
    tried("mov %%cr3 to a register");
    report(try(do_read_cr3, &cr3), "emulated by Xen");
    happened("cr3 = %p names the machine frame of my top page table; start_info maps it at %p", cr3,
             start_info->pt_base);
    tried("mov to %%cr3, the same value");
    report(try(do_write_cr3, &cr3), "emulated: Xen checked the table and loaded it");
    word foreign = cr3 ^ 0x1000;

    tried("mov to %%cr3, a frame that is no top-level table");
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

    tried("update_va_mapping(%p, not present) = %d, then read there", (word)window, (int32_t)result);
    struct probe probe = try(touch, window);

    report(probe, "the read went through");
    happened("the address came in vcpu_info.arch.cr2: %p", probe.address);
}

static void user_program_step(void)
{
    step("A program in ring 3");
    word ip, sp;

    map_user(&ip, &sp);
    enter_user(ip, sp);
    shared_info->vcpu_info[0].evtchn_upcall_mask = 1; /* entering ring 3 with IF set opened it */
    happened("its cs was %x: ring %u; int $0x80 came straight to me, not through Xen's emulator",
             (uint32_t)user_cs, (uint32_t)user_cs & 3);
}

static void refused(void)
{
    step("What direct paging forbids");
    word table = l1_table_mfn(window);

    tried("map the page table of %p writable: update_va_mapping(mfn %x | RW)", (word)window,
          (uint32_t)table);
    long result = map_page(window, ((uint64_t)table << PAGE_SHIFT) | PTE_PRESENT | PTE_WRITE);

    happened("%d: refused, or every check of Xen's would be worth nothing", result);
    happened("xl run --dmesg says which entry, which frame and which rule");
    result = map_page(window, ((uint64_t)table << PAGE_SHIFT) | PTE_PRESENT);
    tried("the same read-only");
    happened("%d: reading one's own page tables is allowed", result);
}

static void write_entry(volatile void *entry, uint64_t value)
{
#ifdef __i386__
    volatile uint32_t *half = entry;

    /* Half an entry at a time: not present first, the high half, then the half that makes it valid. */
    half[0] = 0;
    half[1] = value >> 32;
    half[0] = (uint32_t)value;
#else
    *(volatile uint64_t *)entry = value;
#endif
    barrier();
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

    tried("mmu_update: entry at machine address %L := pfn %x", l1_entry_maddr(window), (uint32_t)virt_to_pfn(page_a));
    happened("%d, %u done; %p now shows page %c", (int32_t)result, done, (word)window, window[0]);
    result = map_page(window, entry_for(page_b, PTE_PRESENT | PTE_WRITE));
    tried("update_va_mapping: the same entry by its linear address := pfn %x", (uint32_t)virt_to_pfn(page_b));
    happened("%d; %p now shows page %c", (int32_t)result, (word)window, window[0]);

    step("Page tables by a plain write");
    result = HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
    tried("vm_assist(writable_pagetables) = %d, then write the entry where it is mapped read-only", result);
    write_entry(l1_entry(window), entry_for(page_a, PTE_PRESENT | PTE_WRITE));
    happened("what I wrote faulted in Xen and was carried out there: the entry is %L", *l1_entry(window));
    struct mmuext_op flush = {.cmd = MMUEXT_INVLPG_LOCAL, .arg1.linear_addr = (uintptr_t)window};

    result = HYPERVISOR_mmuext_op(&flush, 1, NULL, DOMID_SELF);
    tried("MMUEXT_INVLPG_LOCAL: the processor may still remember the old entry");
    happened("%d; %p now shows page %c", (int32_t)result, (word)window, window[0]);
    refused();
}
