#include "conformance.h"

#define FS_BASE 0xc0000100
#define GS_BASE 0xc0000101
#define KERNEL_GS_BASE 0xc0000102

CODE(read_it, "movl msr_number, %ecx; xorl %eax, %eax; xorl %edx, %edx", "rdmsr; movl %eax, msr_value; movl %edx, msr_value + 4");
CODE(write_it, "movl msr_number, %ecx; movl msr_value, %eax; movl msr_value + 4, %edx", "wrmsr");
__asm__(".pushsection .bss\n .globl msr_number, msr_value\nmsr_number: .skip 8\nmsr_value: .skip 8\n.popsection");
extern uint32_t msr_number;
extern word msr_value;

static word read(uint32_t msr)
{
    msr_number = msr;
    attempt(read_it);
    return msr_value;
}

static void write(const char *what, uint32_t msr, word value)
{
    msr_number = msr;
    msr_value = value;
    TRY(what, write_it);
    say("  reads %lx", read(msr));
}

BEHAVIOUR
{
    static const word words[] = {0xfedc, 0xba98};
    word through;

    for (unsigned int which = 0; which < 3; which++) {
        say("base %u", which);
        result("  canonical", HYPERVISOR_set_segment_base(which, 0x1000 + which));
        result("  not canonical", HYPERVISOR_set_segment_base(which, 0x800000000000));
        result("  in Xen", HYPERVISOR_set_segment_base(which, 0xffff800000000000));
    }
    say("fs %lx gs %lx kernel gs %lx", read(FS_BASE), read(GS_BASE), read(KERNEL_GS_BASE));
    result("base 4", HYPERVISOR_set_segment_base(4, 0));
    result("gs selector 0", HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, 0));
    result("gs selector of the program's data", HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, USER_SS));
    result("gs selector that is none", HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, 0x13));
    write("fs", FS_BASE, 0x123456789abc);
    write("fs, not canonical", FS_BASE, 0x800000000000);
    msr_number = GS_BASE;
    msr_value = (word)words;
    TRY("gs", write_it);
    say("  reads it: %d", read(GS_BASE) == (word)words);
    __asm__ volatile("movq %%gs:8, %0" : "=r"(through));
    say("through gs: %lx", through);
    write("kernel gs", KERNEL_GS_BASE, 0xffff888000000000);
    write("kernel gs, not canonical", KERNEL_GS_BASE, 0xfff0000000000000);
    say("fs %lx", read(FS_BASE));
    __asm__ volatile("movl %0, %%fs" : : "r"(0));
    say("fs after a null selector %lx", read(FS_BASE));
    __asm__ volatile("movl %0, %%fs" : : "r"(USER_SS));
    say("fs after a flat selector %lx", read(FS_BASE));
}
