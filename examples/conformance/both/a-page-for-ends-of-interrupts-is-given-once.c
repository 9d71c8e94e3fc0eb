/* physdev_op: the page in which Xen notes who must say when an interrupt has been dealt with. */
#include "conformance.h"

#define COMMAND(version) ((version) == 1 ? PHYSDEVOP_pirq_eoi_gmfn_v1 : PHYSDEVOP_pirq_eoi_gmfn_v2)

static long give(unsigned int version, uint64_t gmfn)
{
    struct { word gmfn; } argument = {gmfn};

    return HYPERVISOR_physdev_op(COMMAND(version), &argument);
}

static void eoi(const char *what, uint32_t irq)
{
    result(what, HYPERVISOR_physdev_op(PHYSDEVOP_eoi, &irq));
}

static void query(const char *what, uint32_t irq)
{
    uint32_t status[2] = {irq, 0xabcd};

    result(what, HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, status));
    say("  flags %x", status[1]);
}

BEHAVIOUR
{
    uint32_t *page = take_page(), *table = take_page(), *other = take_page();
    uint32_t bits = 0, pirq[2] = {0, 0};

    eoi("eoi of a million", 1000000);
    query("status of 1", 1);
    query("status of a million", 1000000);
    protect(table, RO);
    result("pin a table", pin(1, table));
    result("a page table", give(1, virt_to_mfn(table)));
    result("a frame that is none", give(2, 0x7ffffff));
    result("at no address", HYPERVISOR_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, (void *)8));
    memset(page, 0x5a, PAGE_SIZE);
    result("a page", give(2, virt_to_mfn(page)));
    for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
        bits |= page[i] ^ 0x5a5a5a5a;
    say("changed bits %x", bits);
    result("the same again", give(2, virt_to_mfn(page)));
    result("another", give(1, virt_to_mfn(other)));
    result("a page table", give(1, virt_to_mfn(table)));
    protect(page, RO);
    result("make the page a table", pin(1, page));
    query("status of 1", 1);
    result("alloc_irq_vector", HYPERVISOR_physdev_op(PHYSDEVOP_alloc_irq_vector, pirq));
    result("free_irq_vector", HYPERVISOR_physdev_op(PHYSDEVOP_free_irq_vector, pirq));
    result("command 18", HYPERVISOR_physdev_op(18, pirq));
    result("command 22", HYPERVISOR_physdev_op(22, pirq));
    result("command 32", HYPERVISOR_physdev_op(32, pirq));
    result("command 99", HYPERVISOR_physdev_op(99, pirq));
    for (unsigned int op = 0; op < 5; op++)
        say("command %u: %ld", op, HYPERVISOR_physdev_op(op, pirq));
    result("eoi at no address", HYPERVISOR_physdev_op(PHYSDEVOP_eoi, (void *)8));
    result("status at no address", HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, (void *)8));
}
