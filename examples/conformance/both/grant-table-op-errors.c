#include "conformance.h"

BEHAVIOUR
{
    struct gnttab_set_version version = {.version = 1};
    struct gnttab_get_version get = {.dom = DOMID_SELF};
    struct gnttab_query_size size = {.dom = 0};
    static uint64_t buffer[16];

    result("get_version", HYPERVISOR_grant_table_op(GNTTABOP_get_version, &get, 1));
    say("version %u", get.version);
    result("set_version 1", HYPERVISOR_grant_table_op(GNTTABOP_set_version, &version, 1));
    version.version = 3;
    result("set_version 3", HYPERVISOR_grant_table_op(GNTTABOP_set_version, &version, 1));
    version.version = 0;
    result("set_version 0", HYPERVISOR_grant_table_op(GNTTABOP_set_version, &version, 1));
    result("get_version of domain 0", (get.dom = 0, HYPERVISOR_grant_table_op(GNTTABOP_get_version, &get, 1)));
    result("get_version of no domain", (get.dom = 77, HYPERVISOR_grant_table_op(GNTTABOP_get_version, &get, 1)));
    result("query_size of domain 0", HYPERVISOR_grant_table_op(GNTTABOP_query_size, &size, 1));
    say("status %d", size.status);
    size.dom = 77;
    result("query_size of no domain", HYPERVISOR_grant_table_op(GNTTABOP_query_size, &size, 1));
    say("status %d", size.status);
    result("two sizes at once", HYPERVISOR_grant_table_op(GNTTABOP_query_size, &size, 2));
    result("no map", HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, buffer, 0));
    result("map at no address", HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, (void *)8, 1));
    result("unmap at no address", HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, (void *)8, 1));
    result("copy at no address", HYPERVISOR_grant_table_op(GNTTABOP_copy, (void *)8, 1));
    result("setup at no address", HYPERVISOR_grant_table_op(GNTTABOP_setup_table, (void *)8, 1));
    result("command 13", HYPERVISOR_grant_table_op(13, buffer, 1));
    result("command 63", HYPERVISOR_grant_table_op(63, buffer, 1));
    result("a negative count", HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, buffer, 0x80000000));
    result("dump of itself", (buffer[0] = DOMID_SELF, HYPERVISOR_grant_table_op(GNTTABOP_dump_table, buffer, 1)));
}
