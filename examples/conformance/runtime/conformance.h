/*
 * What the behaviours share. Each source in ../both, ../pv64 and ../pv32 is one behaviour; it runs in a domain of its
 * own, says what it saw in lines without addresses, and returns. What comes from Xen stands in the xenolith headers.
 */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xenolith/xen.h>

/* The name is the file's: the build passes it. */
struct behaviour {
    const char *name;
    void (*run)(void);
};
#define BEHAVIOUR                                                                               \
    static void run(void);                                                                      \
    static const struct behaviour behaviour                                                     \
        __attribute__((section(".behaviours"), used)) = {BEHAVIOUR_NAME, run};                  \
    static void run(void)

typedef unsigned long word;
typedef unsigned long long pte_t;

#define PAGE_SHIFT XEN_PAGE_SHIFT
#define PAGE_SIZE ((word)XEN_PAGE_SIZE)
#define PAGE __attribute__((aligned(XEN_PAGE_SIZE)))
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define PTE_P 0x001ull
#define PTE_W 0x002ull
#define PTE_U 0x004ull
#define PTE_PWT 0x008ull
#define PTE_PCD 0x010ull
#define PTE_A 0x020ull
#define PTE_D 0x040ull
#define PTE_PSE 0x080ull
#define PTE_G 0x100ull
#define PTE_NX (1ull << 63)
#define RO (PTE_P | PTE_U | PTE_A)
#define RW (RO | PTE_W | PTE_D)
#define FRAME_MASK 0x000ffffffffff000ull
#define ENTRY(mfn, flags) (((pte_t)(mfn) << PAGE_SHIFT) | (flags))

#define FLAG_CF 0x1ul
#define FLAG_TF 0x100ul
#define FLAG_IF 0x200ul
#define FLAG_DF 0x400ul
#define FLAG_IOPL 0x3000ul
#define FLAG_NT 0x4000ul
#define FLAG_RF 0x10000ul
#define FLAG_AC 0x40000ul
#define FLAG_ID 0x200000ul

/* The segments Xen keeps in every GDT, and the guest's own. */
#ifdef __x86_64__
#define KERNEL_CS 0xe033
#define KERNEL_SS 0xe02b
#define USER_CS 0xe033
#define USER_SS 0xe02b
#define USER_CS32 0xe023
#define VIRT_BASE 0xffffffff80000000ul
#define LEVELS 4
#else
#define KERNEL_CS 0xe019
#define KERNEL_SS 0xe021
#define USER_CS 0xe02b
#define USER_SS 0xe033
#define VIRT_BASE 0xc0000000ul
#define LEVELS 3
#endif

#define barrier() __asm__ volatile("" ::: "memory")

/* ---- start.S ---- */

/* What the processor was like at the first instruction. */
struct start_state {
    word ax, bx, cx, dx, si, di, bp, sp;
#ifdef __x86_64__
    word r8, r9, r10, r11, r12, r13, r14, r15;
#endif
    word flags, cs, ds, es, fs, gs, ss;
};
extern struct start_state start_state;
extern struct start_info *start_info;

/* A trap or an event as Xen delivered it: the registers, and the words of the frame without what stood before. */
struct trap {
    word ax, bx, cx, dx, si, di, bp;
#ifdef __x86_64__
    word r8, r9, r10, r11, r12, r13, r14, r15;
#endif
    word vector;     /* NO_TRAP if there was none */
    word entry_sp;   /* the stack pointer the handler began with */
    word entry_flags, entry_cs, entry_ss, entry_ds, entry_es;
    word frame[14];  /* the raw words of the frame */
    /* the same with names */
    word error, ip, cs, flags, sp, ss;
    bool has_error, saved_mask, mask;
};
#define NO_TRAP 0xffful
#define EVENT 0x100ul
#define FAILSAFE 0x101ul
#define SYSCALL 0x102ul
#define SYSCALL32 0x103ul
#define SYSENTER 0x104ul
#define NMI_CALLBACK 0x105ul
#define EXIT_VECTOR 0xf0

