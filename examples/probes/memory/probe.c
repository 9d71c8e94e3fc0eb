/*
 * Asks a hypervisor some two hundred questions about page tables, descriptors and memory, and prints each answer
 * on a line of its own. Real Xen's answers stand in expected.txt; a test compares Xenolith's with them.
 */
#include "../../tour/src/silent.h"

#define PAGES 40
#define SELF DOMID_SELF
#define P PTE_PRESENT
#define RO (PTE_PRESENT | PTE_USER | PTE_ACCESSED)
#define RW (RO | PTE_WRITE | PTE_DIRTY)
#define ENTRY(mfn, flags) (((uint64_t)(mfn) << PAGE_SHIFT) | (flags))
#define ASK(question, answer) print("%s: %d\n", question, (int)(answer))

static uint64_t pages[PAGES][512] __attribute__((aligned(PAGE_SIZE)));

static uint32_t mfn(int page)
{
    return virt_to_mfn(pages[page]);
}

static uint64_t slot(int page, int index)
{
    return ((uint64_t)mfn(page) << PAGE_SHIFT) + 8 * index;
}

static long map(int page, uint32_t flags)
{
    return map_page(pages[page], flags ? ENTRY(mfn(page), flags) : 0);
}

static long extended(unsigned int command, uint32_t first, uint32_t second, uint32_t domain)
{
    struct mmuext_op op = {.cmd = command};

    op.arg1.mfn = first;
    op.arg2.nr_ents = second;
    return HYPERVISOR_mmuext_op(&op, 1, NULL, domain);
}

static long pin(int page, int level)
{
    return extended(MMUEXT_PIN_L1_TABLE + level - 1, mfn(page), 0, SELF);
}

static long unpin(int page)
{
    return extended(MMUEXT_UNPIN_TABLE, mfn(page), 0, SELF);
}

static long update_as(uint64_t ptr, uint64_t value, uint32_t domains)
{
    struct mmu_update update = {.ptr = ptr, .val = value};

    return HYPERVISOR_mmu_update(&update, 1, NULL, domains);
}

static long update(uint64_t ptr, uint64_t value)
{
    return update_as(ptr, value, SELF);
}

static void show(const char *what, uint64_t entry)
{
    print("%s: flags %x:%x\n", what, (uint32_t)(entry >> 52), (uint32_t)entry & 0xfff);
}

/* Page 0 is an L3, 1 to 4 are its L2s, 5 an L1, 6 and 7 data, 8 another L3. */
static void validation(void)
{
    for (int i = 0; i < 4; i++)
        pages[0][i] = ENTRY(mfn(1 + i), P);
    pages[0][4] = ~0ull;
    pages[0][511] = ~0ull;
    pages[1][0] = ENTRY(mfn(5), RW);
    pages[5][0] = ENTRY(mfn(6), RW);
    ASK("pin an l3 that is mapped writable", pin(0, 3));
    for (int i = 0; i <= 5; i++)
        ASK("map a table read-only", map(i, RO));
    ASK("pin an l3", pin(0, 3));
    show("l3 slot 0", pages[0][0]);
    show("l3 slot 4", pages[0][4]);
    show("l2 slot 0", pages[1][0]);
    show("l1 slot 0", pages[5][0]);
    print("l2 slot 428: present %d user %d writable %d\n", (int)pages[4][428] & 1,
          (int)(pages[4][428] >> 2) & 1, (int)(pages[4][428] >> 1) & 1);
    ASK("pin it again", pin(0, 3));
    ASK("pin the l2 in slot 3", pin(4, 2));
    ASK("pin the l2 in slot 1", pin(2, 2));
    ASK("pin an l1 as l2", pin(5, 2));
    ASK("pin an l4", pin(7, 4));
    ASK("unpin what is not pinned", unpin(5));
    ASK("map an l1 writable", map(5, RW));
}

