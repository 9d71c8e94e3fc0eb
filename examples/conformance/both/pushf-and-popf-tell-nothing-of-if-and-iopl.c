#include "conformance.h"

static word flags_after(word set)
{
    word flags;

#ifdef __x86_64__
    __asm__ volatile("pushfq; pushq %1; popfq; pushfq; popq %0; popfq" : "=&r"(flags) : "r"(set) : "cc", "memory");
#else
    __asm__ volatile("pushfl; pushl %1; popfl; pushfl; popl %0; popfl" : "=&r"(flags) : "r"(set) : "cc", "memory");
#endif
    return flags;
}

BEHAVIOUR
{
    struct physdev_set_iopl iopl = {.iopl = 0};
    static const word values[] = {0, FLAG_IF, FLAG_IOPL, FLAG_IOPL | FLAG_IF, FLAG_NT, FLAG_AC, FLAG_ID, FLAG_RF,
                                  0x20000, 0x80000, 0x100000, 0xffc08000, FLAG_DF, 0xd5, 0x800, 0x2a};

    for (iopl.iopl = 0; iopl.iopl < 4; iopl.iopl += 3) {
        result("set_iopl", HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl));
        for (unsigned int i = 0; i < LENGTH(values); i++)
            say("%lx becomes %lx", values[i], flags_after(values[i]));
    }
    vcpu_info()->evtchn_upcall_mask = 0;
    say("with events on: %lx", flags_after(0));
    vcpu_info()->evtchn_upcall_mask = 1;
}
