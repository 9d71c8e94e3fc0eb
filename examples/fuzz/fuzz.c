/*
 * A kernel whose program does what it likes. Whatever comes of a case, the kernel starts the program again with the
 * next one; beside it, it keeps pages that are none of the program's business and looks whether they are as they were.
 */
#include "conformance.h"
#include "layout.h"

extern const char program_image[], program_image_end[];

static char program[PROGRAM_PAGES][XEN_PAGE_SIZE] PAGE;
static char code[CODE_PAGES][XEN_PAGE_SIZE] PAGE;
static char stack[STACK_PAGES][XEN_PAGE_SIZE] PAGE;
static char data[DATA_PAGES + 1][XEN_PAGE_SIZE] PAGE;
static uint32_t canary[CANARY_PAGES * XEN_PAGE_SIZE / 4] PAGE;
static pte_t tables[4][512] PAGE; /* from the lowest level up */

static uint32_t timer_port;
static struct trap start;

/* Long enough for any case; what is longer is a loop. The first makes them all up. */
#define PATIENCE 30000
#define PATIENCE_TO_MAKE 1000000
#define CHECK_EVERY 4096

/* The number behind "name=" on the command line. */
static word number_of(const char *name, word otherwise)
{
    const char *line = (const char *)start_info->cmd_line;
    size_t length = strlen(name);
    word value = 0;

    for (; strlen(line) >= length; line++)
        if (memcmp(line, name, length) == 0) {
            for (line += length; *line >= '0' && *line <= '9'; line++)
                value = value * 10 + (*line - '0');
            return value;
        }
    return otherwise;
}

static uint32_t mix(uint32_t value)
{
    value = (value ^ value >> 16) * 0x85ebca6b;
    value = (value ^ value >> 13) * 0xc2b2ae35;
    return value ^ value >> 16;
}

/* ---- the pages beside the program ---- */

static void fill_canary(uint32_t seed)
{
    for (word i = 0; i < LENGTH(canary); i++)
        canary[i] = mix(seed + i);
    say("canary: %u pages from pfn %lx", CANARY_PAGES, virt_to_pfn(canary));
}

static bool canary_is_whole(uint32_t seed)
{
    for (word i = 0; i < LENGTH(canary); i++)
        if (canary[i] != mix(seed + i)) {
            say("canary: changed at %lx", i * 4);
            return false;
        }
    return true;
}

/* ---- the program's page tables ---- */

static unsigned int slot(word address, unsigned int level)
{
    return address >> (PAGE_SHIFT + 9 * (level - 1)) & 511;
}

static void give(word address, const void *page, pte_t flags)
{
    tables[0][slot(address, 1)] = ENTRY(virt_to_mfn(page), flags);
}

static void give_all(word address, char (*pages)[XEN_PAGE_SIZE], unsigned int count, pte_t flags)
{
    for (unsigned int i = 0; i < count; i++)
        give(address + i * PAGE_SIZE, pages[i], flags);
}

static void check(const char *what, long error)
{
    if (error) {
        result(what, error);
        finish(SHUTDOWN_crash);
    }
}

/* On 64 bits the program has a top-level table of its own; on 32 bits the kernel's pages lack the bit for users. */
static void make_tables(void)
{
    memcpy(program, program_image, program_image_end - program_image);
    give_all(USER_PROGRAM, program, PROGRAM_PAGES, RO);
    give_all(USER_CODE, code, CODE_PAGES, RW);
    give_all(USER_STACK, stack, STACK_PAGES, RW | PTE_NX);
    give_all(USER_DATA, data, DATA_PAGES, RW | PTE_NX);
    give(USER_DATA + DATA_PAGES * PAGE_SIZE, data[DATA_PAGES], RO | PTE_NX);
    give(USER_DATA + (DATA_PAGES + 1) * PAGE_SIZE, code[0], RW | PTE_NX);
    for (unsigned int level = 2; level <= LEVELS; level++)
        tables[level - 1][slot(USER_PROGRAM, level)] = ENTRY(virt_to_mfn(tables[level - 2]), RW);
}

