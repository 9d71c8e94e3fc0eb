/* The same from user mode: on the kernel's stack, with the user's selectors. */
#include "conformance.h"

#ifdef __x86_64__
#define AX "%rax"
#else
#define AX "%eax"
#endif

CODE(user_divide, "xorl %ecx, %ecx; xorl %edx, %edx", "divl %ecx");
CODE(user_undefined, "xorl %eax, %eax", "ud2");
CODE(user_breakpoint, "xorl %eax, %eax", "int3");
CODE(user_protection, "xorl %eax, %eax", "hlt");
CODE(user_read, "mov user_absent, " AX "; xorl %ecx, %ecx", "movb (" AX "), %cl");
CODE(user_write, "mov user_absent, " AX "; xorl %ecx, %ecx", "movb %cl, (" AX ")");
__asm__(".pushsection .bss\n .globl user_absent\nuser_absent: .skip 8\n.popsection");
extern char *user_absent;

static void try(const char *what, const char *code, const char *at, const char *end)
{
    struct trap *trap = attempt_user(code);

    say_trap(what, trap, at, end);
    say_frame(trap);
    say("sp of the program: %d, frame at %ld below the kernel's stack", trap->sp - (word)user_stack_top == -sizeof(word) * 2ul,
        (word)other_stack_top - trap->entry_sp);
}
#define TRAP(name) try(#name, name, name##_at, name##_end)

BEHAVIOUR
{
    HYPERVISOR_stack_switch(KERNEL_SS, (word)other_stack_top);
    user_absent = take_page();
    protect(user_absent, 0);
    TRAP(user_divide);
    TRAP(user_undefined);
    TRAP(user_breakpoint);
    TRAP(user_protection);
    TRAP(user_read);
#ifdef __x86_64__ /* the judge of the other width does not show it */
    say("cr2 is the address: %d", vcpu_info()->arch.cr2 == (word)user_absent);
#endif
    TRAP(user_write);
    protect(user_absent, RO);
    TRAP(user_write);
}
