#include "conformance.h"

BEHAVIOUR
{
    struct callback_unregister unregister = {0};

    for (unsigned int type = 0; type < 10; type++) {
        long plain = register_callback(type, 0, event_entry);

        say("register %u: %ld, with flag 2: %ld", type, plain, register_callback(type, 2, event_entry));
    }
    for (unregister.type = 0; unregister.type < 10; unregister.type++)
        say("unregister %u: %ld", unregister.type, HYPERVISOR_callback_op(CALLBACKOP_unregister, &unregister));
    result("register at no address", HYPERVISOR_callback_op(CALLBACKOP_register, (void *)8));
    result("unregister at no address", HYPERVISOR_callback_op(CALLBACKOP_unregister, (void *)8));
    result("command 2", HYPERVISOR_callback_op(2, &unregister));
#ifdef __x86_64__
    struct callback_register callback = {.type = CALLBACKTYPE_event, .address = 0x800000000000ul};

    result("a non-canonical event callback", HYPERVISOR_callback_op(CALLBACKOP_register, &callback));
    callback.type = CALLBACKTYPE_syscall;
    result("a non-canonical syscall callback", HYPERVISOR_callback_op(CALLBACKOP_register, &callback));
    callback.address = 0xffff800000000000ul;
    result("a syscall callback in Xen", HYPERVISOR_callback_op(CALLBACKOP_register, &callback));
#else
    struct callback_register callback = {.type = CALLBACKTYPE_event, .address = {0, 0}};

    result("an event callback without a selector", HYPERVISOR_callback_op(CALLBACKOP_register, &callback));
    callback.address.cs = 0xe008;
    result("an event callback in ring 0", HYPERVISOR_callback_op(CALLBACKOP_register, &callback));
#endif
}
