/* Neither carried out nor emulated; which fault they are is the processor's affair, and Xen passes it on. */
#include "conformance.h"

CODE(monitor, "xorl %eax, %eax; xorl %ecx, %ecx; xorl %edx, %edx", ".byte 0x0f, 0x01, 0xc8");
CODE(mwait, "xorl %eax, %eax; xorl %ecx, %ecx", ".byte 0x0f, 0x01, 0xc9");
CODE(sysret, "xorl %ecx, %ecx", ".byte 0x0f, 0x07");
CODE(vmcall, "xorl %eax, %eax", ".byte 0x0f, 0x01, 0xc1");
CODE(clac, "xorl %eax, %eax", ".byte 0x0f, 0x01, 0xca");

BEHAVIOUR
{
    TRY("monitor", monitor);
    TRY("mwait", mwait);
    TRY("sysret", sysret);
    TRY("vmcall", vmcall);
    TRY("clac", clac);
    TRY_USER("monitor in a program", monitor);
    TRY_USER("mwait in a program", mwait);
    TRY_USER("sysret in a program", sysret);
    TRY_USER("vmcall in a program", vmcall);
    TRY_USER("clac in a program", clac);
}
