/* Event channels: one function for each operation, and their state in shared_info. */
#include "conformance.h"

#define BITS (8 * sizeof(word))

long alloc_unbound(unsigned int dom, unsigned int remote, uint32_t *port)
{
    struct evtchn_alloc_unbound op = {.dom = dom, .remote_dom = remote};
    long error = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &op);

    *port = op.port;
    return error;
}

long bind_interdomain(unsigned int remote, uint32_t remote_port, uint32_t *port)
{
    struct evtchn_bind_interdomain op = {.remote_dom = remote, .remote_port = remote_port};
    long error = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &op);

    *port = op.local_port;
    return error;
}

long bind_virq(unsigned int virq, unsigned int vcpu, uint32_t *port)
{
    struct evtchn_bind_virq op = {.virq = virq, .vcpu = vcpu};
    long error = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &op);

    *port = op.port;
    return error;
}

long bind_ipi(unsigned int vcpu, uint32_t *port)
{
    struct evtchn_bind_ipi op = {.vcpu = vcpu};
    long error = HYPERVISOR_event_channel_op(EVTCHNOP_bind_ipi, &op);

    *port = op.port;
    return error;
}

long bind_vcpu(uint32_t port, unsigned int vcpu)
{
    struct evtchn_bind_vcpu op = {.port = port, .vcpu = vcpu};

    return HYPERVISOR_event_channel_op(EVTCHNOP_bind_vcpu, &op);
}

long close_port(uint32_t port)
{
    struct evtchn_close op = {.port = port};

    return HYPERVISOR_event_channel_op(EVTCHNOP_close, &op);
}

long send(uint32_t port)
{
    struct evtchn_send op = {.port = port};

    return HYPERVISOR_event_channel_op(EVTCHNOP_send, &op);
}

long unmask(uint32_t port)
{
    struct evtchn_unmask op = {.port = port};

    return HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &op);
}

bool pending(uint32_t port)
{
    return ((volatile struct shared_info *)shared_info)->evtchn_pending[port / BITS] >> port % BITS & 1;
}

void set_pending(uint32_t port)
{
    __atomic_or_fetch(&shared_info->evtchn_pending[port / BITS], 1ul << port % BITS, __ATOMIC_SEQ_CST);
}

void clear_pending(uint32_t port)
{
    __atomic_and_fetch(&shared_info->evtchn_pending[port / BITS], ~(1ul << port % BITS), __ATOMIC_SEQ_CST);
}

void set_mask(uint32_t port, bool masked)
{
    if (masked)
        __atomic_or_fetch(&shared_info->evtchn_mask[port / BITS], 1ul << port % BITS, __ATOMIC_SEQ_CST);
    else
        __atomic_and_fetch(&shared_info->evtchn_mask[port / BITS], ~(1ul << port % BITS), __ATOMIC_SEQ_CST);
}

void say_status(const char *what, uint32_t port)
{
    static const char *const names[] = {"closed", "unbound", "interdomain", "pirq", "virq", "ipi"};
    struct evtchn_status op = {.dom = DOMID_SELF, .port = port};
    long error = HYPERVISOR_event_channel_op(EVTCHNOP_status, &op);

    if (error)
        result(what, error);
    else
        say("%s: %s, vcpu %u", what, names[op.status], op.vcpu);
}

uint64_t now_ns(void)
{
    volatile struct vcpu_time_info *time = &vcpu_info()->time;
    uint32_t version, low, high;
    uint64_t ns, delta;

    do {
        version = time->version;
        xen_rmb();
        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
        delta = ((uint64_t)high << 32 | low) - time->tsc_timestamp;
        delta = time->tsc_shift < 0 ? delta >> -time->tsc_shift : delta << time->tsc_shift;
        ns = time->system_time + (((delta & 0xffffffff) * time->tsc_to_system_mul) >> 32)
             + (delta >> 32) * time->tsc_to_system_mul;
        xen_rmb();
    } while (version & 1 || version != time->version);
    return ns;
}