static void upper_updates(void)
{
    ASK("l3 slot 3", update(slot(0, 3), ENTRY(mfn(9), P)));
    ASK("l3 slot 4", update(slot(0, 4), 0));
    ASK("l3 slot 0 to an l1", update(slot(0, 0), ENTRY(mfn(5), P)));
    ASK("l3 slot 0 with RW", update(slot(0, 0), ENTRY(mfn(1), P | PTE_WRITE)));
    ASK("l3 slot 0 with NX", update(slot(0, 0), ENTRY(mfn(1), P) | 1ull << 63));
    show("l3 slot 0", pages[0][0]);
    ASK("top l2 slot 428", update(slot(4, 428), 0));
    ASK("top l2 slot 427", update(slot(4, 427), 0));
    ASK("a superpage", update(slot(1, 1), ENTRY(0x400, RW | 0x80)));
    ASK("l2 maps itself read-only", update(slot(1, 2), ENTRY(mfn(1), RO)));
    ASK("l2 maps itself writable", update(slot(1, 2), ENTRY(mfn(1), RW)));
    ASK("l2 maps another read-only", update(slot(1, 3), ENTRY(mfn(2), RO)));
    ASK("the mapped one maps a third", update(slot(2, 3), ENTRY(mfn(3), RO)));
    ASK("a third maps the mapping one", update(slot(3, 3), ENTRY(mfn(1), RO)));
    ASK("l2 maps a writable page", update(slot(1, 4), ENTRY(mfn(6), RW)));
    ASK("l2 maps no frame", update(slot(1, 4), ENTRY(0xfffff, RW)));
}

static void leaf_updates(void)
{
    ASK("PCD", update(slot(5, 1), ENTRY(mfn(6), RW | 0x10)));
    ASK("PAT", update(slot(5, 1), ENTRY(mfn(6), RW | 0x80)));
    ASK("global", update(slot(5, 1), ENTRY(mfn(6), RW | 0x100)));
    ASK("high software bits", update(slot(5, 2), ENTRY(mfn(6), RW) | 0x7ffull << 52));
    show("l1 slot 2", pages[5][2]);
    ASK("invalid frame", update(slot(5, 3), ENTRY(0xffffffffffull, RW)));
    ASK("the local APIC", update(slot(5, 3), ENTRY(0xfee00, RW)));
    ASK("frame 0", update(slot(5, 3), ENTRY(0, RO)));
    ASK("a frame of Xen", update(slot(5, 3), ENTRY(pages[4][428] >> PAGE_SHIFT & 0xffffff, RO)));
    ASK("its table writable", update(slot(5, 3), ENTRY(mfn(5), RW)));
    ASK("its table read-only", update(slot(5, 3), ENTRY(mfn(5), RO)));
    ASK("the l3 writable", update(slot(5, 3), ENTRY(mfn(0), RW)));
    ASK("keep A and D", update(slot(5, 1) | 2, ENTRY(mfn(6), P | PTE_WRITE)));
    show("l1 slot 1", pages[5][1]);
    ASK("do not keep them", update(slot(5, 1), ENTRY(mfn(6), P | PTE_WRITE)));
    show("l1 slot 1", pages[5][1]);
    ASK("command 3", update(slot(5, 1) | 3, ENTRY(mfn(6), P)));
    ASK("command 4", update(slot(5, 1) | 4, ENTRY(mfn(6), P)));
    ASK("an entry of a data page", update(slot(6, 1), 0x1234567));
    print("it holds %x\n", (uint32_t)pages[6][1]);
    ASK("m2p", update(slot(6, 0) | 1, 0x77));
    print("m2p says %x\n", mfn_to_pfn(mfn(6)));
    ASK("m2p back", update(slot(6, 0) | 1, virt_to_pfn(pages[6])));
    ASK("m2p of another's frame", update((1ull << PAGE_SHIFT) | 1, 0x77));
    ASK("for DOMID_IO", update_as(slot(6, 1), 0, DOMID_IO));
    ASK("for DOMID_XEN", update_as(slot(5, 4), ENTRY(mfn(6), RO), DOMID_XEN));
    ASK("for no domain", update_as(slot(5, 4), ENTRY(mfn(6), RO), 0x123));
    ASK("tables of no domain", update_as(slot(5, 4), ENTRY(mfn(6), RO), SELF | 0x200 << 16));
    ASK("address in the hole", HYPERVISOR_update_va_mapping(0xf5800000, 0, 0));
    ASK("address without l1", HYPERVISOR_update_va_mapping(0, 0, 0));
    ASK("flush mask that is no pointer",
        HYPERVISOR_update_va_mapping((uintptr_t)pages[7], ENTRY(mfn(7), RW), 0x10 | UVMF_TLB_FLUSH));
    ASK("flush all", HYPERVISOR_update_va_mapping((uintptr_t)pages[7], ENTRY(mfn(7), RW),
                                                  UVMF_TLB_FLUSH | UVMF_ALL));
}

