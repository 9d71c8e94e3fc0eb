#include "conformance.h"

BEHAVIOUR
{
    struct sched_watchdog watchdog = {.id = 0, .timeout = 0};

    say("a new watchdog of 0 seconds");
    expect_the_end();
    HYPERVISOR_sched_op(SCHEDOP_watchdog, &watchdog);
    for (int i = 0; i < 1000; i++)
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
    say("alive");
}
