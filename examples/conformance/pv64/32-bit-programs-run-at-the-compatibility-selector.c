/* On pages below 4 GiB, through tables of their own. */
#include "conformance.h"

extern char compat_code[], compat_trap[], compat_end[];
__asm__(".pushsection .text\n .balign 16\n"
        "compat_code: .code32\n"
        "movl $0x12345678, %eax\n inc %eax\n push %ds\n pop %ebx\n movl %cs, %ecx\n movl %esp, %edx\n"
        "compat_trap: int $0x80\n .code64\n compat_end: nop\n"
        ".popsection");

BEHAVIOUR
{
    pte_t *l3 = take_page(), *l2 = take_page(), *l1 = take_page();
    char *code = take_page();
    pte_t *top = entry_of(NULL, 4);
    word frame[9] = {0};
    struct trap *trap;

    memcpy(code, compat_code, compat_end - compat_code);
    l1[1] = ENTRY(virt_to_mfn(code), RW);
    l2[2] = ENTRY(virt_to_mfn(l1), RW);
    l3[0] = ENTRY(virt_to_mfn(l2), RW);
    protect(l1, RO);
    protect(l2, RO);
    protect(l3, RO);
    result("hook the tables in", update(((uint64_t)virt_to_mfn(top) << PAGE_SHIFT) + ((word)top & (PAGE_SIZE - 1)),
                                        ENTRY(virt_to_mfn(l3), RW)));
    say("code: %x", *(unsigned int *)0x401000);
    extended(MMUEXT_NEW_USER_BASEPTR, top_table_mfn(), 0);
    set_trap(0x80, 3);
    frame[4] = 0x401000;
    frame[5] = USER_CS32;
    frame[6] = FLAG_IF | 2;
    frame[7] = 0x401f00;
    frame[8] = USER_SS;
    trap = attempt_frame(frame, 9);
    say("%s at %lx, cs %lx ss %lx sp %lx", vector_name(trap->vector), trap->ip, trap->cs, trap->ss, trap->sp);
    say("ax %lx bx %lx cx %lx dx %lx", trap->ax, trap->bx, trap->cx, trap->dx);
}
