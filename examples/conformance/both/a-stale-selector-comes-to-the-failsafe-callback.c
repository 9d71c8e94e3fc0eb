/* A data segment whose descriptor is gone: the next switch to this vCPU cannot load it. */
#include "conformance.h"

static unsigned long frames[16];
static uint64_t *table;

CODE(keep_stale, "mov $0x13, %eax", "mov %eax, %es; call drop_and_yield");

__attribute__((used)) static void drop_and_yield(void)
{
    HYPERVISOR_set_gdt(frames, 0);
    say("the descriptor is gone");
    console_drain();
    HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
}

BEHAVIOUR
{
    struct trap *trap;

    table = take_page();
    memset(frames, 0, sizeof(frames));
    table[2] = 0x00cff3000000ffffull;
    protect(table, RO);
    frames[0] = virt_to_mfn(table);
    HYPERVISOR_set_gdt(frames, 512);
    trap = attempt(keep_stale);
    say("%s: cs %lx flags %lx mask %d saved mask %d", vector_name(trap->vector), trap->cs,
        trap->flags & ~(FLAG_RF | 0x8d5ul), trap->mask, trap->saved_mask);
    say("es in the handler %lx", trap->entry_es);
#ifdef __x86_64__
    say("frame: ds %lx es %lx fs %lx gs %lx", trap->frame[2], trap->frame[3], trap->frame[4], trap->frame[5]);
#else
    say("frame: ds %lx es %lx fs %lx gs %lx", trap->frame[0], trap->frame[1], trap->frame[2], trap->frame[3]);
#endif
}
