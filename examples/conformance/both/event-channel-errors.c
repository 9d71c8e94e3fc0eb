#include "conformance.h"

static struct evtchn_status status;

BEHAVIOUR
{
    struct evtchn_bind_pirq pirq = {.pirq = 1};
    struct evtchn_reset reset = {.dom = 0};
    struct evtchn_set_priority priority = {.port = 1, .priority = 3};
    uint32_t port;

    result("close port 0", close_port(0));
    result("close a free port", close_port(50));
    result("close port 1024", close_port(1024));
    result("close port ffffffff", close_port(0xffffffff));
    result("send on port 0", send(0));
    result("send on a free port", send(50));
    result("send on port 5000", send(5000));
    alloc_unbound(DOMID_SELF, 0, &port);
    result("send on an unbound port", send(port));
    result("unmask port 0", unmask(0));
    result("unmask a free port", unmask(50));
    result("unmask port 5000", unmask(5000));
    result("unbound between others", alloc_unbound(0, DOMID_SELF, &port));
    result("unbound in a domain of this one", alloc_unbound(0, 0, &port));
    result("unbound for no domain", alloc_unbound(DOMID_SELF, 77, &port));
    result("unbound for an odd domain", alloc_unbound(DOMID_SELF, DOMID_IDLE, &port));
    result("interdomain with no domain", bind_interdomain(77, 1, &port));
    result("interdomain with domain 0's port 0", bind_interdomain(0, 0, &port));
    result("interdomain with a free port", bind_interdomain(DOMID_SELF, 50, &port));
    result("interdomain with a port beyond", bind_interdomain(DOMID_SELF, 5000, &port));
    result("bind_pirq", HYPERVISOR_event_channel_op(EVTCHNOP_bind_pirq, &pirq));
    result("reset of domain 0", HYPERVISOR_event_channel_op(EVTCHNOP_reset, &reset));
    result("set_priority in the 2-level ABI", HYPERVISOR_event_channel_op(EVTCHNOP_set_priority, &priority));
    result("command 15", HYPERVISOR_event_channel_op(15, &status));
    result("command ffffffff", HYPERVISOR_event_channel_op(0xffffffff, &status));
    result("status at no address", HYPERVISOR_event_channel_op(EVTCHNOP_status, (void *)8));
    result("close at no address", HYPERVISOR_event_channel_op(EVTCHNOP_close, (void *)8));
}
