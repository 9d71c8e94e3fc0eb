#include "conformance.h"

BEHAVIOUR
{
    void *table = take_page();

    result("pin a page that is mapped writable", pin(1, table));
    result("map it read-only", protect(table, RO));
    result("pin it", pin(1, table));
    result("pin it again", pin(1, table));
    result("pin it as another level", pin(2, table));
    result("map it writable", protect(table, RW));
    result("unpin it", unpin(table));
    result("unpin it again", unpin(table));
    result("map it writable", protect(table, RW));
    result("unpin the running top table", unpin((void *)start_info->pt_base));
    result("pin the running top table again", pin(LEVELS, (void *)start_info->pt_base));
    result("unpin it", unpin((void *)start_info->pt_base));
}
