#include "conformance.h"

CODE(call, "movl $0x1234, %eax; movl $0x11, %ecx; movl $0x22, %r11d; pushq $0x6d7; popfq", "syscall");

static void try(unsigned int flags)
{
    struct trap *trap;

    result("register", register_callback(CALLBACKTYPE_syscall, flags, syscall_entry));
    trap = attempt_user(call);
    say_trap("syscall", trap, call_at, call_end);
    say_frame(trap);
    say("ax %lx, frame rcx is ip: %d, frame r11 is flags: %d", trap->ax, trap->cx == trap->ip,
        trap->r11 == trap->flags);
    say("all flags %lx", trap->flags);
    say("sp is the program's: %d", trap->sp == (word)user_stack_top - 2 * sizeof(word));
}

BEHAVIOUR
{
    say("without a callback");
    TRY_USER("syscall", call);
    try(0);
    try(CALLBACKF_mask_events);
}
