#include "conformance.h"

static struct vcpu_guest_context context;

static void fill(void)
{
    memset(&context, 0, sizeof(context));
    context.user_regs.cs = KERNEL_CS;
    context.user_regs.ss = KERNEL_SS;
    context.flags = VGCF_in_kernel;
    context.kernel_ss = KERNEL_SS;
    context.kernel_sp = (word)kernel_stack_top;
    context.ctrlreg[3] = top_table_mfn() << PAGE_SHIFT;
}

static void try(const char *what)
{
    result(what, HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, &context));
    fill();
}

BEHAVIOUR
{
    fill();
    context.ctrlreg[3] = 0xfffffffful << PAGE_SHIFT;
    try("a top table that does not exist");
    context.ctrlreg[3] = virt_to_mfn(entry_of(context.fpu_ctxt.x, 1)) << PAGE_SHIFT;
    try("a last-level table as top table");
    context.gdt_ents = 9000;
    try("9000 descriptors");
    context.gdt_ents = 512;
    try("a descriptor page that does not exist");
    context.ldt_ents = 9000;
    try("9000 local descriptors");
    context.ldt_base = 8;
    context.ldt_ents = 1;
    try("unaligned local descriptors");
#ifdef __x86_64__
    context.event_callback_eip = 0x800000000000ul;
    try("a non-canonical callback");
    context.user_regs.rip = 0x800000000000ul;
    try("a non-canonical start");
#else
    context.user_regs.cs = 0xe008;
    try("a start in ring 0");
#endif
}
