#include "conformance.h"

static uint32_t port;

static bool note(struct trap *trap)
{
    say("%s: saved mask %d, mask now %d", vector_name(trap->vector), trap->saved_mask, trap->mask);
    vcpu_info()->evtchn_upcall_pending = 0;
    clear_pending(port);
    return false;
}

static void block(void)
{
    result("block", HYPERVISOR_sched_op(SCHEDOP_block, NULL));
}

BEHAVIOUR
{
    bind_ipi(0, &port);
    send(port);
    vcpu_info()->evtchn_upcall_mask = 1;
    on_trap = note;
    attempt(block);
    say("mask after it: %d, traps: %u", vcpu_info()->evtchn_upcall_mask, trap_count);
}
