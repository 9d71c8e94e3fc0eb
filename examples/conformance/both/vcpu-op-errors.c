#include "conformance.h"

BEHAVIOUR
{
    static struct vcpu_runstate_info runstate;
    struct vcpu_get_physid physid = {.phys_id = 0x55};
    struct vcpu_register_runstate_memory_area area;

    memset(&area, 0, sizeof(area));
    result("is_up 0", HYPERVISOR_vcpu_op(VCPUOP_is_up, 0, NULL));
    result("is_up 1", HYPERVISOR_vcpu_op(VCPUOP_is_up, 1, NULL));
    result("is_up 2", HYPERVISOR_vcpu_op(VCPUOP_is_up, 2, NULL));
    result("is_up 5000", HYPERVISOR_vcpu_op(VCPUOP_is_up, 5000, NULL));
    result("up 0", HYPERVISOR_vcpu_op(VCPUOP_up, 0, NULL));
    result("up 1, which has no state yet", HYPERVISOR_vcpu_op(VCPUOP_up, 1, NULL));
    result("down 1", HYPERVISOR_vcpu_op(VCPUOP_down, 1, NULL));
    result("down 2", HYPERVISOR_vcpu_op(VCPUOP_down, 2, NULL));
    result("runstate of 0", HYPERVISOR_vcpu_op(VCPUOP_get_runstate_info, 0, &runstate));
    say("state %d", runstate.state);
    result("runstate of 1", HYPERVISOR_vcpu_op(VCPUOP_get_runstate_info, 1, &runstate));
    say("state %d", runstate.state);
    result("runstate at no address", HYPERVISOR_vcpu_op(VCPUOP_get_runstate_info, 0, (void *)8));
    result("physid", HYPERVISOR_vcpu_op(VCPUOP_get_physid, 0, &physid));
    result("nmi to 0", HYPERVISOR_vcpu_op(VCPUOP_send_nmi, 2, NULL));
    result("initialise 0 at no address", HYPERVISOR_vcpu_op(VCPUOP_initialise, 0, (void *)8));
    result("initialise 1 at no address", HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, (void *)8));
    result("command 14", HYPERVISOR_vcpu_op(14, 0, &area));
    result("command 15", HYPERVISOR_vcpu_op(15, 0, &area));
    result("command 99", HYPERVISOR_vcpu_op(99, 0, &area));
    result("command 99 of vcpu 2", HYPERVISOR_vcpu_op(99, 2, &area));
    result("runstate area of no address", HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area));
    result("time area of no address", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0, &area));
    result("stop periodic of 1", HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, 1, NULL));
}
