#include "conformance.h"

BEHAVIOUR
{
    uint32_t unbound, ipi, virq, self, other;
    struct evtchn_status foreign = {.dom = 77, .port = 1};

    alloc_unbound(DOMID_SELF, 0, &unbound);
    bind_ipi(0, &ipi);
    bind_virq(VIRQ_DEBUG, 1, &virq);
    alloc_unbound(DOMID_SELF, DOMID_SELF, &self);
    bind_interdomain(DOMID_SELF, self, &other);
    say_status("port 0", 0);
    say_status("xenstore's", start_info->store_evtchn);
    say_status("the console's", start_info->console.domU.evtchn);
    say_status("unbound", unbound);
    say_status("ipi", ipi);
    say_status("virq", virq);
    say_status("one end", self);
    say_status("the other end", other);
    say_status("never bound", other + 1);
    say_status("port 1023", 1023);
    say_status("port 1024", 1024);
    say_status("port 4096", 4096);
    say_status("port 131072", 131072);
    say_status("port ffffffff", 0xffffffff);
    result("of no domain", HYPERVISOR_event_channel_op(EVTCHNOP_status, &foreign));
    foreign.dom = 0;
    result("of domain 0", HYPERVISOR_event_channel_op(EVTCHNOP_status, &foreign));
}
