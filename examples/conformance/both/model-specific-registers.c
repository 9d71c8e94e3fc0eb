/* Those whose value or refusal does not depend on the processor. */
#include "conformance.h"

CODE(msr_read, "movl asked_msr, %ecx; xorl %eax, %eax; xorl %edx, %edx",
     "rdmsr; movl %eax, asked_value; movl %edx, asked_value + 4");
CODE(msr_write, "movl asked_msr, %ecx; movl asked_value, %eax; movl asked_value + 4, %edx", "wrmsr");
__asm__(".pushsection .bss\n .globl asked_msr, asked_value\nasked_msr: .skip 8\nasked_value: .skip 8\n.popsection");
extern uint32_t asked_msr;
extern unsigned long long asked_value;

static void read(const char *what, uint32_t msr)
{
    struct trap *trap;

    asked_msr = msr;
    asked_value = 0;
    trap = attempt(msr_read);
    if (trap->vector == NO_TRAP)
        say("read %s: %llx", what, asked_value);
    else
        say("read %s: %s(%lx)", what, vector_name(trap->vector), trap->error);
}

static void write(const char *what, uint32_t msr, unsigned long long value)
{
    asked_msr = msr;
    asked_value = value;
    TRY(what, msr_write);
}

BEHAVIOUR
{
    read("apic base", 0x1b);
    read("pat", 0x277);
    read("efer", 0xc0000080);
    read("star", 0xc0000081);
    read("lstar", 0xc0000082);
    read("cstar", 0xc0000083);
    read("sfmask", 0xc0000084);
    read("debugctl", 0x1d9);
    read("sysenter_cs", 0x174);
    read("spec_ctrl", 0x48);
    read("arch_capabilities", 0x10a);
    read("mtrrcap", 0xfe);
    read("mtrr default type", 0x2ff);
    read("hypercall page", 0x40000000);
    read("40000001", 0x40000001);
    read("x2apic version", 0x803);
    read("no such", 0x12345678);
    read("syscfg", 0xc0010010);
    write("write efer, the same", 0xc0000080, (asked_msr = 0xc0000080, attempt(msr_read), asked_value));
    write("write efer without SCE", 0xc0000080, asked_value & ~1ull);
    write("write apic base", 0x1b, 0xfee00900);
    write("write pat, the same", 0x277, 0x50100070406);
    write("write pat, another", 0x277, 0x7040600070406);
    write("write tsc", 0x10, 0);
    write("write star", 0xc0000081, 0);
    write("write lstar", 0xc0000082, 0);
    write("write debugctl", 0x1d9, 0);
    write("write hypercall page 1", 0x40000000, 1);
    write("write no such", 0x12345678, 0);
    write("write mtrr default type", 0x2ff, 0);
}
