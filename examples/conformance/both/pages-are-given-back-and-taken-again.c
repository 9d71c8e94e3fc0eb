#include "conformance.h"

static unsigned long extents[4];

static long reserve(unsigned int command, unsigned int count, unsigned int order, domid_t domid)
{
    struct xen_memory_reservation r = {.nr_extents = count, .extent_order = order, .domid = domid};

    r.extent_start = (void *)extents;
    return HYPERVISOR_memory_op(command, &r);
}

BEHAVIOUR
{
    char *page = take_page(), *second = take_page();
    word pfn = virt_to_pfn(page), mfn = virt_to_mfn(page);
    domid_t self = DOMID_SELF;
    long pages = HYPERVISOR_memory_op(XENMEM_current_reservation, &self);

    extents[0] = mfn;
    result("decrease a mapped page", reserve(XENMEM_decrease_reservation, 1, 0, DOMID_SELF));
    say("reservation changed by %ld", HYPERVISOR_memory_op(XENMEM_current_reservation, &self) - pages);
    say("the page is there still: %d", (*(volatile char *)page = 1));
    result("unmap it", protect(page, 0));
    say("reservation changed by %ld", HYPERVISOR_memory_op(XENMEM_current_reservation, &self) - pages);
    result("decrease it again", reserve(XENMEM_decrease_reservation, 1, 0, DOMID_SELF));
    say("machine to physical is invalid: %d", mfn_to_pfn(mfn) == -1ul);
    extents[0] = 0xffffffff;
    result("decrease no frame", reserve(XENMEM_decrease_reservation, 1, 0, DOMID_SELF));
    extents[0] = top_table_mfn();
    result("decrease a page table", reserve(XENMEM_decrease_reservation, 1, 0, DOMID_SELF));
    extents[0] = pfn;
    result("populate", reserve(XENMEM_populate_physmap, 1, 0, DOMID_SELF));
    say("machine to physical of the new one: %d", mfn_to_pfn(extents[0]) == pfn);
    say("reservation changed by %ld", HYPERVISOR_memory_op(XENMEM_current_reservation, &self) - pages);
    result("map the new one", map(page, ENTRY(extents[0], RW)));
    say("it is zero: %d", *page == 0);
    result("populate beyond the maximum", (extents[0] = 0x10000, reserve(XENMEM_populate_physmap, 1, 0, DOMID_SELF)));
    result("increase beyond the maximum", reserve(XENMEM_increase_reservation, 1, 0, DOMID_SELF));
    result("order 10", reserve(XENMEM_increase_reservation, 1, 10, DOMID_SELF));
    result("order 32", reserve(XENMEM_increase_reservation, 1, 32, DOMID_SELF));
    result("for domain 0", reserve(XENMEM_increase_reservation, 1, 0, 0));
    result("for no domain", reserve(XENMEM_increase_reservation, 1, 0, 77));
    result("none", reserve(XENMEM_increase_reservation, 0, 0, DOMID_SELF));
    extents[0] = virt_to_mfn(second);
    protect(second, 0);
    result("decrease two, one unmapped, one not there",
           (extents[1] = 0xffffffff, reserve(XENMEM_decrease_reservation, 2, 0, DOMID_SELF)));
}
