#include "conformance.h"

CODE(i_cli, "xorl %eax, %eax", "cli");
CODE(i_sti, "xorl %eax, %eax", "sti");
CODE(i_in, "xorl %eax, %eax; movl $0x80, %edx", "inb %dx, %al");
CODE(i_in4, "xorl %eax, %eax; movl $0xcfc, %edx", "inl %dx, %eax");
CODE(i_out, "xorl %eax, %eax; movl $0x80, %edx", "outb %al, %dx");

static bool note(struct trap *trap)
{
    (void)trap;
    return true;
}

static void all(void)
{
    vcpu_info()->evtchn_upcall_mask = 0;
    TRY("  kernel, cli", i_cli);
    say("  mask: %d", vcpu_info()->evtchn_upcall_mask);
    vcpu_info()->evtchn_upcall_mask = 1;
    TRY("  kernel, sti", i_sti);
    say("  mask: %d", vcpu_info()->evtchn_upcall_mask);
    TRY("  kernel, in", i_in);
    TRY("  kernel, out", i_out);
    TRY("  kernel, in of a double word", i_in4);
    TRY_USER("  user, cli", i_cli);
    TRY_USER("  user, in", i_in);
}

BEHAVIOUR
{
    struct physdev_set_iopl iopl;

    on_trap = note;
    for (iopl.iopl = 0; iopl.iopl < 5; iopl.iopl++) {
        say("iopl %u: %ld", iopl.iopl, HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl));
        all();
    }
    iopl.iopl = 0;
    HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl);
    result("architectural iopl", HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_architectural_iopl));
    for (iopl.iopl = 0; iopl.iopl < 4; iopl.iopl++) {
        say("iopl %u: %ld", iopl.iopl, HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl));
        all();
    }
}
