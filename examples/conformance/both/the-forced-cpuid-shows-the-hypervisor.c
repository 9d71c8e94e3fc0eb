#include "conformance.h"

CODE(forced, "movl cpuid_in, %eax; movl cpuid_in + 4, %ecx",
     ".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; cpuid; movl %eax, cpuid_out; movl %ebx, cpuid_out + 4;"
     "movl %ecx, cpuid_out + 8; movl %edx, cpuid_out + 12");
CODE(forced_nop, "xorl %eax, %eax", ".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; nop");
__asm__(".pushsection .bss\n .globl cpuid_in, cpuid_out\ncpuid_in: .skip 8\ncpuid_out: .skip 16\n.popsection");
extern uint32_t cpuid_in[2], cpuid_out[4];


BEHAVIOUR
{
    char name[13] = {0};

    cpuid_in[0] = 0x40000000;
    TRY("leaf 40000000", forced);
    memcpy(name, cpuid_out + 1, 12);
    say("%x, %s", cpuid_out[0], name);
    cpuid_in[0] = 0x40000001;
    attempt(forced);
    say("leaf 40000001: %x %x %x %x", cpuid_out[0], cpuid_out[1], cpuid_out[2], cpuid_out[3]);
    cpuid_in[0] = 0x40000002;
    attempt(forced);
    say("leaf 40000002: %x %x %x %x", cpuid_out[0], cpuid_out[1], cpuid_out[2], cpuid_out[3]);
    cpuid_in[0] = 1;
    attempt(forced);
    say("leaf 1: hypervisor %d, x2apic %d, mtrr %d, vme %d, pse %d, pge %d", cpuid_out[2] >> 31,
        cpuid_out[2] >> 21 & 1, cpuid_out[3] >> 12 & 1, cpuid_out[3] >> 1 & 1,
        cpuid_out[3] >> 3 & 1, cpuid_out[3] >> 13 & 1);
    say("leaf 1: pae %d, msr %d, cx8 %d, sep %d, cmov %d, mce %d, pat %d, vmx %d, monitor %d", cpuid_out[3] >> 6 & 1,
        cpuid_out[3] >> 5 & 1, cpuid_out[3] >> 8 & 1, cpuid_out[3] >> 11 & 1, cpuid_out[3] >> 15 & 1,
        cpuid_out[3] >> 7 & 1, cpuid_out[3] >> 16 & 1, cpuid_out[2] >> 5 & 1, cpuid_out[2] >> 3 & 1);
    cpuid_in[0] = 0x80000001;
    attempt(forced);
    say("leaf 80000001: svm %d, lm %d, syscall %d, nx %d, page1gb %d", cpuid_out[2] >> 2 & 1, cpuid_out[3] >> 29 & 1,
        cpuid_out[3] >> 11 & 1, cpuid_out[3] >> 20 & 1, cpuid_out[3] >> 26 & 1);
    TRY("another instruction behind the prefix", forced_nop);
    TRY_USER("from a program", forced);
}