static void use_tables(void)
{
#ifdef __x86_64__
    for (unsigned int level = 1; level <= 4; level++)
        check("make a table read-only", protect(tables[level - 1], RO & ~PTE_U));
    check("pin", pin(4, tables[3]));
    check("new_user_baseptr", extended(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(tables[3]), 0));
#else
    for (unsigned int level = 1; level <= 2; level++)
        check("make a table read-only", protect(tables[level - 1], RO & ~PTE_U));
    check("hook the table in", update(entry_maddr((void *)USER_PROGRAM, 3), ENTRY(virt_to_mfn(tables[1]), PTE_P)));
#endif
}

/* ---- cases ---- */

static void make_traps(void)
{
    for (unsigned int vector = 0; vector < 20; vector++)
        if (vector != 2 && vector != 15)
            set_trap(vector, 4 | (vector == 3 || vector == 4 ? 3 : 0));
    set_trap(0x80, 4 | 3);
    set_trap(EXIT_VECTOR, 4 | 3);
#ifdef __x86_64__
    check("syscall", register_callback(CALLBACKTYPE_syscall, CALLBACKF_mask_events, syscall_entry));
#endif
    check("syscall32", register_callback(CALLBACKTYPE_syscall32, CALLBACKF_mask_events, syscall32_entry));
    check("sysenter", register_callback(CALLBACKTYPE_sysenter, CALLBACKF_mask_events, sysenter_entry));
    check("timer", bind_virq(VIRQ_TIMER, 0, &timer_port));
    set_mask(timer_port, false);
}

static void go(void)
{
    resume(&start);
}

static struct trap *run_case(word seed, word number)
{
    memset(&start, 0, sizeof(start));
    start.di = seed;
    start.si = number;
    start.ip = USER_PROGRAM;
    start.sp = USER_STACK + STACK_PAGES * PAGE_SIZE - 64;
    start.cs = USER_CS;
    start.ss = start.entry_ds = start.entry_es = USER_SS;
    start.flags = FLAG_IF | 2;
    clear_pending(timer_port);
    vcpu_info()->evtchn_pending_sel = 0;
    vcpu_info()->evtchn_upcall_pending = 0;
    /* Nothing is cleared after this: the timer may have fired before the program is entered. */
    HYPERVISOR_set_timer_op(now_ns() + (number ? PATIENCE : PATIENCE_TO_MAKE));
    return attempt(go);
}

/* Which case comes after the one that ended like this. */
static word after(word number, const struct trap *trap)
{
    word at = trap->ip - USER_CODE;

    if (at < CASES * CASE_BYTES && at / CASE_BYTES > number)
        number = at / CASE_BYTES;
    return number + 1 < CASES ? number + 1 : 0;
}

static unsigned int endings[SYSENTER + 1];

static void report(void)
{
    for (unsigned int vector = 0; vector < LENGTH(endings); vector++)
        if (endings[vector])
            say("%s: %u", vector_name(vector), endings[vector]);
}

static void fuzz(bool breach)
{
    word seed = number_of("seed=", 1), cases = number_of("cases=", 1000);
    word number = 0, batch = 0;
    bool whole = true;

    fill_canary(seed);
    make_tables();
    for (unsigned int i = 0; breach && i < CANARY_PAGES; i++)
        give(USER_BREACH + i * PAGE_SIZE, (char *)canary + i * PAGE_SIZE, RW);
    use_tables();
    make_traps();
    for (word done = 1; done <= cases && whole; done++) {
        struct trap *trap = run_case(mix(seed + batch) | 1, number);

        if ((trap->cs & 3) != 3) {
            say("case %lu of batch %lu: the kernel got %s at %lx", number, batch, vector_name(trap->vector), trap->ip);
            finish(SHUTDOWN_crash);
        }
        endings[trap->vector == NO_TRAP ? EXIT_VECTOR : trap->vector]++;
        number = after(number, trap);
        batch += number == 0;
        if (done % CHECK_EVERY == 0 || done == cases)
            whole = canary_is_whole(seed);
    }
    report();
    say("batches: %lu", batch);
    if (whole)
        say("canary: whole");
}

static void run_program(void)
{
    fuzz(false);
}

/* A kernel that gives its secrets away, to see that it would be noticed. */
static void run_breach(void)
{
    fuzz(true);
}

#define OFFER(name, run)                                                                        \
    static const struct behaviour run##_offer                                                   \
        __attribute__((section(".behaviours"), used, aligned(sizeof(word)))) = {name, run}

OFFER("program", run_program);
OFFER("breach", run_breach);
