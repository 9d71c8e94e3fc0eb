/* By forced emulation: what does not depend on the processor's model. */
#include "conformance.h"

static struct vcpu_guest_context context;
static volatile bool done;
static uint32_t of_second[4];
static char stack[XEN_PAGE_SIZE] PAGE;
extern char cpuid_on_second[];

__asm__(".pushsection .text\ncpuid_on_second: call cpuid_second_main\n.popsection");

static void forced(uint32_t leaf, uint32_t subleaf, uint32_t *out)
{
    __asm__ volatile(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; cpuid"
                     : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
                     : "a"(leaf), "c"(subleaf));
}

__attribute__((used)) void cpuid_second_main(void)
{
    forced(1, 0, of_second);
    done = true;
    HYPERVISOR_vcpu_op(VCPUOP_down, 1, NULL);
    for (;;)
        ;
}

static void ask_second(void)
{
    context.user_regs.cs = KERNEL_CS;
    context.user_regs.ss = KERNEL_SS;
    context.user_regs.ds = context.user_regs.es = LEVELS == 3 ? KERNEL_SS : 0;
    context.flags = VGCF_in_kernel;
    context.kernel_ss = KERNEL_SS;
    context.kernel_sp = (word)stack + PAGE_SIZE;
#ifdef __x86_64__
    context.user_regs.rip = (word)cpuid_on_second;
    context.user_regs.rsp = (word)stack + PAGE_SIZE;
    context.ctrlreg[3] = top_table_mfn() << PAGE_SHIFT;
#else
    context.user_regs.eip = (word)cpuid_on_second;
    context.user_regs.esp = (word)stack + PAGE_SIZE;
    context.ctrlreg[3] = top_table_mfn() << PAGE_SHIFT | top_table_mfn() >> 20;
#endif
    HYPERVISOR_vcpu_op(VCPUOP_initialise, 1, &context);
    HYPERVISOR_vcpu_op(VCPUOP_up, 1, NULL);
    while (!done)
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
}

static bool bit(uint32_t word, unsigned int number)
{
    return word >> number & 1;
}

static void zeroes(uint32_t leaf, uint32_t subleaf)
{
    uint32_t r[4];

    forced(leaf, subleaf, r);
    say("leaf %x.%x: %s", leaf, subleaf, r[0] | r[1] | r[2] | r[3] ? "something" : "zeroes");
}

static void states(void)
{
    uint32_t r[4];

    forced(0xd, 0, r);
    say("states: x87 and sse %x, size now %x, high half %x", r[0] & 3, r[1], r[3]);
    forced(0xd, 1, r);
    say("states: xsaveopt %d, xgetbv1 %d, xsaves %d, ecx %x, edx %x", bit(r[0], 0), bit(r[0], 2), bit(r[0], 3), r[2],
        r[3]);
    zeroes(0xd, 62);
    zeroes(0xd, 63);
}

static void xen_leaves(void)
{
    uint32_t r[4], s[4];

    forced(0x40000000, 0, r);
    say("xen: last leaf %x", r[0]);
    forced(0x40000003, 0, r);
    say("time: rdtscp %d, mode %x, incarnation %x", bit(r[0], 2), r[1], r[3]);
    forced(0x40000003, 2, s);
    say("time: the guest's and the host's kHz agree: %d", r[2] == s[0]);
    forced(0x40000003, 1, r);
    say("time: offset %x %x, a scale: %d", r[0], r[1], r[2] != 0);
    zeroes(0x40000003, 3);
    zeroes(0x40000004, 0);
    forced(0x40000005, 0, r);
    say("pv: last subleaf %x, bits of an address %d, %x %x", r[0], r[1] >= 20 && r[1] <= 52, r[2], r[3]);
    zeroes(0x40000005, 1);
    zeroes(0x40000006, 0);
    zeroes(0x40000100, 0);
}

BEHAVIOUR
{
    uint32_t r[4], s[4];

    forced(0, 0, r);
    say("last leaf %x", r[0]);
    forced(1, 0, r);
    forced(1, 7, s);
    say("leaf 1: the subleaf matters: %d", memcmp(r, s, sizeof(r)) != 0);
    say("leaf 1: clflush of %d bytes, apic number %x, count %x", (r[1] >> 8 & 0xff) * 8, r[1] >> 24, r[1] >> 16 & 0xff);
    say("leaf 1: osxsave %d, htt %d, pcid %d, tsc deadline %d, ds %d", bit(r[2], 27), bit(r[3], 28), bit(r[2], 17),
        bit(r[2], 24), bit(r[3], 21));
    ask_second();
    say("leaf 1 of the second vcpu: apic number %x", of_second[1] >> 24);
    for (uint32_t leaf = 5; leaf < 0xd; leaf++)
        if (leaf != 7)
            zeroes(leaf, 0);
    zeroes(0xb, 1);
    zeroes(0xb, 2);
    zeroes(0xe, 0);
    zeroes(0x14, 0);
    zeroes(0x7fffffff, 0);
    forced(7, 0, r);
    say("leaf 7: smep %d, smap %d, invpcid %d, pku %d, umip %d, mpx %d", bit(r[1], 7), bit(r[1], 20), bit(r[1], 10),
        bit(r[2], 3), bit(r[2], 2), bit(r[1], 14));
    zeroes(7, 5);
    states();
    xen_leaves();
    forced(0x80000007, 0, r);
    say("leaf 80000007: %x %x %x %x", r[0], r[1], r[2], r[3]);
    forced(0x80000008, 0, r);
    say("leaf 80000008: linear bits %d, further bits %x, edx %x", r[0] >> 8 & 0xff, r[0] >> 16, r[3]);
    zeroes(0x80000009, 0);
    zeroes(0x8000000a, 0);
    zeroes(0x80000030, 0);
    zeroes(0x90000000, 0);
    zeroes(0xffffffff, 0);
}
