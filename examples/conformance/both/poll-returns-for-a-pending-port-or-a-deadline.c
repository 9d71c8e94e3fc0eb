#include "conformance.h"

BEHAVIOUR
{
    uint32_t ports[2];
    struct sched_poll poll = {.ports = ports, .nr_ports = 2};
    uint64_t before;

    bind_ipi(0, &ports[0]);
    bind_ipi(0, &ports[1]);
    set_mask(ports[0], true);
    set_mask(ports[1], true);
    send(ports[1]);
    result("one of two pending", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    say("still pending: %d, upcall pending: %d", pending(ports[1]), vcpu_info()->evtchn_upcall_pending);
    clear_pending(ports[1]);
    vcpu_info()->evtchn_upcall_pending = 0;
    before = now_ns();
    poll.timeout = before + 2000000;
    result("until a deadline", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    say("it took that long: %d", now_ns() >= before + 2000000);
    before = now_ns();
    poll.timeout = 1;
    result("until a deadline in the past", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    poll.timeout = before + 1000000;
    poll.nr_ports = 0;
    result("no port, until a deadline", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    poll.timeout = before + 3600000000000ull;
    vcpu_info()->evtchn_upcall_pending = 1;
    vcpu_info()->evtchn_upcall_mask = 1;
    poll.nr_ports = 1;
    send(ports[0]);
    result("upcall pending and masked", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
}
