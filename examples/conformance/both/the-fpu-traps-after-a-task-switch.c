#include "conformance.h"

CODE(use_fpu, "xorl %eax, %eax", "fnop");

BEHAVIOUR
{
    TRY("at first", use_fpu);
    result("fpu_taskswitch 1", HYPERVISOR_fpu_taskswitch(1));
    TRY("use it", use_fpu);
    TRY("use it again", use_fpu);
    result("fpu_taskswitch 1", HYPERVISOR_fpu_taskswitch(1));
    result("fpu_taskswitch 0", HYPERVISOR_fpu_taskswitch(0));
    TRY("use it", use_fpu);
    result("fpu_taskswitch 2", HYPERVISOR_fpu_taskswitch(2));
    TRY_USER("use it in a program", use_fpu);
    TRY_USER("use it in a program again", use_fpu);
}
