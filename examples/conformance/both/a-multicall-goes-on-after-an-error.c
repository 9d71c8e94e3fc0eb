#include "conformance.h"

static struct multicall_entry calls[4];

BEHAVIOUR
{
    struct multicall_entry inner = {.op = __HYPERVISOR_xen_version};

    for (int i = 0; i < 4; i++)
        calls[i] = (struct multicall_entry){.op = __HYPERVISOR_xen_version, .result = 77, .args = {XENVER_pagesize}};
    calls[1].op = 63;
    calls[2].op = __HYPERVISOR_multicall;
    calls[2].args[0] = (word)&inner;
    calls[2].args[1] = 1;
    result("four calls", HYPERVISOR_multicall(calls, 4));
    for (int i = 0; i < 4; i++)
        say("%d: %ld", i, (long)calls[i].result);
    result("none", HYPERVISOR_multicall(calls, 0));
    result("at no address", HYPERVISOR_multicall((void *)8, 1));
    calls[0] = (struct multicall_entry){.op = 1000, .result = 77};
    calls[1] = (struct multicall_entry){.op = -1ul, .result = 77};
    calls[2] = (struct multicall_entry){.op = __HYPERVISOR_mmu_update, .result = 77, .args = {8, 1, 0, DOMID_SELF}};
    calls[3] = (struct multicall_entry){.op = __HYPERVISOR_sched_op, .result = 77, .args = {SCHEDOP_yield}};
    result("four more", HYPERVISOR_multicall(calls, 4));
    for (int i = 0; i < 4; i++)
        say("%d: %ld, arguments kept %d", i, (long)calls[i].result, calls[i].args[3] == (i == 2 ? DOMID_SELF : 0));
}
