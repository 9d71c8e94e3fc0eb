/*
 * Events are the interrupts of a PV guest: a bit for each port, pending and mask, in the shared page, and one
 * callback. While vcpu_info.evtchn_upcall_mask is set Xen calls nobody.
 */
#include "tour.h"

#define PORTS 64

static handler *handlers[PORTS];
static volatile bool timer_fired;

static struct vcpu_info *vcpu(void)
{
    return &shared_info->vcpu_info[0];
}

void events_init(void)
{
    struct callback_register event = {
        .type = CALLBACKTYPE_event,
#ifdef __i386__
        .address = {.cs = KERNEL_CS, .eip = (word)event_callback},
#else
        .address = (word)event_callback,
#endif
    };
    long result = HYPERVISOR_callback_op(CALLBACKOP_register, &event);

    if (result)
        fail("callback_op", result);
    for (unsigned i = 0; i < WORD_BITS; i++)
        shared_info->evtchn_mask[i] = ~0ul;
}

void on_event(uint32_t port, handler *handle)
{
    if (port >= PORTS)
        fail("port", (long)port);
    handlers[port] = handle;
    /*
     * Clearing the mask bit alone would lose an event that is pending already: nobody would be called for
     * it, nor for any later one. The hypercall looks.
     */
    struct evtchn_unmask unmask = {.port = port};
    long result = HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &unmask);

    if (result)
        fail("unmask", result);
}

/* Called with the mask set; whoever returns from the trap gives the old mask back. */
void handle_events(void)
{
    vcpu()->evtchn_upcall_pending = 0;
    barrier(); /* cleared first: an event that comes from now on calls again */
    word words = __atomic_exchange_n(&vcpu()->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);

    for (; words; words &= words - 1) {
        uint32_t at = (uint32_t)__builtin_ctzl(words);
        word *pending = &shared_info->evtchn_pending[at];
        word bits = *pending & ~shared_info->evtchn_mask[at];

        for (; bits; bits &= bits - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzl(bits);
            uint32_t port = at * WORD_BITS + bit;

            __atomic_fetch_and(pending, ~((word)1 << bit), __ATOMIC_SEQ_CST);
            if (port < PORTS && handlers[port])
                handlers[port](port);
        }
    }
}

/* SCHEDOP_block opens the mask and sleeps in one step, so no wake-up is lost between the two. */
void block_until(volatile bool *flag)
{
    while (!*flag)
        HYPERVISOR_sched_op(SCHEDOP_block, NULL);
    vcpu()->evtchn_upcall_mask = 1;
}

/* The same, but no longer than until this time; for after the step that binds VIRQ_TIMER. */
void block_until_time(volatile bool *flag, uint64_t deadline)
{
    while (!*flag && system_time_ns() < deadline) {
        long result = HYPERVISOR_set_timer_op(deadline);

        if (result)
            fail("set_timer_op", result);
        HYPERVISOR_sched_op(SCHEDOP_block, NULL);
    }
    vcpu()->evtchn_upcall_mask = 1;
}

/* Nanoseconds since the machine was switched on: the last stamp of Xen's plus what the TSC says since. */
uint64_t system_time_ns(void)
{
    volatile struct vcpu_time_info *time = &vcpu()->time;
    uint32_t version, low, high;
    uint64_t now;

    do {
        version = time->version;
        barrier();
        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
        uint64_t delta = (((uint64_t)high << 32) | low) - time->tsc_timestamp;

        if (time->tsc_shift < 0)
            delta >>= -time->tsc_shift;
        else
            delta <<= time->tsc_shift;
        /* (delta * mul) >> 32 without losing the high part */
        now = time->system_time + (uint64_t)(uint32_t)(delta >> 32) * time->tsc_to_system_mul +
              (((delta & 0xffffffffu) * time->tsc_to_system_mul) >> 32);
        barrier();
    } while ((version & 1) || version != time->version);
    return now;
}

static volatile bool arrived;

static void on_self(uint32_t port)
{
    (void)port;
    arrived = true;
}

static void on_timer(uint32_t port)
{
    (void)port;
    timer_fired = true;
}

static uint32_t milliseconds(uint64_t ns)
{
    uint32_t quotient, remainder;

    /* ns is below 2^32 * 10^6 here, so one division does. */
    __asm__("divl %4"
            : "=a"(quotient), "=d"(remainder)
            : "a"((uint32_t)ns), "d"((uint32_t)(ns >> 32)), "r"(1000000u));
    return quotient;
}

void tour_events(void)
{
    step("An event channel to myself");
    struct evtchn_alloc_unbound unbound = {.dom = DOMID_SELF, .remote_dom = DOMID_SELF};
    long result = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &unbound);

    tried("EVTCHNOP_alloc_unbound for DOMID_SELF, then EVTCHNOP_bind_interdomain to it");
    if (result)
        fail("alloc_unbound", result);
    struct evtchn_bind_interdomain bind = {.remote_dom = DOMID_SELF, .remote_port = unbound.port};

    result = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &bind);
    if (result)
        fail("bind_interdomain", result);
    happened("ports %u and %u are the two ends of one channel", unbound.port, bind.local_port);
    on_event(bind.local_port, on_self);
    block_until(&arrived);
    happened("one event came with the binding, for what may have been sent before it");
    struct evtchn_send send = {.port = unbound.port};

    arrived = false;
    tried("EVTCHNOP_send on port %u while evtchn_upcall_mask is %u", unbound.port, vcpu()->evtchn_upcall_mask);
    result = HYPERVISOR_event_channel_op(EVTCHNOP_send, &send);
    if (result)
        fail("send", result);
    happened("the callback has%s run; evtchn_upcall_pending is %u", arrived ? "" : " not",
             vcpu()->evtchn_upcall_pending);
    tried("SCHEDOP_block, which opens the mask");
    block_until(&arrived);
    happened("the callback ran on port %u", bind.local_port);

    step("The timer");
    struct evtchn_bind_virq virq = {.virq = VIRQ_TIMER, .vcpu = 0};

    result = HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
    if (result)
        fail("stop_periodic_timer", result);
    result = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &virq);
    if (result)
        fail("bind_virq", result);
    on_event(virq.port, on_timer);
    timer_fired = false; /* the periodic tick may have left an event behind */
    uint64_t before = system_time_ns();

    tried("set_timer_op for 50 ms from now, VIRQ_TIMER on port %u, then block", virq.port);
    result = HYPERVISOR_set_timer_op(before + 50000000u);
    if (result)
        fail("set_timer_op", result);
    while (system_time_ns() < before + 50000000u) {
        timer_fired = false;
        block_until(&timer_fired);
    }
    uint32_t waited = milliseconds(system_time_ns() - before);

    happened("woken by the timer, %s 50 ms later", waited >= 50 ? "no earlier than" : "earlier than");
}
