#include "conformance.h"

BEHAVIOUR
{
    say("clear the trap table: %ld", HYPERVISOR_set_trap_table(NULL));
    expect_the_end();
    __asm__ volatile("ud2");
    say("alive");
}
