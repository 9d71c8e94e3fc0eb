/* The frame of each fault that a kernel can make itself. */
#include "conformance.h"

#ifdef __x86_64__
#define AX "%rax"
#else
#define AX "%eax"
#endif
static char *absent;

CODE(divide, "xorl %ecx, %ecx; xorl %edx, %edx", "divl %ecx");
CODE(undefined, "xorl %eax, %eax", "ud2");
CODE(breakpoint, "xorl %eax, %eax", "int3");
CODE(protection, "xorl %eax, %eax", "hlt");
CODE(not_present, "mov $0x7e3, %eax", "mov %eax, %es"); /* a selector in a null descriptor */
CODE(read_fault, "mov absent_address, " AX "; xorl %ecx, %ecx", "movb (" AX "), %cl");
CODE(write_fault, "mov absent_address, " AX "; xorl %ecx, %ecx", "movb %cl, (" AX ")");
__asm__(".pushsection .bss\n .globl absent_address\nabsent_address: .skip 8\n.popsection");
extern char *absent_address;

static void try(const char *what, const char *code, const char *at, const char *end)
{
    struct trap *trap = attempt(code);

    say_trap(what, trap, at, end);
    say_frame(trap);
}
#define TRAP(name) try(#name, name, name##_at, name##_end)

BEHAVIOUR
{
    absent = absent_address = take_page();
    protect(absent, 0);
    TRAP(divide);
    TRAP(undefined);
    TRAP(breakpoint);
    TRAP(protection);
    TRAP(not_present);
    TRAP(read_fault);
#ifdef __x86_64__ /* the judge of the other width does not show it */
    say("cr2 is the address: %d", vcpu_info()->arch.cr2 == (word)absent);
#endif
    TRAP(write_fault);
    protect(take_page(), RW);
    protect(absent, RO);
    TRAP(write_fault);
    protect(absent, RW | PTE_NX);
    say_trap("execute NX", attempt(absent), absent, absent);
}
