/* A page fault whose frame has no stack to go to. */
#include "conformance.h"

CODE(no_stack, "xorl %eax, %eax", "ud2");

BEHAVIOUR
{
    char *page = take_page();

    protect(page, 0);
    HYPERVISOR_stack_switch(KERNEL_SS, (word)page + PAGE_SIZE);
    say("a trap from user mode, onto an absent stack");
    expect_the_end();
    TRY_USER("ud2", no_stack);
    say("alive");
}
