/* One behaviour of many: the command line names it. */
#include "conformance.h"

extern const struct behaviour behaviours[], behaviours_end[];

bool in_dom0(void)
{
    return start_info->flags & SIF_INITDOMAIN;
}

void finish(word reason)
{
    struct sched_shutdown shutdown = {.reason = reason};

    console_drain();
    HYPERVISOR_sched_op(SCHEDOP_shutdown, &shutdown);
    for (;;)
        ;
}

void expect_the_end(void)
{
    console_drain();
}

/* The word of the command line that begins with "run=". */
static const char *chosen(void)
{
    char *line = (char *)start_info->cmd_line;
    char *end;

    for (; *line; line++)
        if (line[0] == 'r' && line[1] == 'u' && line[2] == 'n' && line[3] == '=')
            break;
    if (*line)
        line += 4;
    for (end = line; *end && *end != ' '; end++)
        ;
    *end = 0;
    return line;
}

__attribute__((used)) void kernel_main(void)
{
    const char *name = chosen();

    memory_init();
    console_init();
    traps_init();
    for (const struct behaviour *behaviour = behaviours; behaviour < behaviours_end; behaviour++) {
        if (strcmp(behaviour->name, name) == 0) {
            say("begin %s", name);
            behaviour->run();
            say("end");
            finish(SHUTDOWN_poweroff);
        }
    }
    say("no behaviour \"%s\"; say run=NAME with one of these:", name);
    for (const struct behaviour *behaviour = behaviours; behaviour < behaviours_end; behaviour++)
        say("%s", behaviour->name);
    finish(SHUTDOWN_poweroff);
}