static void extended_operations(void)
{
    ASK("l2 as base", extended(MMUEXT_NEW_BASEPTR, mfn(1), 0, SELF));
    ASK("user base", extended(MMUEXT_NEW_USER_BASEPTR, mfn(0), 0, SELF));
    ASK("flush local", extended(MMUEXT_TLB_FLUSH_LOCAL, 0, 0, SELF));
    ASK("flush multi, bad mask", extended(MMUEXT_TLB_FLUSH_MULTI, 0, 0x10, SELF));
    ASK("invlpg all in the hole", extended(MMUEXT_INVLPG_ALL, 0xf5800000, 0, SELF));
    ASK("invlpg local in the hole", extended(MMUEXT_INVLPG_LOCAL, 0xf5800000, 0, SELF));
    ASK("flush cache", extended(MMUEXT_FLUSH_CACHE, 0, 0, SELF));
    ASK("flush cache global", extended(MMUEXT_FLUSH_CACHE_GLOBAL, 0, 0, SELF));
    ASK("clear an l1", extended(MMUEXT_CLEAR_PAGE, mfn(5), 0, SELF));
    ASK("clear a page", extended(MMUEXT_CLEAR_PAGE, mfn(6), 0, SELF));
    ASK("copy from an l1", extended(MMUEXT_COPY_PAGE, mfn(6), mfn(5), SELF));
    ASK("copy to an l1", extended(MMUEXT_COPY_PAGE, mfn(5), mfn(6), SELF));
    ASK("mark super", extended(MMUEXT_MARK_SUPER, mfn(5), 0, SELF));
    ASK("command 14", extended(14, 0, 0, SELF));
    ASK("command 21", extended(21, 0, 0, SELF));
    ASK("for DOMID_IO", extended(MMUEXT_PIN_L1_TABLE, mfn(6), 0, DOMID_IO));
    ASK("for no domain", extended(MMUEXT_PIN_L1_TABLE, mfn(6), 0, 0x300));
    ASK("none", HYPERVISOR_mmuext_op(NULL, 0, NULL, SELF));
    ASK("bad pointer", HYPERVISOR_mmuext_op((void *)0x10, 1, NULL, SELF));
    ASK("pointer into the hole", HYPERVISOR_mmuext_op((void *)0xf6000000, 1, NULL, SELF));

    struct mmuext_op ops[3] = {{.cmd = MMUEXT_TLB_FLUSH_LOCAL}, {.cmd = MMUEXT_PIN_L2_TABLE}};
    struct mmu_update updates[3] = {{slot(6, 1), 1}, {slot(5, 3), ENTRY(mfn(5), RW)}};
    uint32_t done = 77;

    ops[1].arg1.mfn = mfn(5);
    ASK("three operations, the second bad", HYPERVISOR_mmuext_op(ops, 3, &done, SELF));
    print("%d done\n", (int)done);
    done = 77;
    ASK("three updates, the second bad", HYPERVISOR_mmu_update(updates, 3, &done, SELF));
    print("%d done\n", (int)done);
}

static void second_top_table(void)
{
    memset(pages[8], 0, PAGE_SIZE);
    map(8, RO);
    ASK("an l3 without slot 3", pin(8, 3));
    map(8, RW);
    pages[8][0] = ENTRY(mfn(8), P);
    pages[8][3] = ENTRY(mfn(10), P);
    map(8, RO);
    map(10, RO);
    ASK("an l3 that maps itself", pin(8, 3));
    map(8, RW);
    pages[8][0] = ENTRY(mfn(1), P);
    map(8, RO);
    ASK("an l3 that shares slot 0", pin(8, 3));
    ASK("unpin it", unpin(8));
    ASK("map it writable", map(8, RW));
    ASK("map its l2 writable", map(10, RW));
    show("its slot 0", pages[8][0]);
    pages[8][3] = ENTRY(mfn(4), P);
    map(8, RO);
    ASK("an l3 that shares slot 3", pin(8, 3));
    map(8, RW);
    ASK("unpin the first", unpin(0));
    for (int i = 0; i <= 3; i++)
        ASK("map a table writable", map(i, RW));
    ASK("map the l1 writable", map(5, RW));
    ASK("unpin the pinned l2", unpin(2));
    ASK("map it writable", map(2, RW));
    ASK("map the l2 that mapped it writable", map(1, RW));
}

