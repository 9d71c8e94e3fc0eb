/* Which ones Xen emulates for a kernel and which ones stay faults. The I/O privilege level is 0. */
#include "conformance.h"

CODE(p_hlt, "xorl %eax, %eax", "hlt");
CODE(p_cli, "xorl %eax, %eax", "cli");
CODE(p_sti, "xorl %eax, %eax", "sti");
CODE(p_clts, "xorl %eax, %eax", "clts");
CODE(p_wbinvd, "xorl %eax, %eax", "wbinvd");
CODE(p_in, "xorl %eax, %eax; movl $0x80, %edx", "inb %dx, %al");
CODE(p_out, "xorl %eax, %eax; movl $0x80, %edx", "outb %al, %dx");
CODE(p_rdpmc, "xorl %eax, %eax; xorl %ecx, %ecx", "rdpmc");
CODE(p_rdtsc, "xorl %eax, %eax", "rdtsc");
CODE(p_smsw, "xorl %eax, %eax", "smsw %ax");
CODE(p_lmsw, "movl $0x3b, %eax", "lmsw %ax");
CODE(p_str, "xorl %eax, %eax", "str %ax");
CODE(p_ltr, "xorl %eax, %eax", "ltr %ax");
CODE(p_lldt, "xorl %eax, %eax", "lldt %ax");
CODE(p_swapgs, "xorl %eax, %eax", ".byte 0x0f, 0x01, 0xf8");
CODE(p_sysret, "xorl %eax, %eax", ".byte 0x0f, 0x07");
CODE(p_rsm, "xorl %eax, %eax", "rsm");
#ifdef __x86_64__
CODE(p_lgdt, "xorl %eax, %eax", "lgdt privileged_operand");
CODE(p_lidt, "xorl %eax, %eax", "lidt privileged_operand");
CODE(p_invlpg, "xorl %eax, %eax", "invlpg privileged_operand");
#else
CODE(p_lgdt, "xorl %eax, %eax", "lgdtl privileged_operand");
CODE(p_lidt, "xorl %eax, %eax", "lidtl privileged_operand");
CODE(p_invlpg, "xorl %eax, %eax", "invlpg privileged_operand");
#endif
char privileged_operand[16];

BEHAVIOUR
{
    TRY("hlt", p_hlt);
    TRY("cli", p_cli);
    TRY("sti", p_sti);
    TRY("clts", p_clts);
    TRY("wbinvd", p_wbinvd);
    TRY("in", p_in);
    TRY("out", p_out);
    TRY("rdpmc", p_rdpmc);
    TRY("rdtsc", p_rdtsc);
    TRY("smsw", p_smsw);
    TRY("lmsw", p_lmsw);
    TRY("str", p_str);
    TRY("ltr", p_ltr);
    TRY("lldt", p_lldt);
    TRY("lgdt", p_lgdt);
    TRY("lidt", p_lidt);
    TRY("invlpg", p_invlpg);
    TRY("swapgs", p_swapgs);
    TRY("sysret", p_sysret);
    TRY("rsm", p_rsm);
}
