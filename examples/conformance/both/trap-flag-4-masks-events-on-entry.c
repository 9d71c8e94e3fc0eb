#include "conformance.h"

CODE(masked_ud2, "xorl %eax, %eax", "ud2");

static void try(unsigned int flags, bool mask)
{
    struct trap *trap;

    set_trap(6, flags);
    vcpu_info()->evtchn_upcall_mask = mask;
    trap = attempt(masked_ud2);
    vcpu_info()->evtchn_upcall_mask = 1;
    say("flags %u, mask %d: saved mask %d, IF %d, mask in the handler %d", flags, mask, trap->saved_mask,
        (trap->flags & FLAG_IF) != 0, trap->mask);
}

BEHAVIOUR
{
    try(0, false);
    try(0, true);
    try(4, false);
    try(4, true);
    try(7, false);
}
