/* The fault is the program's or the kernel's that would have run there. */
#include "conformance.h"

static word frame[9];

static void try(const char *what, word ip, word cs, word ss)
{
    struct trap *trap;

    memset(frame, 0, sizeof(frame));
    frame[4] = ip;
    frame[5] = cs;
    frame[6] = FLAG_IF | 2;
    frame[7] = (word)other_stack_top;
    frame[8] = ss;
    trap = attempt_frame(frame, 9);
    if (trap->vector == NO_TRAP)
        say("%s: no trap", what);
    else
        say("%s: %s(%lx) cs %lx ss %lx, at the address: %d", what, vector_name(trap->vector), trap->error, trap->cs,
            trap->ss, trap->ip == ip);
}

BEHAVIOUR
{
    extended(MMUEXT_NEW_USER_BASEPTR, top_table_mfn(), 0);
    try("the kernel", 0x800000000000, KERNEL_CS - 3, KERNEL_SS);
    try("the kernel, far above", 0xffff7fffffffffff, KERNEL_CS - 3, KERNEL_SS);
    try("a program", 0x800000000000, USER_CS, USER_SS);
    try("a null ss of the kernel", (word)user_exit, KERNEL_CS - 3, 0);
    try("a null ss of a program", (word)user_exit, USER_CS, 0);
}
