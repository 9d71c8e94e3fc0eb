#include "conformance.h"

static char place[XEN_PAGE_SIZE] PAGE;

BEHAVIOUR
{
    struct vcpu_register_vcpu_info info = {.mfn = virt_to_mfn(place)};
    struct vcpu_info *moved = (struct vcpu_info *)(place + 128);
    uint32_t port;

    info.offset = PAGE_SIZE - 32;
    result("across a page's end", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    info.offset = 130;
    result("unaligned", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    info.offset = 128;
    info.mfn = 0xffffffffff;
    result("no frame", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    info.mfn = virt_to_mfn((void *)start_info->pt_base);
    result("a page table", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    info.mfn = virt_to_mfn(place);
    vcpu_info()->evtchn_upcall_pending = 0;
    result("here", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    say("mask %d, pending %d, selector all ones %d", moved->evtchn_upcall_mask, moved->evtchn_upcall_pending,
        moved->evtchn_pending_sel == -1ul);
    say("time is kept there: %d", moved->time.tsc_to_system_mul != 0);
    result("again", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 0, &info));
    moved->evtchn_upcall_pending = 0;
    moved->evtchn_pending_sel = 0;
    bind_ipi(0, &port);
    result("send", send(port));
    say("pending in the new place: %d, in the old: %d", moved->evtchn_upcall_pending,
        vcpu_info()->evtchn_upcall_pending);
    info.offset = 256;
    result("vcpu 1's", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 1, &info));
    moved = (struct vcpu_info *)(place + 256);
    say("mask %d, pending %d", moved->evtchn_upcall_mask, moved->evtchn_upcall_pending);
    result("vcpu 2's", HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, 2, &info));
    result("unmap the page with it", protect(place, 0));
}
