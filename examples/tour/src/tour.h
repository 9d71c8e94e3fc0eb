/* The tour's own declarations. What comes from Xen stands in the xenolith headers. */
#ifndef TOUR_H
#define TOUR_H

#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>
#include <xenolith/services.h>

#define PAGE_SHIFT XEN_PAGE_SHIFT
#define PAGE_SIZE XEN_PAGE_SIZE

#define PTE_PRESENT 0x001u
#define PTE_WRITE 0x002u
#define PTE_USER 0x004u
#define PTE_ACCESSED 0x020u
#define PTE_DIRTY 0x040u

/* The kernel's flat segments, which Xen puts into every GDT (arch-x86/xen-x86_32.h, xen-x86_64.h). */
#ifdef __i386__
#define KERNEL_CS 0xe019
#define KERNEL_DS 0xe021
#else
#define KERNEL_CS 0xe033
#define KERNEL_DS 0xe02b
#endif

typedef unsigned long word; /* a register of this width */
#define WORD_BITS (8 * sizeof(word))

#define barrier() __asm__ volatile("" ::: "memory")

/* What a trap stub leaves on the stack (start.S, start64.S). */
struct frame {
#ifdef __i386__
    word es, ds;
    word di, si, bp, unused_sp, bx, dx, cx, ax;
#else
    word r15, r14, r13, r12, r11, r10, r9, r8;
    word di, si, bp, dx, cx, bx, ax;
#endif
    word vector, error;
    word ip, cs, flags, sp, ss; /* on 32 bits the last two only when coming from ring 3 */
};

/* start.S, start64.S */
extern char hypercall_page[];
extern char kernel_stack_top[], trap_stack_top[];
extern char user_program[], user_stack[];
void trap_divide(void), trap_debug(void), trap_invalid_opcode(void);
void trap_general_protection(void), trap_page_fault(void), trap_system_call(void);
void event_callback(void);
void enter_user(word ip, word sp);
void leave_user(void) __attribute__((noreturn));

void probe_call(void (*code)(void *), void *argument);
void probe_resume(void) __attribute__((noreturn));

/* string.c, besides memcpy, memset and strlen */
bool is_all(const void *bytes, uint8_t value, size_t size);
bool is_same(const void *a, const void *b, size_t size);

/* main.c */
extern struct start_info *start_info;
extern struct shared_info *shared_info;
void step(const char *title);
void tried(const char *format, ...);
void happened(const char *format, ...);
void fail(const char *what, long result) __attribute__((noreturn));

/* console.c */
void console_init(void);
void print(const char *format, ...);
void vprint(const char *format, __builtin_va_list arguments);

/* memory.c: this kernel's idea of its memory (pfn) against the machine's (mfn) */
void memory_init(void);
word virt_to_pfn(const void *address);
word mfn_to_pfn(word mfn);
word virt_to_mfn(const void *address);
void *mfn_to_virt(word mfn);
uint64_t l1_entry_maddr(const void *address); /* machine address of the entry that maps it */
uint64_t *l1_entry(const void *address);      /* the entry itself, through its read-only mapping */
word l1_table_mfn(const void *address);
long map_page(const void *address, uint64_t entry);

/* traps.c */
struct probe {
    bool faulted;
    word vector, error, address;
};
void traps_init(void);
/* Runs code that may fault; a fault is a value, not an accident. */
struct probe try(void (*code)(void *), void *argument);
extern word user_cs;

/* events.c */
void events_init(void);
typedef void handler(uint32_t port);
void on_event(uint32_t port, handler *handle);
void block_until(volatile bool *flag);
void block_until_time(volatile bool *flag, uint64_t deadline);
uint64_t system_time_ns(void);

/* grant.c */
struct grant_entry_v1 *grant_table(void);

/* user.c, user64.c */
void map_user(word *ip, word *sp); /* makes the user's program and its stack reachable from ring 3 */

/* The steps, in the order of the tour */
void tour_cpu(void);
void tour_traps(void);
void tour_page_tables(void);
void tour_events(void);
void tour_grant(void);
void tour_xenstore(void);
void tour_scheduling(void);
void tour_disk(void);
void tour_network(void);
void tour_console(void);
void tour_screen(void);
void tour_folder(void);
void tour_end(void);

#endif
