#include "conformance.h"

BEHAVIOUR
{
    static uint64_t cpus = 1;
    struct mmuext_op ops[3];
    uint32_t done = 77;
    void *page = take_page();

    result("no operation", HYPERVISOR_mmuext_op(ops, 0, &done, DOMID_SELF));
    say("done %u", done);
    result("at no address", HYPERVISOR_mmuext_op((void *)8, 1, &done, DOMID_SELF));
    result("for no domain", HYPERVISOR_mmuext_op(ops, 1, &done, 77));
    result("for domain 0", HYPERVISOR_mmuext_op(ops, 1, &done, 0));
    result("flush local", extended(MMUEXT_TLB_FLUSH_LOCAL, 0, 0));
    result("flush all", extended(MMUEXT_TLB_FLUSH_ALL, 0, 0));
    result("invlpg local", extended(MMUEXT_INVLPG_LOCAL, VIRT_BASE, 0));
    result("invlpg all", extended(MMUEXT_INVLPG_ALL, VIRT_BASE, 0));
    result("invlpg local of Xen's", extended(MMUEXT_INVLPG_LOCAL, -4096ul, 0));
    result("flush multi", extended(MMUEXT_TLB_FLUSH_MULTI, 0, (word)&cpus));
    result("flush multi without a mask", extended(MMUEXT_TLB_FLUSH_MULTI, 0, 8));
    result("flush cache", extended(MMUEXT_FLUSH_CACHE, 0, 0));
    result("flush cache global", extended(MMUEXT_FLUSH_CACHE_GLOBAL, 0, 0));
    result("mark super", extended(MMUEXT_MARK_SUPER, virt_to_mfn(page), 0));
    result("unmark super", extended(MMUEXT_UNMARK_SUPER, virt_to_mfn(page), 0));
    result("operation 14", extended(14, 0, 0));
    result("operation 21", extended(21, 0, 0));
    result("operation 99", extended(99, 0, 0));
    result("unpin no frame", extended(MMUEXT_UNPIN_TABLE, 0xfffffffful, 0));
    result("new base: no frame", extended(MMUEXT_NEW_BASEPTR, 0xfffffffful, 0));
    result("new base: a plain page", extended(MMUEXT_NEW_BASEPTR, virt_to_mfn(page), 0));
    result("new base: the running one", extended(MMUEXT_NEW_BASEPTR, top_table_mfn(), 0));
    result("new user base: a plain page", extended(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(page), 0));
    result("new user base: none", extended(MMUEXT_NEW_USER_BASEPTR, 0, 0));
    result("new user base: the running one", extended(MMUEXT_NEW_USER_BASEPTR, top_table_mfn(), 0));
    memset(page, 0x55, PAGE_SIZE);
    result("clear a page", extended(MMUEXT_CLEAR_PAGE, virt_to_mfn(page), 0));
    say("cleared: %d", *(char *)page == 0);
    result("clear a page table", extended(MMUEXT_CLEAR_PAGE, top_table_mfn(), 0));
    ops[0] = (struct mmuext_op){.cmd = MMUEXT_TLB_FLUSH_LOCAL};
    ops[1] = (struct mmuext_op){.cmd = 99};
    ops[2] = ops[0];
    result("good, bad, good", HYPERVISOR_mmuext_op(ops, 3, &done, DOMID_SELF));
    say("done %u", done);
    result("done at no address", HYPERVISOR_mmuext_op(ops, 1, (void *)8, DOMID_SELF));
}
