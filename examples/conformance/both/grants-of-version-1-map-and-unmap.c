#include "conformance.h"

static long setup(unsigned long *frames, unsigned int count, domid_t domain, int *status)
{
    struct gnttab_setup_table op = {.dom = domain, .nr_frames = count, .frame_list = (void *)frames};
    long error = HYPERVISOR_grant_table_op(GNTTABOP_setup_table, &op, 1);

    *status = op.status;
    return error;
}

static struct grant_entry_v1 *entries;
static struct gnttab_map_grant_ref mapped;

static void map_it(const char *what, word flags, word address, grant_ref_t ref, domid_t domain)
{
    long error;

    mapped = (struct gnttab_map_grant_ref){.host_addr = address, .flags = flags, .ref = ref, .dom = domain};
    error = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &mapped, 1);
    say("%s: %ld, status %d, entry flags %x", what, error, mapped.status, entries[8].flags);
}

static void unmap_it(const char *what, word address, grant_handle_t handle)
{
    struct gnttab_unmap_grant_ref op = {.host_addr = address, .handle = handle};
    long error = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, &op, 1);

    say("%s: %ld, status %d, entry flags %x", what, error, op.status, entries[8].flags);
}

BEHAVIOUR
{
    static unsigned long frames[4];
    struct gnttab_query_size size = {.dom = DOMID_SELF};
    char *table = take_page(), *page = take_page(), *window = take_page();
    domid_t self;
    grant_handle_t handle;
    int status;

    result("query_size", HYPERVISOR_grant_table_op(GNTTABOP_query_size, &size, 1));
    say("status %d, frames %u of %u", size.status, size.nr_frames, size.max_nr_frames);
    result("setup", setup(frames, 1, DOMID_SELF, &status));
    say("status %d", status);
    result("setup of domain 0", setup(frames, 1, 0, &status));
    say("status %d", status);
    result("setup of 1000 frames", setup(frames, 1000, DOMID_SELF, &status));
    say("status %d", status);
    setup(frames, 1, DOMID_SELF, &status);
    result("map the table", map(table, ENTRY(frames[0], RW)));
    entries = (struct grant_entry_v1 *)table;
    say("entry 0: flags %x, domain %u", entries[0].flags & GTF_type_mask, entries[0].domid);
    say("entry 1: flags %x, domain %u", entries[1].flags & GTF_type_mask, entries[1].domid);
    say("entry 8: flags %x", entries[8].flags);
    entries[8].frame = virt_to_mfn(page);
    self = 0;
    entries[8].domid = self;
    entries[8].flags = GTF_permit_access;
    map_it("map a grant to domain 0 here", GNTMAP_host_map, (word)window, 8, DOMID_SELF);
    map_it("map a reference beyond", GNTMAP_host_map, (word)window, 100000, DOMID_SELF);
    map_it("map of no domain", GNTMAP_host_map, (word)window, 8, 77);
    map_it("map an empty entry", GNTMAP_host_map, (word)window, 9, DOMID_SELF);
    unmap_it("unmap no handle", (word)window, 12345);
    handle = mapped.handle;
    (void)handle;
    entries[8].flags = 0;
}
