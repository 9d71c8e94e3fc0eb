#include "conformance.h"

BEHAVIOUR
{
    uint32_t port;

    bind_ipi(0, &port);
    vcpu_info()->evtchn_upcall_pending = 0;
    vcpu_info()->evtchn_pending_sel = 0;
    set_mask(port, true);
    result("send", send(port));
    say("pending: %d, upcall pending: %d, selector %lx", pending(port), vcpu_info()->evtchn_upcall_pending,
        vcpu_info()->evtchn_pending_sel);
    result("unmask", unmask(port));
    say("upcall pending: %d, selector %lx", vcpu_info()->evtchn_upcall_pending, vcpu_info()->evtchn_pending_sel);
    vcpu_info()->evtchn_upcall_pending = 0;
    vcpu_info()->evtchn_pending_sel = 0;
    result("send while pending", send(port));
    say("upcall pending: %d, selector %lx", vcpu_info()->evtchn_upcall_pending, vcpu_info()->evtchn_pending_sel);
    clear_pending(port);
    result("unmask without anything pending", unmask(port));
    say("upcall pending: %d", vcpu_info()->evtchn_upcall_pending);
    result("send when the selector is set already",
           (vcpu_info()->evtchn_pending_sel = 1ul << port / (8 * sizeof(word)), send(port)));
    say("pending: %d, upcall pending: %d", pending(port), vcpu_info()->evtchn_upcall_pending);
}