extern char trap_entries[], trap_entry_size[];
extern char event_entry[], failsafe_entry[], syscall_entry[], syscall32_entry[], sysenter_entry[], nmi_entry[];
extern char user_exit[];
extern char kernel_stack_top[], handler_stack_top[], user_stack_top[], other_stack_top[];
void run_code(const void *code);
void run_user(word ip, word cs, word flags, word sp, word ss);
void leave_code(void) __attribute__((noreturn));
void resume(const struct trap *trap) __attribute__((noreturn));
/* The iret hypercall with this frame on the stack, low to high. */
void iret_with(const word *frame, word words) __attribute__((noreturn));

/* ---- main.c ---- */
void finish(word reason) __attribute__((noreturn));
/* What has been said reaches the reader even if the domain dies now. */
void expect_the_end(void);
bool in_dom0(void);

/* ---- console.c ---- */
void console_init(void);
void console_drain(void);
/* One line: %s %c %d %u %x, with l for a word and ll for 64 bits. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "what: 0" or "what: -EINVAL" */
void result(const char *what, long result);
const char *error_name(long result);

/* ---- string.c ---- */
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
int strcmp(const char *a, const char *b);
size_t strlen(const char *s);

/* ---- traps.c ---- */
void traps_init(void);
extern struct shared_info *shared_info; /* mapped by traps_init */
/* The first trap while the code ran (NO_TRAP if it returned), after which control comes back here. */
struct trap *attempt(const void *code);
struct trap *attempt_user(const void *code);
struct trap *attempt_frame(const word *frame, word words);
/* Called for each trap and event in the attempt instead; return true to end the attempt, false to resume. */
extern bool (*on_trap)(struct trap *trap);
extern unsigned int trap_count;
void set_trap(unsigned int vector, unsigned int flags);
void set_trap_at(unsigned int vector, unsigned int flags, word cs, word address);
long register_callback(unsigned int type, unsigned int flags, const void *entry);
struct vcpu_info *vcpu_info(void);
/* "what: #GP error 0 at the instruction", the usual facts of a trap from code with these bounds. */
void say_trap(const char *what, const struct trap *trap, const char *at, const char *end);
void say_frame(const struct trap *trap);
const char *vector_name(word vector);

/* A function whose instruction of interest has labels around it. */
#define CODE(name, before, text)                                                                \
    extern char name[], name##_at[], name##_end[];                                              \
    __asm__(".pushsection .text\n" #name ": " before "\n" #name "_at: " text "\n"               \
            #name "_end: ret\n.popsection")
#define TRY(what, name) say_trap(what, attempt(name), name##_at, name##_end)
#define TRY_USER(what, name) say_trap(what, attempt_user(name), name##_at, name##_end)

/* ---- events.c: event channels in as few words as their tests need ---- */
long alloc_unbound(unsigned int dom, unsigned int remote, uint32_t *port);
long bind_interdomain(unsigned int remote, uint32_t remote_port, uint32_t *port);
long bind_virq(unsigned int virq, unsigned int vcpu, uint32_t *port);
long bind_ipi(unsigned int vcpu, uint32_t *port);
long bind_vcpu(uint32_t port, unsigned int vcpu);
long close_port(uint32_t port);
long send(uint32_t port);
long unmask(uint32_t port);
bool pending(uint32_t port);
void set_pending(uint32_t port);
void clear_pending(uint32_t port);
void set_mask(uint32_t port, bool masked);
/* "what: 0, unbound, vcpu 0" and so on */
void say_status(const char *what, uint32_t port);
uint64_t now_ns(void);

/* ---- memory.c: this kernel's idea of its memory (pfn) against the machine's (mfn) ---- */
void memory_init(void);
word virt_to_pfn(const void *address);
word virt_to_mfn(const void *address);
word pfn_to_mfn(word pfn);
word mfn_to_pfn(word mfn);
void *mfn_to_virt(word mfn);
word top_table_mfn(void);
/* The entry of that level (1 is the last) that leads to the address, through its read-only mapping. */
pte_t *entry_of(const void *address, unsigned int level);
uint64_t entry_maddr(const void *address, unsigned int level);
long map(const void *address, pte_t entry);
/* Maps the page with these flags to its own frame. */
long protect(const void *address, pte_t flags);
long update(uint64_t ptr, pte_t value);
long extended(unsigned int command, word first, word second);
long pin(unsigned int level, const void *page);
long unpin(const void *page);
/* Zeroed pages from here on, unlike .bss not shared between uses. */
void *take_page(void);

#endif
