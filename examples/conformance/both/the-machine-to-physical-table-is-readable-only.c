#include "conformance.h"

static word table;

static void read_it(void)
{
    say("reads the pfn: %d", ((volatile word *)table)[virt_to_mfn(&table)] == virt_to_pfn(&table));
}

static void write_it(void)
{
    ((volatile word *)table)[virt_to_mfn(&table)] = 1;
}

BEHAVIOUR
{
    struct xen_machphys_mapping mapping;
    struct trap *trap;

    result("machphys_mapping", HYPERVISOR_memory_op(XENMEM_machphys_mapping, &mapping));
    say("from %lx to %lx", mapping.v_start, mapping.v_end);
    say("it covers this domain: %d", mapping.max_mfn >= virt_to_mfn(&table));
    table = mapping.v_start;
    attempt(read_it);
    trap = attempt(write_it);
    say("write: %s error %lx, address in the table: %d", vector_name(trap->vector), trap->error,
        vcpu_info()->arch.cr2 == table + virt_to_mfn(&table) * sizeof(word));
}