static const uint64_t descriptors[] = {
    0x00cf9b000000ffff, 0x00cffb000000ffff, 0x00af9b000000ffff, 0x0000890000000067,
    0x0000820000000007, 0x00008e0000080000, 0x1234ec00e0195678, 0x0000ec00e0080000,
    0x0000ec00e02b0000, 0x00008c0000080000, 0x00cf0b000000ffff, 0x00008c2000080000,
    0x0000800000000000, 0x00cfbb0000006800, 0x00c0930000000000, 0x000f93000000ffff,
    0x0000840000080000, 0x0000850000080000, 0xffffffffffffffff, 0x00cffb000000f57f,
};

static void segments(void)
{
    unsigned long frames[15] = {mfn(20)};

    ASK("a gdt of 7169", HYPERVISOR_set_gdt(frames, 7169));
    ASK("a gdt that is mapped writable", HYPERVISOR_set_gdt(frames, 512));
    pages[20][1] = descriptors[0];
    map(20, RO);
    ASK("a gdt", HYPERVISOR_set_gdt(frames, 512));
    print("it holds %x:%x\n", (uint32_t)(pages[20][1] >> 32), (uint32_t)pages[20][1]);
    ASK("map it writable", map(20, RW));
    for (unsigned int i = 0; i < sizeof descriptors / sizeof *descriptors; i++) {
        long result = HYPERVISOR_update_descriptor(slot(20, 8 + i), descriptors[i]);

        print("descriptor %x:%x: %d, stored %x:%x\n", (uint32_t)(descriptors[i] >> 32),
              (uint32_t)descriptors[i], (int)result, (uint32_t)(pages[20][8 + i] >> 32),
              (uint32_t)pages[20][8 + i]);
    }
    ASK("misaligned", HYPERVISOR_update_descriptor(slot(20, 1) + 4, 0));
    ASK("in a data page", HYPERVISOR_update_descriptor(slot(7, 1), descriptors[0]));
    print("it holds %x\n", (uint32_t)(pages[7][1] >> 32));
    ASK("in an l1", HYPERVISOR_update_descriptor((uint64_t)l1_table_mfn(pages[7]) << 12, 0));
    ASK("in no frame", HYPERVISOR_update_descriptor(0xfffff000, 0));
    ASK("mmu_update in the gdt", update(slot(20, 3), 0));
    frames[0] = 0xfffffff;
    ASK("a gdt of no frame", HYPERVISOR_set_gdt(frames, 512));
    ASK("no gdt", HYPERVISOR_set_gdt(frames, 0));
    ASK("map the old one writable", map(20, RW));
    ASK("a misaligned ldt", extended(MMUEXT_SET_LDT, (uint32_t)pages[21] + 8, 1, SELF));
    ASK("an ldt of 8193", extended(MMUEXT_SET_LDT, (uint32_t)pages[21], 8193, SELF));
    ASK("an ldt in the hole", extended(MMUEXT_SET_LDT, 0xf5800000, 16, SELF));
    ASK("an ldt", extended(MMUEXT_SET_LDT, (uint32_t)pages[21], 512, SELF));
    ASK("no ldt", extended(MMUEXT_SET_LDT, 0, 0, SELF));
}

static unsigned long list[8], other[8];
static struct xen_memory_reservation reservation;

static long reserve(int op, void *extents, uint32_t count, uint32_t order, uint32_t flags)
{
    memset(&reservation, 0, sizeof reservation);
    reservation.domid = SELF;
    reservation.extent_start = extents;
    reservation.nr_extents = count;
    reservation.extent_order = order;
    reservation.mem_flags = flags;
    return HYPERVISOR_memory_op(op, &reservation);
}

static int surplus(void)
{
    domid_t self = SELF;

    return HYPERVISOR_memory_op(XENMEM_current_reservation, &self) - (long)start_info->nr_pages;
}

