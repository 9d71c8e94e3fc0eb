/*
 * A tour of paravirtualization, from inside: a kernel of 32 or 64 bits that tries things and says what happened.
 */
#include "tour.h"

struct start_info *start_info;
struct shared_info *shared_info;

static uint8_t shared_info_window[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static unsigned steps;

void step(const char *title)
{
    print("\n%u. %s\n", ++steps, title);
}

static void line(const char *what, const char *format, __builtin_va_list arguments)
{
    print("   %s", what);
    vprint(format, arguments);
    print("\n");
}

void tried(const char *format, ...)
{
    __builtin_va_list arguments;

    __builtin_va_start(arguments, format);
    line("tried:    ", format, arguments);
    __builtin_va_end(arguments);
}

void happened(const char *format, ...)
{
    __builtin_va_list arguments;

    __builtin_va_start(arguments, format);
    line("happened: ", format, arguments);
    __builtin_va_end(arguments);
}

static void shutdown(uint32_t reason)
{
    struct sched_shutdown shutdown = {.reason = reason};

    HYPERVISOR_sched_op(SCHEDOP_shutdown, &shutdown);
}

void fail(const char *what, long result)
{
    print("\nThe tour ends here: %s gave %d.\n", what, result);
    shutdown(SHUTDOWN_crash);
    for (;;)
        ;
}

/* The page holds a stub of 32 bytes for each hypercall: arguments as usual, no number in eax. */
static long yield_through_page(void)
{
    long result;

#ifdef __i386__
    __asm__ volatile("call *%1"
                     : "=a"(result)
                     : "r"(hypercall_page + 32 * __HYPERVISOR_sched_op), "b"(SCHEDOP_yield), "c"(0)
                     : "memory");
#else
    __asm__ volatile("call *%1"
                     : "=a"(result)
                     : "r"(hypercall_page + 32 * __HYPERVISOR_sched_op), "D"(SCHEDOP_yield), "S"(0)
                     : "rcx", "r11", "memory");
#endif
    return result;
}

void tour_scheduling(void)
{
    step("Giving the processor back");
    tried("SCHEDOP_yield, this time through the hypercall page that the builder filled");
    happened("%d: others ran, I am back", yield_through_page());
}

void tour_end(void)
{
    step("The end");
    tried("SCHEDOP_shutdown, reason poweroff");
    print("\nThat was the tour. Its source is in examples/tour.\n");
    shutdown(SHUTDOWN_poweroff);
}

void tour_main(struct start_info *info)
{
    start_info = info;
    memory_init();
    console_init();
    print("Xenolith tour: a paravirtual kernel, from inside.\n");
    print("Xen calls itself \"%s\"; I have %u pages of memory.\n", (const char *)start_info->magic,
          (uint32_t)start_info->nr_pages);

    /* shared_info belongs to Xen and is mapped nowhere yet; start_info tells its machine address. */
    long result = map_page(shared_info_window, start_info->shared_info | PTE_PRESENT | PTE_WRITE);

    if (result)
        fail("mapping shared_info", result);
    shared_info = (struct shared_info *)shared_info_window;
    events_init();
    traps_init();

    tour_cpu();
    tour_traps();
    tour_page_tables();
    tour_events();
    tour_grant();
    tour_xenstore();
    tour_scheduling();
    tour_disk();
    tour_network();
    tour_console();
    tour_screen();
    tour_folder();
    tour_end();
    for (;;)
        ;
}
