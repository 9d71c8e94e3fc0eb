#include "conformance.h"

CODE(ask_for_page, "movl $0x40000000, %ecx; movl page_maddr, %eax; movl page_maddr + 4, %edx", "wrmsr");
__asm__(".pushsection .bss\n .globl page_maddr\npage_maddr: .skip 8\n.popsection");
extern uint64_t page_maddr;

static void dump(const unsigned char *stub)
{
    static char text[65];

    for (int i = 0; i < 32; i++) {
        text[2 * i] = "0123456789abcdef"[stub[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[stub[i] & 15];
    }
    say("%s", text);
}

BEHAVIOUR
{
    unsigned char *page = take_page();

    /* A guest-physical address: for a PV guest, its own frame number. */
    page_maddr = (uint64_t)virt_to_mfn(page) << PAGE_SHIFT;
    TRY("by machine address", ask_for_page);
    dump(page);
    dump(page + 17 * 32);
    dump(page + 23 * 32);
    dump(page + 127 * 32);
    page_maddr = (uint64_t)virt_to_mfn((void *)start_info->pt_base) << PAGE_SHIFT;
    TRY("a page table", ask_for_page);
    page_maddr = 0xffffffffull << PAGE_SHIFT;
    TRY("no frame", ask_for_page);
}
