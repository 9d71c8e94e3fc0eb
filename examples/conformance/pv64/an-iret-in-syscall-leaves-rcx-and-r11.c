#include "conformance.h"

static word frame[9];

static void try(word flags, word cs)
{
    struct trap *trap;

    memset(frame, 0, sizeof(frame));
    frame[0] = 0xaaaa;
    frame[1] = 0x1111;
    frame[2] = 0xcccc;
    frame[3] = flags;
    frame[4] = (word)user_exit;
    frame[5] = cs;
    frame[6] = FLAG_IF | 2;
    frame[7] = (word)other_stack_top;
    frame[8] = USER_SS;
    trap = attempt_frame(frame, 9);
    say("flags %lx, cs %lx: ax %lx, rcx from the frame %d, r11 from the frame %d", flags, cs, trap->ax,
        trap->cx == 0xcccc, trap->r11 == 0x1111);
}

BEHAVIOUR
{
    extended(MMUEXT_NEW_USER_BASEPTR, top_table_mfn(), 0);
    try(0, USER_CS);
    try(0, KERNEL_CS - 3);
    try(0x100, USER_CS);
    try(0x100, KERNEL_CS - 3);
    try(0xfffffeff, USER_CS);
}
