/* CR4 is not printed whole: what Xen shows of it depends on the processor. */
#include "conformance.h"

#ifdef __x86_64__
#define AX "%rax"
#else
#define AX "%eax"
#endif
extern word control_value;
__asm__(".pushsection .bss\n .globl control_value\ncontrol_value: .skip 8\n.popsection");
#define READ(n) CODE(read_cr##n, "xorl %eax, %eax", "mov %cr" #n ", " AX "; mov " AX ", control_value")
#define WRITE(n) CODE(write_cr##n, "mov control_value, " AX, "mov " AX ", %cr" #n)
READ(0);
READ(2);
READ(3);
READ(4);
WRITE(0);
WRITE(2);
WRITE(3);
WRITE(4);
#ifdef __x86_64__
CODE(read_cr8, "xorl %eax, %eax", "mov %cr8, %rax");
CODE(write_cr8, "xorl %eax, %eax", "mov %rax, %cr8");
#endif
CODE(c_clts, "xorl %eax, %eax", "clts");

static word cr0, cr4;

static void write0(const char *what, word value)
{
    control_value = value;
    TRY(what, write_cr0);
    attempt(read_cr0);
    say("  cr0 differs by %lx", control_value ^ cr0);
}

static void write4(const char *what, word value)
{
    control_value = value;
    TRY(what, write_cr4);
    attempt(read_cr4);
    say("  cr4 differs by %lx", control_value ^ cr4);
}

BEHAVIOUR
{
    attempt(read_cr0);
    cr0 = control_value;
    say("cr0 %lx", cr0);
    attempt(read_cr4);
    cr4 = control_value;
    say("cr4: pae %d, pse %d, pge %d, mce %d, osfxsr %d, osxmmexcpt %d, tsd %d, de %d, vme %d, smep %d, smap %d",
        (int)(cr4 >> 5 & 1), (int)(cr4 >> 4 & 1), (int)(cr4 >> 7 & 1), (int)(cr4 >> 6 & 1), (int)(cr4 >> 9 & 1),
        (int)(cr4 >> 10 & 1), (int)(cr4 >> 2 & 1), (int)(cr4 >> 3 & 1), (int)(cr4 & 1), (int)(cr4 >> 20 & 1),
        (int)(cr4 >> 21 & 1));
    attempt(read_cr3);
#ifdef __x86_64__
    say("cr3 names the top table: %d", control_value == top_table_mfn() << PAGE_SHIFT);
#else
    say("cr3 names the top table: %d", control_value == (top_table_mfn() << PAGE_SHIFT | top_table_mfn() >> 20));
#endif
    TRY("the same cr3", write_cr3);
    control_value = virt_to_mfn(take_page()) << PAGE_SHIFT;
    TRY("a plain page as cr3", write_cr3);
    control_value = 0x123;
    TRY("cr2", write_cr2);
    control_value = 0;
    attempt(read_cr2);
    say("cr2 %lx, in vcpu_info %lx", control_value, vcpu_info()->arch.cr2);
    write0("the same cr0", cr0);
    write0("cr0 with TS", cr0 | 8);
    TRY("clts", c_clts);
    attempt(read_cr0);
    say("  cr0 differs by %lx", control_value ^ cr0);
    write0("cr0 without WP", cr0 & ~0x10000ul);
    write0("cr0 without PG", cr0 & ~0x80000000ul);
    write0("cr0 with EM", cr0 | 4);
    write4("the same cr4", cr4);
    write4("cr4 with TSD", cr4 | 4);
    write4("cr4 with DE", cr4 | 8);
    write4("cr4 with PCIDE", cr4 | 0x20000);
    write4("cr4 with PVI", cr4 | 2);
    write4("cr4 without PAE", cr4 & ~0x20ul);
    write4("cr4 with bit 30", cr4 | 0x40000000);
#ifdef __x86_64__
    TRY("read cr8", read_cr8);
    TRY("write cr8", write_cr8);
#endif
}
