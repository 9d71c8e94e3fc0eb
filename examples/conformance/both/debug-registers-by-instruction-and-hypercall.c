#include "conformance.h"

#ifdef __x86_64__
#define AX "%rax"
#else
#define AX "%eax"
#endif
extern word debug_value;
__asm__(".pushsection .bss\n .globl debug_value\ndebug_value: .skip 8\n.popsection");
#define READ(n) CODE(read_dr##n, "xorl %eax, %eax", "mov %db" #n ", " AX "; mov " AX ", debug_value")
#define WRITE(n) CODE(write_dr##n, "mov debug_value, " AX, "mov " AX ", %db" #n)
READ(0);
READ(4);
READ(6);
READ(7);
WRITE(0);
WRITE(5);
WRITE(6);
WRITE(7);

#ifdef __x86_64__
#define XENS 0xffff800000000000ul
#else
#define XENS 0xf5800000ul
#endif

BEHAVIOUR
{
    static const word values[] = {0, 1, 0x400, 0x401, 0x455, 0x2400, 0x20401, 0xd0401, 0xffff0ff0, 0xf0000, 0x300, 0x700};

    for (unsigned int n = 0; n < 10; n++)
        say("get %u: %lx", n, (word)HYPERVISOR_get_debugreg(n));
    for (unsigned int n = 0; n < 9; n++)
        result("set to 0x1234", HYPERVISOR_set_debugreg(n, 0x1234));
    for (unsigned int n = 0; n < 8; n++)
        say("get %u: %lx", n, (word)HYPERVISOR_get_debugreg(n));
    result("an address of Xen's", HYPERVISOR_set_debugreg(1, XENS));
#ifdef __x86_64__
    result("a non-canonical address", HYPERVISOR_set_debugreg(1, 0x800000000000ul));
    result("dr6 with high bits", HYPERVISOR_set_debugreg(6, 1ul << 32));
    result("dr7 with high bits", HYPERVISOR_set_debugreg(7, 1ul << 32));
#endif
    for (unsigned int n = 7; n >= 6; n--) {
        for (unsigned int i = 0; i < LENGTH(values); i++) {
            long error = HYPERVISOR_set_debugreg(n, values[i]);

            say("dr%u %lx: %ld, reads %lx", n, values[i], error, (word)HYPERVISOR_get_debugreg(n));
        }
        HYPERVISOR_set_debugreg(7, 0x400);
    }
    debug_value = 0x5678;
    TRY("write dr0", write_dr0);
    debug_value = 0;
    TRY("read dr0", read_dr0);
    say("dr0 %lx", debug_value);
    debug_value = XENS;
    TRY("write dr0 with an address of Xen's", write_dr0);
    debug_value = 0;
    TRY("write dr6", write_dr6);
    TRY("read dr6", read_dr6);
    say("dr6 %lx", debug_value);
    TRY("read dr4", read_dr4);
    debug_value = 0x400;
    TRY("write dr5", write_dr5);
    debug_value = 0x2400;
    TRY("write dr7 with GD", write_dr7);
    TRY("read dr7", read_dr7);
    say("dr7 %lx", debug_value);
    TRY_USER("user, read dr0", read_dr0);
}
