#include "conformance.h"

CODE(at_point, "xorl %eax, %eax; nop", "nop; nop");
CODE(watched, "movl $1, %eax", "movl %eax, watched_word; nop");
__asm__(".pushsection .bss\n .globl watched_word\nwatched_word: .skip 8\n.popsection");
extern word watched_word;
CODE(stepped, "nop",
#ifdef __x86_64__
     "pushfq; orq $0x100, (%rsp); popfq; nop; stepped_here: nop; nop"
#else
     "pushfl; orl $0x100, (%esp); popfl; nop; stepped_here: nop; nop"
#endif
);
extern char stepped_here[];

BEHAVIOUR
{
    struct trap *trap;

    HYPERVISOR_set_debugreg(0, (word)at_point_at);
    result("execute breakpoint", HYPERVISOR_set_debugreg(7, 0x402));
    TRY("reached", at_point);
    say("dr6 %lx", (word)HYPERVISOR_get_debugreg(6));
    HYPERVISOR_set_debugreg(6, 0);
    HYPERVISOR_set_debugreg(0, (word)&watched_word);
    result("write breakpoint", HYPERVISOR_set_debugreg(7, 0xd0402));
    trap = attempt(watched);
    say("%s, %ld bytes before the end", vector_name(trap->vector), (long)((word)watched_end - trap->ip));
    say("dr6 %lx", (word)HYPERVISOR_get_debugreg(6));
    HYPERVISOR_set_debugreg(7, 0x400);
    HYPERVISOR_set_debugreg(6, 0);
    trap = attempt(stepped);
    say("single step: %s, %ld bytes behind popf", vector_name(trap->vector), (long)(trap->ip - (word)stepped_here + 1));
    say("dr6 %lx", (word)HYPERVISOR_get_debugreg(6));
    say_frame(trap);
}
