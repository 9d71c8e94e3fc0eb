#include "conformance.h"

BEHAVIOUR
{
    static uint32_t ports[200];
    struct sched_poll poll = {.nr_ports = 0};
    struct sched_remote_shutdown remote = {.domain_id = 0, .reason = 0};
    struct sched_watchdog watchdog = {.id = 0, .timeout = 0};

    result("yield", HYPERVISOR_sched_op(SCHEDOP_yield, NULL));
    result("command 8", HYPERVISOR_sched_op(8, &poll));
    result("command ffffffff", HYPERVISOR_sched_op(0xffffffff, &poll));
    result("shutdown at no address", HYPERVISOR_sched_op(SCHEDOP_shutdown, (void *)8));
    result("poll at no address", HYPERVISOR_sched_op(SCHEDOP_poll, (void *)8));
    poll.ports = ports;
    poll.nr_ports = 129;
    result("poll 129 ports", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    poll.nr_ports = 1;
    ports[0] = 5000;
    result("poll a port beyond", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    alloc_unbound(DOMID_SELF, 0, &ports[0]);
    ports[1] = 5000;
    poll.nr_ports = 2;
    result("poll a port beyond behind a good one", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    poll.nr_ports = 1;
    poll.ports = (void *)8;
    result("poll ports at no address", HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
    result("remote_shutdown of domain 0", HYPERVISOR_sched_op(SCHEDOP_remote_shutdown, &remote));
    remote.domain_id = 77;
    result("remote_shutdown of no domain", HYPERVISOR_sched_op(SCHEDOP_remote_shutdown, &remote));
    watchdog.id = 1;
    result("watchdog 1 without a time", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    watchdog.id = 3;
    watchdog.timeout = 10;
    result("watchdog 3 of 2", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    watchdog.id = 0;
    watchdog.timeout = 60;
    result("a new watchdog", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    result("another", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    watchdog.id = 2;
    watchdog.timeout = 0;
    result("stop the second", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    result("stop it again", HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog));
    struct sched_pin_override pin = {.pcpu = 0};
    result("pin_override", HYPERVISOR_sched_op(SCHEDOP_pin_override, &pin));
}
