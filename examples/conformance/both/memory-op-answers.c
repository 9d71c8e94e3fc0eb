#include "conformance.h"

BEHAVIOUR
{
    static struct xen_memory_map map = {.nr_entries = 4};
    static char entries[256];
    domid_t self = DOMID_SELF, dom0 = 0, none = 77;
    struct xen_add_to_physmap add = {.domid = DOMID_SELF};
    struct xen_remove_from_physmap remove = {.domid = DOMID_SELF};
    struct xen_foreign_memory_map foreign = {.domid = DOMID_SELF};
    struct xen_machphys_mfn_list list = {.max_extents = 1, .extent_start = (void *)entries};

    say("current_reservation %ld", HYPERVISOR_memory_op(XENMEM_current_reservation, &self));
    say("maximum_reservation - current: %ld", HYPERVISOR_memory_op(XENMEM_maximum_reservation, &self)
        - HYPERVISOR_memory_op(XENMEM_current_reservation, &self));
    result("current_reservation of domain 0", HYPERVISOR_memory_op(XENMEM_current_reservation, &dom0));
    result("current_reservation of no domain", HYPERVISOR_memory_op(XENMEM_current_reservation, &none));
    say("maximum_ram_page is positive: %d", HYPERVISOR_memory_op(XENMEM_maximum_ram_page, NULL) > 0);
    map.buffer = (void *)entries;
    result("machine_memory_map", HYPERVISOR_memory_op(XENMEM_machine_memory_map, &map));
    result("machphys_mfn_list", HYPERVISOR_memory_op(XENMEM_machphys_mfn_list, &list));
    result("add_to_physmap", HYPERVISOR_memory_op(XENMEM_add_to_physmap, &add));
    result("remove_from_physmap", HYPERVISOR_memory_op(XENMEM_remove_from_physmap, &remove));
    result("set_memory_map", HYPERVISOR_memory_op(XENMEM_set_memory_map, &foreign));
    result("command 8", HYPERVISOR_memory_op(8, entries));
    result("command 29", HYPERVISOR_memory_op(29, entries));
    result("command 63", HYPERVISOR_memory_op(63, entries));
    result("get_pod_target", HYPERVISOR_memory_op(XENMEM_get_pod_target, &none));
    result("current_reservation at no address", HYPERVISOR_memory_op(XENMEM_current_reservation, (void *)8));
    result("memory_map at no address", HYPERVISOR_memory_op(XENMEM_memory_map, (void *)8));
    result("sharing freed pages", HYPERVISOR_memory_op(XENMEM_get_sharing_freed_pages, NULL));
    result("sharing shared pages", HYPERVISOR_memory_op(XENMEM_get_sharing_shared_pages, NULL));
}
