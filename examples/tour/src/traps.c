/*
 * Traps. A PV kernel has no IDT: it hands Xen a table of handlers, and Xen builds each exception's frame on
 * the kernel's stack as the processor would have.
 */
#include "tour.h"

static volatile struct probe *probe_running;
word user_cs;

void traps_init(void)
{
    /* flags: bits 0-1 the lowest privilege that may raise it by INT n; bit 2 masks events on entry. */
    static const struct trap_info table[] = {
        {.vector = 0, .cs = KERNEL_CS, .address = (word)trap_divide},
        {.vector = 1, .cs = KERNEL_CS, .address = (word)trap_debug},
        {.vector = 6, .cs = KERNEL_CS, .address = (word)trap_invalid_opcode},
        {.vector = 13, .cs = KERNEL_CS, .address = (word)trap_general_protection},
        {.vector = 14, .cs = KERNEL_CS, .address = (word)trap_page_fault},
        {.vector = 0x80, .flags = 3, .cs = KERNEL_CS, .address = (word)trap_system_call},
        {0},
    };
    long result = HYPERVISOR_set_trap_table(table);

    if (result)
        fail("set_trap_table", result);
    /* Where Xen finds the kernel's stack when it enters from ring 3. */
    result = HYPERVISOR_stack_switch(KERNEL_DS, (uintptr_t)trap_stack_top);
    if (result)
        fail("stack_switch", result);
}

struct probe try(void (*code)(void *), void *argument)
{
    volatile struct probe probe = {0};

    probe_running = &probe;
    probe_call(code, argument);
    probe_running = NULL;
    return probe;
}

static void system_call(struct frame *frame)
{
    switch (frame->ax) {
    case 1:
        happened("system call 1: \"%s\"", (const char *)frame->bx);
        break;
    case 2:
        user_cs = frame->cx & 0xffff;
        break;
    default:
        leave_user();
    }
}

void handle_events(void);

/* The fault's frame stays where it is: whoever called try() goes on from its own place on the stack. */
static void resume_probe(struct frame *frame)
{
    probe_running->faulted = true;
    probe_running->vector = frame->vector;
    probe_running->error = frame->error;
    probe_running->address = frame->vector == 14 ? shared_info->vcpu_info[0].arch.cr2 : 0;
    probe_resume();
}

void handle_trap(struct frame *frame)
{
    if (frame->vector == ~0ul) {
        handle_events();
    } else if (frame->vector == 0x80) {
        system_call(frame);
    } else if (probe_running && (frame->cs & 3) != 3) {
        resume_probe(frame);
    } else {
        print("\nunexpected trap %u error %x at %x:%p\n", (uint32_t)frame->vector, (uint32_t)frame->error,
              (uint32_t)frame->cs & 0xffff, frame->ip);
        fail("trap", -1);
    }
}
