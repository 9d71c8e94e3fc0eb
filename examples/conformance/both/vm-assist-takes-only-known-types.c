#include "conformance.h"

BEHAVIOUR
{
    static const unsigned int types[] = {0, 1, 2, 3, 4, 5, 6, 7, 31, 32, 33, 63, 64, 0xffffffff};

    for (unsigned int i = 0; i < LENGTH(types); i++) {
        long enable = HYPERVISOR_vm_assist(VMASST_CMD_enable, types[i]);

        say("type %x: enable %ld disable %ld", types[i], enable, HYPERVISOR_vm_assist(VMASST_CMD_disable, types[i]));
    }
    result("command 2", HYPERVISOR_vm_assist(2, VMASST_TYPE_writable_pagetables));
    result("command 2 of no type", HYPERVISOR_vm_assist(2, 63));
}
