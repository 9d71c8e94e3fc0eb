/* INT n with a trap of privilege 0, 1, 3 and none, from the kernel and from a program. */
#include "conformance.h"

CODE(int21, "xorl %eax, %eax", "int $0x21");
CODE(int0, "xorl %eax, %eax", "int $0");
CODE(int13, "xorl %eax, %eax", "int $13");
CODE(int14, "xorl %eax, %eax", "int $14");
CODE(int80, "xorl %eax, %eax", "int $0x80");
CODE(int82, "movl $17, %eax; xorl %ebx, %ebx", "int $0x82");
CODE(int_ff, "xorl %eax, %eax", "int $0xff");
CODE(int3_long, "xorl %eax, %eax", ".byte 0xcd, 3");
CODE(int3_short, "xorl %eax, %eax", "int3");
CODE(int4, "xorl %eax, %eax", "int $4");

#define ASK(name)                                                                               \
    do {                                                                                        \
        TRY("  kernel, " #name, name);                                                          \
        TRY_USER("  user, " #name, name);                                                       \
    } while (0)

BEHAVIOUR
{
    for (int dpl = -1; dpl < 4; dpl++) {
        if (dpl < 0) {
            say("without an entry");
        } else {
            say("privilege %d", dpl);
            set_trap(0x21, dpl);
            set_trap(0x80, dpl);
            set_trap(0xff, dpl);
            set_trap(0, dpl);
            set_trap(3, dpl);
            set_trap(4, dpl);
            set_trap(14, dpl);
        }
        ASK(int21);
        ASK(int80);
        ASK(int_ff);
        if (dpl >= 0) {
            ASK(int0);
            ASK(int3_short);
            ASK(int3_long);
            ASK(int4);
        }
    }
    ASK(int13);
#ifdef __x86_64__
    TRY("kernel, int82", int82);
#endif
    TRY_USER("user, int82", int82);
}
