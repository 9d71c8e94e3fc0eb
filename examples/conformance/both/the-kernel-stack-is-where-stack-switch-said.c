#include "conformance.h"

CODE(trap_here, "xorl %eax, %eax", "ud2");

static void try(const char *what, word sp)
{
    long error = HYPERVISOR_stack_switch(KERNEL_SS, sp);
    struct trap *trap = attempt_user(trap_here);

    say("%s: %ld, handler %ld below it", what, error, (long)(sp - trap->entry_sp));
}

BEHAVIOUR
{
    word top = (word)other_stack_top;

    try("page aligned", top);
    try("aligned to 8", top - 8);
    try("aligned to 4", top - 4);
    try("odd", top - 3);
#ifdef __x86_64__
    result("a stack in Xen", HYPERVISOR_stack_switch(KERNEL_SS, 0xffff800000001000));
    result("a non-canonical stack", HYPERVISOR_stack_switch(KERNEL_SS, 0x800000000000));
#endif
    result("the program's stack segment", HYPERVISOR_stack_switch(USER_SS, top));
    result("no stack segment", HYPERVISOR_stack_switch(0, top));
    result("one of ring 0", HYPERVISOR_stack_switch(0xe010, top));
}
