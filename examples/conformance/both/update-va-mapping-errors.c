#include "conformance.h"

BEHAVIOUR
{
    static uint64_t cpus[2] = {1};
    char *page = take_page();
    word at = (word)page;
    pte_t entry = ENTRY(virt_to_mfn(page), RW);

    for (word flags = 0; flags < 8; flags++)
        say("flags %lx: %ld", flags, HYPERVISOR_update_va_mapping(at, entry, flags));
    result("flush the vcpus of a mask", HYPERVISOR_update_va_mapping(at, entry, UVMF_TLB_FLUSH | (word)cpus));
    result("flush a mask at no address", HYPERVISOR_update_va_mapping(at, entry, UVMF_TLB_FLUSH | 8));
    result("invlpg a mask at no address", HYPERVISOR_update_va_mapping(at, entry, UVMF_INVLPG | 8));
    result("unaligned address", HYPERVISOR_update_va_mapping(at + 5, entry, 0));
    result("an address without tables", HYPERVISOR_update_va_mapping(VIRT_BASE / 2, entry, 0));
    result("an address of Xen's", HYPERVISOR_update_va_mapping(LEVELS == 4 ? (word)0xffff800000000000ull : (word)0xf5800000, entry, 0));
    result("a frame that does not exist", HYPERVISOR_update_va_mapping(at, ENTRY(0xffffffff, RW), 0));
    result("Xen's frame", HYPERVISOR_update_va_mapping(at, ENTRY(1, RO), 0));
    result("a page table, writable", HYPERVISOR_update_va_mapping(at, ENTRY(top_table_mfn(), RW), 0));
    result("a page table, read-only", HYPERVISOR_update_va_mapping(at, ENTRY(top_table_mfn(), RO), 0));
    result("other domain: itself", HYPERVISOR_update_va_mapping_otherdomain(at, entry, 0, DOMID_SELF));
    result("other domain: 0", HYPERVISOR_update_va_mapping_otherdomain(at, entry, 0, 0));
    result("other domain: none", HYPERVISOR_update_va_mapping_otherdomain(at, entry, 0, 77));
}
