#include "conformance.h"

BEHAVIOUR
{
    uint32_t a, b, c, d;

    result("alloc_unbound", alloc_unbound(DOMID_SELF, 0, &a));
    say("port %u", a);
    result("alloc_unbound", alloc_unbound(DOMID_SELF, 0, &b));
    result("bind_ipi", bind_ipi(0, &c));
    say("ports %u %u", b, c);
    result("close the middle one", close_port(b));
    result("bind_virq", bind_virq(VIRQ_TIMER, 0, &d));
    say("port %u", d);
    result("close the first", close_port(a));
    result("alloc_unbound", alloc_unbound(DOMID_SELF, DOMID_SELF, &a));
    say("port %u", a);
}
