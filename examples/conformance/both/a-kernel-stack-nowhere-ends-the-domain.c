/* A trap in the kernel goes onto the stack it has. */
#include "conformance.h"

#ifdef __x86_64__
CODE(bad_stack, "movq $0x1000, %rsp", "ud2");
#else
CODE(bad_stack, "movl $0x1000, %esp", "ud2");
#endif

BEHAVIOUR
{
    say("ud2 with a stack at 1000");
    expect_the_end();
    attempt(bad_stack);
    say("alive");
}
