/* vCPU 1 never ran, but its half of shared_info is there. */
#include "conformance.h"

BEHAVIOUR
{
    uint32_t port;

    bind_ipi(1, &port);
    result("send", send(port));
    say("vcpu 0: upcall pending %d", vcpu_info()->evtchn_upcall_pending);
    say("vcpu 1: upcall pending %d, selector %lx, mask %d", shared_info->vcpu_info[1].evtchn_upcall_pending,
        shared_info->vcpu_info[1].evtchn_pending_sel, shared_info->vcpu_info[1].evtchn_upcall_mask);
    result("close", close_port(port));
    say("still pending: %d", pending(port));
}
