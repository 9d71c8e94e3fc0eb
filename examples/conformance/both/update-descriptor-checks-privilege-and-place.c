#include "conformance.h"

static unsigned long frames[16];

BEHAVIOUR
{
    static const struct {
        const char *what;
        uint64_t descriptor;
    } tries[] = {
        {"null", 0},
        {"ring 3 data", 0x00cff3000000ffff},
        {"ring 3 code", 0x00cffb000000ffff},
        {"ring 3 64-bit code", 0x00affb000000ffff},
        {"ring 1 data", 0x00cfb3000000ffff},
        {"ring 1 code", 0x00cfbb000000ffff},
        {"ring 0 data", 0x00cf93000000ffff},
        {"ring 0 code", 0x00cf9b000000ffff},
        {"conforming ring 3 code", 0x00cfff000000ffff},
        {"conforming ring 0 code", 0x00cf9f000000ffff},
        {"absent ring 0 data", 0x00cf13000000ffff},
        {"absent system", 0x0000020000000000},
        {"ldt", 0x0000e20000000000},
        {"tss", 0x0000e90000000000},
        {"call gate", 0x0000ec000008ffff},
        {"call gate to ring 3", 0x0000ec00e02b0000},
        {"interrupt gate", 0x0000ee00e0330000},
        {"ring 3 data of one page", 0x00c0f30000000000},
        {"64- and 32-bit code", 0x00effb000000ffff},
    };
    uint64_t *table = take_page(), *plain = take_page();
    uint64_t at = (uint64_t)virt_to_mfn(table) << PAGE_SHIFT;

    memset(frames, 0, sizeof(frames));
    protect(table, RO);
    frames[0] = virt_to_mfn(table);
    result("set_gdt", HYPERVISOR_set_gdt(frames, 512));
    for (unsigned int i = 0; i < LENGTH(tries); i++) {
        long error = HYPERVISOR_update_descriptor(at + 8 * (i + 1), tries[i].descriptor);

        say("%s: %ld, reads %llx", tries[i].what, error, (unsigned long long)table[i + 1]);
    }
    result("unaligned", HYPERVISOR_update_descriptor(at + 4, 0));
    result("in a plain page", HYPERVISOR_update_descriptor((uint64_t)virt_to_mfn(plain) << PAGE_SHIFT, 0x00cff3000000ffff));
    say("written: %d", plain[0] == 0x00cff3000000ffff);
    result("in a page table", HYPERVISOR_update_descriptor((uint64_t)top_table_mfn() << PAGE_SHIFT, 0));
    result("in no frame", HYPERVISOR_update_descriptor(0xffffffffull << PAGE_SHIFT, 0));
    result("in a frame of Xen's", HYPERVISOR_update_descriptor(1ull << PAGE_SHIFT, 0));
}
