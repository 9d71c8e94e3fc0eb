/* The same from a program: not one is emulated. */
#include "conformance.h"

CODE(u_hlt, "xorl %eax, %eax", "hlt");
CODE(u_cli, "xorl %eax, %eax", "cli");
CODE(u_sti, "xorl %eax, %eax", "sti");
CODE(u_clts, "xorl %eax, %eax", "clts");
CODE(u_in, "xorl %eax, %eax; movl $0x80, %edx", "inb %dx, %al");
CODE(u_out, "xorl %eax, %eax; movl $0x80, %edx", "outb %al, %dx");
CODE(u_rdpmc, "xorl %eax, %eax; xorl %ecx, %ecx", "rdpmc");
CODE(u_rdtsc, "xorl %eax, %eax", "rdtsc");
CODE(u_smsw, "xorl %eax, %eax", "smsw %ax");
CODE(u_lmsw, "movl $0x3b, %eax", "lmsw %ax");
CODE(u_str, "xorl %eax, %eax", "str %ax");
CODE(u_ltr, "xorl %eax, %eax", "ltr %ax");
CODE(u_lldt, "xorl %eax, %eax", "lldt %ax");
CODE(u_swapgs, "xorl %eax, %eax", ".byte 0x0f, 0x01, 0xf8");
CODE(u_sysret, "xorl %eax, %eax", ".byte 0x0f, 0x07");
CODE(u_rsm, "xorl %eax, %eax", "rsm");
#ifdef __x86_64__
CODE(u_lgdt, "xorl %eax, %eax", "lgdt user_operand");
CODE(u_lidt, "xorl %eax, %eax", "lidt user_operand");
CODE(u_invlpg, "xorl %eax, %eax", "invlpg user_operand");
#else
CODE(u_lgdt, "xorl %eax, %eax", "lgdtl user_operand");
CODE(u_lidt, "xorl %eax, %eax", "lidtl user_operand");
CODE(u_invlpg, "xorl %eax, %eax", "invlpg user_operand");
#endif
char user_operand[16];

BEHAVIOUR
{
    TRY_USER("hlt", u_hlt);
    TRY_USER("cli", u_cli);
    TRY_USER("sti", u_sti);
    TRY_USER("clts", u_clts);
    TRY_USER("in", u_in);
    TRY_USER("out", u_out);
    TRY_USER("rdpmc", u_rdpmc);
    TRY_USER("rdtsc", u_rdtsc);
    TRY_USER("smsw", u_smsw);
    TRY_USER("lmsw", u_lmsw);
    TRY_USER("str", u_str);
    TRY_USER("ltr", u_ltr);
    TRY_USER("lldt", u_lldt);
    TRY_USER("lgdt", u_lgdt);
    TRY_USER("lidt", u_lidt);
    TRY_USER("invlpg", u_invlpg);
    TRY_USER("swapgs", u_swapgs);
    TRY_USER("sysret", u_sysret);
    TRY_USER("rsm", u_rsm);
}
