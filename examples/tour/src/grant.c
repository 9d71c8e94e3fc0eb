/* Grants: a domain lends pages to another by writing an entry in a table that it shares with Xen. */
#include "tour.h"

#define REFERENCE 8 /* the first eight are the toolstack's */

static struct grant_entry_v1 *table;
static uint8_t table_window[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static uint8_t lent[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static uint8_t borrowed[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

/* A domain is not told its number, but its own event channels know it. */
static uint16_t own_domid(void)
{
    struct evtchn_alloc_unbound unbound = {.dom = DOMID_SELF, .remote_dom = DOMID_SELF};
    long result = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &unbound);
    struct evtchn_status status = {.dom = DOMID_SELF, .port = unbound.port};
    struct evtchn_close close = {.port = unbound.port};

    if (!result)
        result = HYPERVISOR_event_channel_op(EVTCHNOP_status, &status);
    if (!result)
        result = HYPERVISOR_event_channel_op(EVTCHNOP_close, &close);
    if (result)
        fail("own_domid", result);
    return status.u.unbound.dom;
}

static void set_up_table(void)
{
    xen_pfn_t frame = 0;
    struct gnttab_setup_table setup = {.dom = DOMID_SELF, .nr_frames = 1, .frame_list = &frame};
    long result = HYPERVISOR_grant_table_op(GNTTABOP_setup_table, &setup, 1);

    if (result || setup.status != GNTST_okay)
        fail("setup_table", result ? result : setup.status);
    result = map_page(table_window, ((uint64_t)frame << PAGE_SHIFT) | PTE_PRESENT | PTE_WRITE);
    if (result)
        fail("mapping the grant table", result);
    table = (struct grant_entry_v1 *)table_window;
}

struct grant_entry_v1 *grant_table(void)
{
    return table;
}

void tour_grant(void)
{
    step("A grant");
    set_up_table();
    uint16_t me = own_domid();
    const char text[] = "the same frame, lent and borrowed";

    memcpy(lent, text, sizeof(text));
    table[REFERENCE].domid = me;
    table[REFERENCE].frame = virt_to_mfn(lent);
    barrier(); /* the flags make the entry valid, so they come last */
    table[REFERENCE].flags = GTF_permit_access | GTF_readonly;
    tried("write grant entry %u: domain %u may read pfn %x", REFERENCE, me, (uint32_t)virt_to_pfn(lent));

    struct gnttab_map_grant_ref map = {
        .host_addr = (uintptr_t)borrowed,
        .flags = GNTMAP_host_map | GNTMAP_readonly,
        .ref = REFERENCE,
        .dom = me,
    };

    map_page(borrowed, 0);
    long result = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &map, 1);

    tried("GNTTABOP_map_grant_ref at %p", (word)borrowed);
    if (result || map.status != GNTST_okay)
        fail("map_grant_ref", result ? result : map.status);
    happened("handle %u; there I read \"%s\"", map.handle, (const char *)borrowed);
    happened("entry flags are %x: Xen marks a grant in use", table[REFERENCE].flags);

    struct gnttab_unmap_grant_ref unmap = {.host_addr = (uintptr_t)borrowed, .handle = map.handle};

    result = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, &unmap, 1);
    tried("GNTTABOP_unmap_grant_ref");
    happened("status %d; entry flags are %x", unmap.status, table[REFERENCE].flags);
    table[REFERENCE].flags = 0;
}
