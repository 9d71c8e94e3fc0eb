#include "conformance.h"

BEHAVIOUR
{
    uint32_t first, second, third;

    result("unbound for itself", alloc_unbound(DOMID_SELF, DOMID_SELF, &first));
    result("bind to it", bind_interdomain(DOMID_SELF, first, &second));
    say("a fresh binding is pending at the binder: %d, at the other: %d", pending(second), pending(first));
    clear_pending(first);
    clear_pending(second);
    result("bind to it again", bind_interdomain(DOMID_SELF, first, &third));
    result("send on the first", send(first));
    say("pending: first %d second %d", pending(first), pending(second));
    result("send on the first again", send(first));
    clear_pending(second);
    result("send on the second", send(second));
    say("pending: first %d second %d", pending(first), pending(second));
    result("move the second to vcpu 1", bind_vcpu(second, 1));
    say_status("second", second);
    result("move the second to vcpu 2", bind_vcpu(second, 2));
    result("close the second", close_port(second));
    say_status("first", first);
    say_status("second", second);
    result("send on the first", send(first));
    result("bind to it anew", bind_interdomain(DOMID_SELF, first, &third));
    say("the same port: %d", third == second);
    say("pending: first %d second %d", pending(first), pending(third));
}
