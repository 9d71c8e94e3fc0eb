/* What Xen does with a store into a last-level table, with and without the assist. */
#include "conformance.h"

#ifdef __x86_64__
#define AX "%rax"
#define CX "%rcx"
#else
#define AX "%eax"
#define CX "%ecx"
#endif
__asm__(".pushsection .bss\n .globl pt_slot, pt_low, pt_high\npt_slot: .skip 8\npt_low: .skip 4\npt_high: .skip 4\n.popsection");
extern pte_t *pt_slot;
extern uint32_t pt_low, pt_high;
#define LOAD "mov pt_slot, " AX "; mov pt_low, " CX "; movl pt_high, %edx"
CODE(store_word, LOAD, "mov " CX ", (" AX ")");
CODE(store_byte, LOAD, "movb %cl, (" AX ")");
CODE(store_misaligned, LOAD, "movl %ecx, 2(" AX ")");
CODE(exchange, LOAD, "xchg " CX ", (" AX ")");
CODE(or_it, LOAD, "orl $0x200, (" AX ")");
CODE(bit_set, LOAD, "lock btsl $9, (" AX ")");

static void set(pte_t value)
{
    pt_low = value;
    pt_high = value >> 32;
}


BEHAVIOUR
{
    char *page = take_page(), *other = take_page();
    pte_t own = ENTRY(virt_to_mfn(page), RW), its = ENTRY(virt_to_mfn(other), RW);

    pt_slot = entry_of(page, 1);
    *other = 'o';
    set(its);
    TRY("without the assist", store_word);
    result("enable", HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables));
    TRY("store", store_word);
    extended(MMUEXT_INVLPG_LOCAL, (word)page, 0);
    say("  shows the other: %d", *page == 'o');
    set(own);
    TRY("exchange", exchange);
    TRY("or", or_it);
    say("  flags %llx", *pt_slot & ~FRAME_MASK);
    TRY("bts", bit_set);
    set(ENTRY(0xffffffff, RW));
    TRY("store a frame that does not exist", store_word);
    set(ENTRY(top_table_mfn(), RW));
    TRY("store a page table, writable", store_word);
    set(ENTRY(virt_to_mfn(page), RW | PTE_PCD));
    TRY("store with PCD", store_word);
    set(0x67);
    TRY("a byte", store_byte);
    TRY("a misaligned one", store_misaligned);
    say("  flags %llx", *pt_slot & ~FRAME_MASK);
    pt_slot = entry_of(page, 2);
    set(*pt_slot);
    TRY("store into level 2", store_word);
    TRY_USER("from a program", store_word);
    result("disable", HYPERVISOR_vm_assist(VMASST_CMD_disable, VMASST_TYPE_writable_pagetables));
    pt_slot = entry_of(page, 1);
    TRY("without the assist", store_word);
}