static void reservations(void)
{
    list[0] = mfn(25);
    ASK("give a mapped page back", reserve(XENMEM_decrease_reservation, list, 1, 0, 0));
    print("%d pages more\n", surplus());
    ASK("once more", reserve(XENMEM_decrease_reservation, list, 1, 0, 0));
    ASK("unmap it", map(25, 0));
    print("%d pages more\n", surplus());
    ASK("once more", reserve(XENMEM_decrease_reservation, list, 1, 0, 0));
    list[0] = virt_to_pfn(pages[25]);
    ASK("populate", reserve(XENMEM_populate_physmap, list, 1, 0, 0));
    ASK("map it", map_page(pages[25], ENTRY(list[0], RW)));
    print("named %d empty %d\n", mfn_to_pfn(list[0]) == virt_to_pfn(pages[25]), !pages[25][0]);
    ASK("unmap it", map_page(pages[25], 0));
    ASK("give it back", reserve(XENMEM_decrease_reservation, list, 1, 0, 0));
    ASK("increase", reserve(XENMEM_increase_reservation, list, 1, 0, 0));
    print("named %x\n", mfn_to_pfn(list[0]));
    ASK("order 10", reserve(XENMEM_increase_reservation, list, 1, 10, 0));
    ASK("12 address bits", reserve(XENMEM_increase_reservation, list, 1, 0, 12));
    ASK("none", reserve(XENMEM_increase_reservation, list, 0, 0, 0));
    ASK("list in the hole", reserve(XENMEM_decrease_reservation, (void *)0xf5800000, 1, 0, 0));
    ASK("exact node", reserve(XENMEM_increase_reservation, list, 1, 0, 1 << 17 | 1 << 8));
    ASK("any node", reserve(XENMEM_decrease_reservation, list, 1, 0, 1 << 8));
    reservation.domid = 0x300;
    ASK("no domain", HYPERVISOR_memory_op(XENMEM_increase_reservation, &reservation));
    ASK("operation 8", HYPERVISOR_memory_op(8, &reservation));
    ASK("operation 29", HYPERVISOR_memory_op(29, &reservation));
    memset(&reservation, 0, sizeof reservation);
    ASK("claim", HYPERVISOR_memory_op(XENMEM_claim_pages, &reservation));

    struct xen_memory_map machine_map = {.nr_entries = 8};
    struct xen_machphys_mapping mapping;
    struct xen_add_to_physmap add = {.domid = SELF};

    machine_map.buffer = pages[30];
    ASK("machine memory map", HYPERVISOR_memory_op(XENMEM_machine_memory_map, &machine_map));
    ASK("machphys mapping", HYPERVISOR_memory_op(XENMEM_machphys_mapping, &mapping));
    print("%x %x %x\n", (uint32_t)mapping.v_start, (uint32_t)mapping.v_end, (uint32_t)mapping.max_mfn);
    ASK("add to physmap", HYPERVISOR_memory_op(XENMEM_add_to_physmap, &add));
}

static struct xen_memory_exchange exchange;

static void prepare(uint32_t in_count, uint32_t in_order, uint32_t out_count, uint32_t out_order)
{
    memset(&exchange, 0, sizeof exchange);
    exchange.in.extent_start = list;
    exchange.in.nr_extents = in_count;
    exchange.in.extent_order = in_order;
    exchange.in.domid = SELF;
    exchange.out.extent_start = other;
    exchange.out.nr_extents = out_count;
    exchange.out.extent_order = out_order;
    exchange.out.domid = SELF;
}

static void swap(const char *question)
{
    long result = HYPERVISOR_memory_op(XENMEM_exchange, &exchange);

    print("%s: %d, %d exchanged\n", question, (int)result, (int)exchange.nr_exchanged);
}

static void exchanges(void)
{
    list[0] = mfn(26);
    other[0] = virt_to_pfn(pages[26]);
    prepare(1, 0, 1, 0);
    swap("a mapped page");
    map(26, 0);
    prepare(1, 0, 1, 0);
    swap("a page");
    print("named %d\n", mfn_to_pfn(other[0]) == virt_to_pfn(pages[26]));
    ASK("map the new one", map_page(pages[26], ENTRY(other[0], RW)));
    prepare(1, 0, 2, 0);
    swap("different sizes");
    prepare(1, 10, 1, 10);
    swap("order 10");
    prepare(1, 0, 1, 0);
    exchange.nr_exchanged = 2;
    swap("more done than asked");
    prepare(1, 0, 1, 0);
    exchange.nr_exchanged = 1;
    swap("all done");
    prepare(1, 0, 1, 0);
    exchange.out.domid = 0;
    swap("different domains");
    prepare(1, 0, 1, 0);
    exchange.in.extent_start = (void *)0xf5800000;
    swap("list in the hole");
    list[0] = 0xffffff;
    prepare(1, 0, 1, 0);
    swap("no frame");
    prepare(0x80000000, 1, 0x80000000, 1);
    swap("overflow");
    prepare(0, 0, 0, 0);
    swap("nothing");
}

void tour_main(struct start_info *info)
{
    start_silently(info);
    print("questions about memory\n");
    validation();
    upper_updates();
    leaf_updates();
    extended_operations();
    second_top_table();
    segments();
    reservations();
    exchanges();
    print("no more questions\n");
    shutdown(SHUTDOWN_poweroff);
}
