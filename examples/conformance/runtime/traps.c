/* Traps and events: what arrives during an attempt is a value. */
#include "conformance.h"

struct trap last_trap; /* filled by the entry code */
static struct trap outcome;
struct shared_info *shared_info;
bool (*on_trap)(struct trap *trap);
unsigned int trap_count;
static bool attempting;
static char shared_info_page[XEN_PAGE_SIZE] PAGE;

#define ENTRY_SIZE 32
#define HAS_ERROR(vector) ((vector) < 32 && (1u << (vector) & 0x00227d00u))

void set_trap_at(unsigned int vector, unsigned int flags, word cs, word address)
{
    struct trap_info table[2] = {{.vector = vector, .flags = flags, .cs = cs, .address = address}};

    HYPERVISOR_set_trap_table(table);
}

void set_trap(unsigned int vector, unsigned int flags)
{
    set_trap_at(vector, flags, KERNEL_CS, (word)trap_entries + vector * ENTRY_SIZE);
}

long register_callback(unsigned int type, unsigned int flags, const void *entry)
{
    struct callback_register callback = {.type = type, .flags = flags};

#ifdef __x86_64__
    callback.address = (word)entry;
#else
    callback.address.cs = KERNEL_CS;
    callback.address.eip = (word)entry;
#endif
    return HYPERVISOR_callback_op(CALLBACKOP_register, &callback);
}

void traps_init(void)
{
    for (unsigned int vector = 0; vector < 20; vector++)
        if (vector != 2 && vector != 15)
            set_trap(vector, 0);
    set_trap(EXIT_VECTOR, 3);
    HYPERVISOR_stack_switch(KERNEL_SS, (word)handler_stack_top);
    map(shared_info_page, (start_info->shared_info & FRAME_MASK) | RW);
    shared_info = (struct shared_info *)shared_info_page;
    /* Nobody reads here: pending already and masked, the console's port wakes nobody. */
    set_mask(start_info->console.domU.evtchn, true);
    set_pending(start_info->console.domU.evtchn);
    register_callback(CALLBACKTYPE_event, 0, event_entry);
    register_callback(CALLBACKTYPE_failsafe, CALLBACKF_mask_events, failsafe_entry);
}

struct vcpu_info *vcpu_info(void)
{
    return &shared_info->vcpu_info[0];
}

/* Gives the words of the frame their names. */
static void name_words(struct trap *trap)
{
    const word *words = trap->frame;
    bool user;

    trap->has_error = HAS_ERROR(trap->vector);
#ifdef __x86_64__
    trap->cx = *words++; /* what the registers themselves hold is Xen's affair */
    trap->r11 = *words++;
    if (trap->vector == FAILSAFE)
        words += 4;
#else
    if (trap->vector == FAILSAFE)
        words += 4;
#endif
    trap->error = trap->has_error ? *words++ : 0;
    trap->ip = *words++;
    trap->cs = *words & 0xffff;
#ifdef __x86_64__
    trap->saved_mask = *words >> 32 & 0xff;
#else
    trap->saved_mask = *words >> 16 & 0xff;
#endif
    words++;
    trap->flags = *words++;
    user = (trap->cs & 3) > 1 || LEVELS == 4;
    trap->sp = user ? words[0] : (word)(trap->entry_sp + (words - trap->frame) * sizeof(word));
    trap->ss = user ? words[1] & 0xffff : trap->entry_ss;
    trap->mask = vcpu_info()->evtchn_upcall_mask;
}

__attribute__((used)) void trap_entered(void)
{
    struct trap *trap = &last_trap;

    name_words(trap);
    if (!attempting && trap->vector == EVENT) {
        vcpu_info()->evtchn_upcall_pending = 0;
        resume(trap);
    }
    trap_count++;
    if (!attempting) {
        say("unexpected %s error %lx ip %lx cs %lx", vector_name(trap->vector), trap->error, trap->ip, trap->cs);
        finish(SHUTDOWN_crash);
    }
    if (on_trap && trap->vector != EXIT_VECTOR && !on_trap(trap))
        resume(trap);
    if (trap->vector == EXIT_VECTOR && trap->ip - (word)user_exit == 2)
        trap->vector = NO_TRAP;
    leave_code();
}

static void begin(void)
{
    last_trap.vector = NO_TRAP;
    last_trap.error = 0;
    trap_count = 0;
    attempting = true;
}

static struct trap *end(void)
{
    attempting = false;
    outcome = last_trap;
    return &outcome;
}

struct trap *attempt(const void *code)
{
    begin();
    run_code(code);
    return end();
}

static const word *frame_to_iret;
static word frame_words;

static void iret_with_frame(void)
{
    iret_with(frame_to_iret, frame_words);
}

struct trap *attempt_frame(const word *frame, word words)
{
    frame_to_iret = frame;
    frame_words = words;
    return attempt(iret_with_frame);
}

/* User mode runs in the kernel's own pages; a 64-bit Xen lets it in anyway. */
static void let_user_in(void)
{
#ifdef __x86_64__
    extended(MMUEXT_NEW_USER_BASEPTR, top_table_mfn(), 0);
#else
    extern char _end[];
    static bool done;

    for (char *page = (char *)VIRT_BASE; !done && page < _end; page += PAGE_SIZE)
        if (*entry_of(page, 1) & PTE_P)
            map(page, *entry_of(page, 1) | PTE_U);
    done = true;
#endif
}

struct trap *attempt_user(const void *code)
{
    word sp = (word)user_stack_top - 2 * sizeof(word);

    let_user_in();
    *(word *)sp = (word)user_exit;
    begin();
    run_user((word)code, USER_CS, FLAG_IF | 2, sp, USER_SS);
    return end();
}

const char *vector_name(word vector)
{
    static const char *const names[] = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "vector 9", "#TS",
        "#NP", "#SS", "#GP", "#PF", "vector 15", "#MF", "#AC", "#MC", "#XM",
    };
    static const char *const calls[] = {"event", "failsafe", "syscall", "syscall32", "sysenter", "nmi"};
    static char other[] = "vector 0x00";

    if (vector == NO_TRAP)
        return "no trap";
    if (vector >= EVENT)
        return calls[vector - EVENT];
    if (vector < LENGTH(names))
        return names[vector];
    other[9] = "0123456789abcdef"[vector >> 4 & 15];
    other[10] = "0123456789abcdef"[vector & 15];
    return other;
}

void say_trap(const char *what, const struct trap *trap, const char *at, const char *end)
{
    const char *where = trap->ip == (word)at ? "at it" : trap->ip == (word)end ? "after it" : "elsewhere";

    if (trap->vector == NO_TRAP)
        say("%s: no trap", what);
    else if (trap->has_error)
        say("%s: %s(%lx) %s", what, vector_name(trap->vector), trap->error, where);
    else
        say("%s: %s %s", what, vector_name(trap->vector), where);
}

/* RF is the processor's affair, and the arithmetic flags are what the code left in them. */
void say_frame(const struct trap *trap)
{
    say("frame: cs %lx ss %lx flags %lx saved mask %d", trap->cs, trap->ss, trap->flags & ~(FLAG_RF | 0x8d5ul),
        trap->saved_mask);
    say("handler: cs %lx ss %lx flags %lx mask %d", trap->entry_cs, trap->entry_ss, trap->entry_flags & ~0x8d5ul,
        trap->mask);
}
