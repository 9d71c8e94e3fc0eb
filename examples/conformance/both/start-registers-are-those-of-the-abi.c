/* The registers and segments of a new vCPU. The stack pointer and the pointer to start_info are only looked at. */
#include "conformance.h"

BEHAVIOUR
{
    const struct start_state *s = &start_state;

    say("ax %lx bx %lx cx %lx dx %lx di %lx bp %lx", s->ax, s->bx, s->cx, s->dx, s->di, s->bp);
#ifdef __x86_64__
    say("r8 %lx r9 %lx r10 %lx r11 %lx", s->r8, s->r9, s->r10, s->r11);
    say("r12 %lx r13 %lx r14 %lx r15 %lx", s->r12, s->r13, s->r14, s->r15);
#endif
    say("flags %lx", s->flags);
    say("cs %lx ss %lx ds %lx es %lx fs %lx gs %lx", s->cs, s->ss, s->ds, s->es, s->fs, s->gs);
    say("si points to start_info: %s", strcmp((char *)s->si, "xen-3.0") > 0 ? "yes" : "no");
    say("sp is page aligned: %s", s->sp % PAGE_SIZE == 0 ? "yes" : "no");
    say("upcall mask of vcpu 0: %d, pending: %d", vcpu_info()->evtchn_upcall_mask,
        vcpu_info()->evtchn_upcall_pending);
    say("upcall mask of vcpu 31: %d", shared_info->vcpu_info[31].evtchn_upcall_mask);
}
