#include "conformance.h"

CODE(use_ldt, "mov $0x17, %eax", "mov %eax, %es; mov %es, %edx");
CODE(use_null, "mov $0x7, %eax", "mov %eax, %es");

BEHAVIOUR
{
    uint64_t *table = take_page();

    table[2] = 0x00cff3000000ffffull;
    table[3] = 0x00cf93000000ffffull;
    TRY("without one", use_ldt);
    result("unaligned", extended(MMUEXT_SET_LDT, (word)table + 8, 512));
    result("too many", extended(MMUEXT_SET_LDT, (word)table, 8193));
    result("in Xen", extended(MMUEXT_SET_LDT, LEVELS == 4 ? (word)0xffff800000000000ull : (word)0xf5800000, 512));
    result("none", extended(MMUEXT_SET_LDT, 0, 0));
    result("on a writable page with a bad descriptor", extended(MMUEXT_SET_LDT, (word)table, 512));
    TRY("use it", use_ldt);
    result("without the bad descriptor", (table[3] = 0, protect(table, RO)));
    TRY("use it", use_ldt);
    result("map it writable", protect(table, RW));
    TRY("its null entry", use_null);
    result("shorter", extended(MMUEXT_SET_LDT, (word)table, 2));
    TRY("use what is beyond", use_ldt);
    result("none again", extended(MMUEXT_SET_LDT, 0, 0));
    result("map it writable", protect(table, RW));
    TRY("use it", use_ldt);
}
