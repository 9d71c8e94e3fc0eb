/* It says what it finds and takes itself down. */
#include "conformance.h"

static struct vcpu_guest_context context;
static volatile word seen[12];
static volatile bool done;
static char stack[XEN_PAGE_SIZE] PAGE;
extern char second_vcpu[];

__asm__(".pushsection .text\n"
        "second_vcpu:\n"
#ifdef __x86_64__
        "movq %rsp, %rdi\n pushfq\n popq %rsi\n movl %cs, %edx\n movl %ss, %ecx\n"
#else
        "movl %esp, %edi\n pushfl\n popl %esi\n movl %cs, %edx\n movl %ss, %ecx\n"
        "pushl %ecx\n pushl %edx\n pushl %esi\n pushl %edi\n"
#endif
        "call second_main\n"
        ".popsection");

__attribute__((used)) void second_main(word sp, word flags, word cs, word ss)
{
    seen[0] = sp - (word)stack;
    seen[1] = flags;
    seen[2] = cs;
    seen[3] = ss;
    seen[4] = shared_info->vcpu_info[1].evtchn_upcall_mask;
    seen[5] = HYPERVISOR_vcpu_op(VCPUOP_is_up, 1, NULL);
    seen[6] = HYPERVISOR_vcpu_op(VCPUOP_is_up, 0, NULL);
    done = true;
    HYPERVISOR_vcpu_op(VCPUOP_down, 1, NULL);
    for (;;)
        ;
}

BEHAVIOUR
{
    context.user_regs.cs = KERNEL_CS;
    context.user_regs.ss = KERNEL_SS;
    context.user_regs.ds = context.user_regs.es = LEVELS == 3 ? KERNEL_SS : 0;
    context.flags = VGCF_in_kernel;
    context.kernel_ss = KERNEL_SS;
    context.kernel_sp = (word)stack + PAGE_SIZE;
#ifdef __x86_64__
    context.user_regs.rip = (word)second_vcpu;
    context.user_regs.rflags = FLAG_IF;
    context.user_regs.rsp = (word)stack + PAGE_SIZE;
    context.ctrlreg[3] = top_table_mfn() << PAGE_SHIFT;
#else
    context.user_regs.eip = (word)second_vcpu;
    context.user_regs.eflags = FLAG_IF;
    context.user_regs.esp = (word)stack + PAGE_SIZE;
    context.ctrlreg[3] = top_table_mfn() << PAGE_SHIFT | top_table_mfn() >> 20;
#endif
    result("initialise", HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, &context));
    result("initialise again", HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, &context));
    result("is_up", HYPERVISOR_vcpu_op(VCPUOP_is_up, 1, NULL));
    result("up", HYPERVISOR_vcpu_op(VCPUOP_up, 1, NULL));
    while (!done)
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
    while (HYPERVISOR_vcpu_op(VCPUOP_is_up, 1, NULL))
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
    say("sp at %lx of its stack, flags %lx, cs %lx, ss %lx", seen[0], seen[1] & ~0x8d5ul, seen[2], seen[3]);
    say("upcall mask %lx, vcpu 1 is up: %lx, vcpu 0 is up: %lx", seen[4], seen[5], seen[6]);
    result("is_up afterwards", HYPERVISOR_vcpu_op(VCPUOP_is_up, 1, NULL));
    result("initialise a third time", HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, &context));
}
