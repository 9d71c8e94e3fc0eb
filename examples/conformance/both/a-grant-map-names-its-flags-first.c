/* In which order map_grant_ref finds fault. */
#include "conformance.h"

static void try(const char *what, uint32_t flags, uint16_t dom, uint32_t ref)
{
    struct gnttab_map_grant_ref op = {.flags = flags, .dom = dom, .ref = ref};

    result(what, HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &op, 1));
    say("  status %d", op.status);
}

static void unmap(const char *what, uint32_t handle)
{
    struct gnttab_unmap_grant_ref op = {.handle = handle};

    result(what, HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, &op, 1));
    say("  status %d", op.status);
}

BEHAVIOUR
{
    try("no flags", 0, 0, 0);
    try("no flags, no domain", 0, 77, 0);
    try("no flags, itself", 0, DOMID_SELF, 0);
    try("readonly only", GNTMAP_readonly, 0, 0);
    try("application only", GNTMAP_application_map, 0, 0);
    try("host, no domain", GNTMAP_host_map, 77, 0);
    try("device, no domain", GNTMAP_device_map, 77, 0);
    try("device, domain 0, a bad reference", GNTMAP_device_map, 0, 0x7fffffff);
    try("host, itself, a bad reference", GNTMAP_host_map, DOMID_SELF, 0x7fffffff);
    try("host, itself, a free reference", GNTMAP_host_map, DOMID_SELF, 100);
    try("host, a reserved domain", GNTMAP_host_map, DOMID_IO, 0);
    try("a flag beyond", 0x8000, 0, 0);
    unmap("a handle never given", 5);
    unmap("a handle far beyond", 0x7fffffff);
}
