#include "conformance.h"

#define FLAT_DATA 0x00cff3000000ffffull

static unsigned long frames[16];

static void limit(const char *what, unsigned int selector)
{
    word bytes = 0;
    uint8_t ok = 0;

    __asm__ volatile("lsl %2, %0; setz %1" : "+r"(bytes), "+q"(ok) : "r"((word)selector) : "cc");
    say("%s: %s %lx", what, ok ? "limit" : "none", ok ? bytes : 0);
}

CODE(load_seg, "mov $0x13, %eax", "mov %eax, %es");

BEHAVIOUR
{
    uint64_t *table = take_page();
    struct trap *trap;

    memset(frames, 0, sizeof(frames));
    table[2] = FLAT_DATA;
    frames[0] = virt_to_mfn(table);
    result("a page mapped writable", HYPERVISOR_set_gdt(frames, 512));
    protect(table, RO);
    result("mapped read-only", HYPERVISOR_set_gdt(frames, 512));
    result("map it writable", protect(table, RW));
    limit("selector 10", 0x13);
    limit("selector 18", 0x1b);
    limit("flat data of Xen", USER_SS);
    trap = attempt(load_seg);
    say("load selector 10: %s", vector_name(trap->vector));
    result("7169 entries", HYPERVISOR_set_gdt(frames, 7169));
    result("7168 entries, pages missing", HYPERVISOR_set_gdt(frames, 7168));
    result("513 entries, a page missing", HYPERVISOR_set_gdt(frames, 513));
    result("at no address", HYPERVISOR_set_gdt((void *)8, 512));
    frames[0] = top_table_mfn();
    result("a page table", HYPERVISOR_set_gdt(frames, 512));
    limit("selector 10", 0x13);
    frames[0] = virt_to_mfn(table);
    result("one entry", HYPERVISOR_set_gdt(frames, 1));
    limit("selector 10, beyond the entries", 0x13);
    result("none", HYPERVISOR_set_gdt(frames, 0));
    limit("selector 10", 0x13);
    result("map it writable", protect(table, RW));
}
