/* Clearing the mask alone does nothing; the next way back from Xen delivers. */
#include "conformance.h"

static uint32_t port;
static bool seen_before, seen_after;

static bool note(struct trap *trap)
{
    say("%s: saved mask %d, mask now %d, pending %d, selector %lx", vector_name(trap->vector), trap->saved_mask,
        trap->mask, vcpu_info()->evtchn_upcall_pending, vcpu_info()->evtchn_pending_sel);
    say_frame(trap);
    vcpu_info()->evtchn_upcall_pending = 0;
    vcpu_info()->evtchn_pending_sel = 0;
    clear_pending(port);
    return false;
}

static void unmask_slowly(void)
{
    vcpu_info()->evtchn_upcall_mask = 0;
    barrier();
    for (volatile int i = 0; i < 10; i++)
        ;
    seen_before = trap_count != 0;
    HYPERVISOR_xen_version(XENVER_version, NULL);
    seen_after = trap_count != 0;
}

BEHAVIOUR
{
    bind_ipi(0, &port);
    result("send", send(port));
    say("pending: %d, upcall pending: %d, selector %lx", pending(port), vcpu_info()->evtchn_upcall_pending,
        vcpu_info()->evtchn_pending_sel);
    on_trap = note;
    attempt(unmask_slowly);
    say("delivered before a hypercall: %d, by it: %d, times: %u", seen_before, seen_after, trap_count);
    say("mask after the return: %d", vcpu_info()->evtchn_upcall_mask);
}
