#include "conformance.h"

#ifdef __x86_64__
#define WORDS 9
#define AT 4
#else
#define WORDS 4
#define AT 1
#endif

static void try(word flags, bool mask)
{
    word frame[WORDS];
    struct trap *trap;

    memset(frame, 0, sizeof(frame));
    frame[AT] = (word)user_exit;
    frame[AT + 1] = (KERNEL_CS & ~3) | (LEVELS == 3);
    frame[AT + 2] = flags;
#ifdef __x86_64__
    frame[AT + 3] = (word)other_stack_top;
    frame[AT + 4] = KERNEL_SS;
#endif
    vcpu_info()->evtchn_upcall_mask = mask;
    trap = attempt_frame(frame, WORDS);
    vcpu_info()->evtchn_upcall_mask = 1;
    say("flags %lx, mask %d: saved mask %d, flags %lx", flags, mask, trap->saved_mask, trap->flags & ~FLAG_RF);
}

BEHAVIOUR
{
    try(0x002, false);
    try(0x002, true);
    try(0x202, false);
    try(0x202, true);
    try(0x000, true);
    try(0x3202, true);
    try(0x244202, true);
}
