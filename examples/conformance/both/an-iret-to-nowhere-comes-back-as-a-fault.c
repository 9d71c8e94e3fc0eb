/* Return addresses and selectors that the processor refuses. */
#include "conformance.h"

#ifdef __x86_64__
#define WORDS 9
#define AT 4
#else
#define WORDS 6
#define AT 1
#endif

static word frame[WORDS];

static void fill(void)
{
    memset(frame, 0, sizeof(frame));
    frame[AT] = (word)user_exit;
    frame[AT + 1] = (KERNEL_CS & ~3) | (LEVELS == 3);
    frame[AT + 2] = FLAG_IF | 2;
    frame[AT + 3] = (word)other_stack_top;
    frame[AT + 4] = KERNEL_SS;
}

static void try(const char *what)
{
    struct trap *trap = attempt_frame(frame, WORDS);

    if (trap->vector == NO_TRAP) {
        say("%s: no trap", what);
    } else {
        say("%s: %s(%lx) cs %lx ss %lx, at the address: %d", what, vector_name(trap->vector), trap->error, trap->cs,
            trap->ss, trap->ip == frame[AT]);
        if (trap->vector == FAILSAFE)
            say("  mask %d", trap->mask);
    }
    fill();
}

BEHAVIOUR
{
    extended(MMUEXT_NEW_USER_BASEPTR, LEVELS == 4 ? top_table_mfn() : 0, 0);
    fill();
    try("good");
    frame[AT] = 0x1000;
    try("an unmapped address");
#ifdef __x86_64__
    frame[3] = 0x100;
    frame[AT + 1] = USER_CS;
    try("in_syscall, of a program");
    frame[AT + 1] = USER_CS;
    frame[AT + 4] = 0x13;
    try("an ss of a program that is none");
    frame[AT + 1] = 0x13;
    try("a cs of a program that is none");
    frame[AT + 1] = USER_SS;
    try("a data segment as cs of a program");
    frame[AT + 1] = 0xe008 | 3;
    try("a ring 0 segment as cs of a program");
#endif
    frame[AT + 1] = 0x10 | (LEVELS == 3);
    try("a cs that is none");
    frame[AT + 2] |= FLAG_NT | FLAG_AC | FLAG_ID | FLAG_DF;
    try("odd flags");
    frame[AT + 2] |= FLAG_IOPL;
    try("iopl");
    frame[AT + 2] |= 0x20000;
    try("vm");
}
