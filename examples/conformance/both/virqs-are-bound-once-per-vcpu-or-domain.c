#include "conformance.h"

BEHAVIOUR
{
    uint32_t port;

    result("timer on vcpu 0", bind_virq(VIRQ_TIMER, 0, &port));
    result("timer on vcpu 0 again", bind_virq(VIRQ_TIMER, 0, &port));
    result("timer on vcpu 1", bind_virq(VIRQ_TIMER, 1, &port));
    result("timer on vcpu 2", bind_virq(VIRQ_TIMER, 2, &port));
    result("timer on vcpu 1000000", bind_virq(VIRQ_TIMER, 1000000, &port));
    result("move a vcpu's virq", bind_vcpu(port, 0));
    result("debug on vcpu 1", bind_virq(VIRQ_DEBUG, 1, &port));
    result("console on vcpu 1", bind_virq(VIRQ_CONSOLE, 1, &port));
    result("console on vcpu 0", bind_virq(VIRQ_CONSOLE, 0, &port));
    say_status("console", port);
    result("move a global virq", bind_vcpu(port, 1));
    result("console again", bind_virq(VIRQ_CONSOLE, 0, &port));
    result("dom_exc", bind_virq(VIRQ_DOM_EXC, 0, &port));
    result("argo on vcpu 1", bind_virq(VIRQ_ARGO, 1, &port));
    result("argo on vcpu 0", bind_virq(VIRQ_ARGO, 0, &port));
    result("number 5", bind_virq(5, 0, &port));
    result("number 15", bind_virq(15, 0, &port));
    result("number 23", bind_virq(23, 0, &port));
    result("number 24", bind_virq(24, 0, &port));
    result("number ffffffff", bind_virq(0xffffffff, 0, &port));
    result("send on a virq's port", send(port));
    result("ipi to vcpu 1", bind_ipi(1, &port));
    result("move an ipi", bind_vcpu(port, 0));
    result("ipi to vcpu 2", bind_ipi(2, &port));
    result("two ipis to one vcpu", bind_ipi(1, &port));
}
