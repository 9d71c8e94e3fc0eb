#include "conformance.h"

static struct vcpu_runstate_info runstate;

BEHAVIOUR
{
    struct vcpu_register_runstate_memory_area area;
    uint64_t before;

    memset(&area, 0, sizeof(area));
    memset(&runstate, 0x55, sizeof(runstate));
    area.addr.v = &runstate;
    result("register", HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area));
    say("state %d", runstate.state);
    say("the times add up to entry time: %d",
        runstate.time[0] + runstate.time[1] + runstate.time[2] + runstate.time[3] <= runstate.state_entry_time);
    before = runstate.state_entry_time;
    struct sched_poll poll = {.timeout = now_ns() + 3000000};
    HYPERVISOR_sched_op(SCHEDOP_poll, &poll);
    say("state %d, entered later: %d, blocked for a while: %d", runstate.state, runstate.state_entry_time > before,
        runstate.time[RUNSTATE_blocked] > 1000000);
    area.addr.v = NULL;
    result("register no address", HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area));
    memset(&runstate, 0x55, sizeof(runstate));
    poll.timeout = now_ns() + 3000000;
    HYPERVISOR_sched_op(SCHEDOP_poll, &poll);
    say("written still: %d", runstate.state != 0x55555555);
}
