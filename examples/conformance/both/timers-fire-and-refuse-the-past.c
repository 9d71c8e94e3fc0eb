#include "conformance.h"

static uint32_t port;

static bool fired_within(uint64_t ns)
{
    struct sched_poll poll = {.ports = &port, .nr_ports = 1, .timeout = now_ns() + ns};
    bool fired;

    HYPERVISOR_sched_op(SCHEDOP_poll, &poll);
    fired = pending(port);
    clear_pending(port);
    return fired;
}

BEHAVIOUR
{
    struct vcpu_set_singleshot_timer single = {.flags = 0};
    struct vcpu_set_periodic_timer periodic = {.period_ns = 0};

    bind_virq(VIRQ_TIMER, 0, &port);
    set_mask(port, true);
    result("stop the periodic timer", HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL));
    fired_within(20000000);
    say("quiet: %d", !fired_within(30000000));
    single.timeout_abs_ns = now_ns() + 1000000;
    result("singleshot ahead", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 0, &single));
    say("fired: %d", fired_within(2000000000));
    single.timeout_abs_ns = 1;
    result("singleshot in the past", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 0, &single));
    say("fired: %d", fired_within(2000000000));
    single.flags = VCPU_SSHOTTMR_future;
    result("singleshot in the past, to be ahead", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 0, &single));
    say("fired: %d", fired_within(30000000));
    single.timeout_abs_ns = now_ns() + 1000000000;
    result("singleshot to be ahead and is", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 0, &single));
    result("stop it", HYPERVISOR_vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL));
    say("fired: %d", fired_within(30000000));
    result("singleshot of vcpu 1", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 1, &single));
    result("stop vcpu 1's", HYPERVISOR_vcpu_op(VCPUOP_stop_singleshot_timer, 1, NULL));
    result("singleshot at no address", HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer, 0, (void *)8));
    result("set_timer_op ahead", HYPERVISOR_set_timer_op(now_ns() + 1000000));
    say("fired: %d", fired_within(2000000000));
    result("set_timer_op in the past", HYPERVISOR_set_timer_op(1));
    say("fired: %d", fired_within(2000000000));
    result("set_timer_op 0", HYPERVISOR_set_timer_op(0));
    say("fired: %d", fired_within(30000000));
    periodic.period_ns = 999999;
    result("period of 999999 ns", HYPERVISOR_vcpu_op(VCPUOP_set_periodic_timer, 0, &periodic));
    periodic.period_ns = 2000000;
    result("period of 2 ms", HYPERVISOR_vcpu_op(VCPUOP_set_periodic_timer, 0, &periodic));
    say("fired: %d", fired_within(2000000000));
    say("fired again: %d", fired_within(2000000000));
    periodic.period_ns = ~0ull;
    result("an endless period", HYPERVISOR_vcpu_op(VCPUOP_set_periodic_timer, 0, &periodic));
}
