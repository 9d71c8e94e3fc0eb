/*
 * The smallest PV kernel for 64-bit Xen that a person can see working: it writes a line into its
 * console ring, tells domain 0 that there is something to read, and powers itself off.
 *
 * It starts in 64-bit mode and ring 3, as every PV kernel of this width, with paging on, all of
 * its memory mapped from address 0 (there is no VIRT_BASE note), a stack, and in
 *     rsi  the address of start_info (struct start_info in public/xen.h).
 * A hypercall is the instruction SYSCALL: number in rax; arguments in rdi, rsi, rdx, r10, r8;
 * result in rax; rcx and r11 are lost.
 */
#include <xenolith/xen.h>

/* ---- What every loader of Xen's asks for: two notes (public/elfnote.h) ---- */

.macro note type, text
    .pushsection .note.Xen, "a", @note
    .align 4
    .long 4, 2f - 1f, \type         /* sizes of owner and text, and which note it is */
    .asciz "Xen"
1:  .asciz "\text"
2:  .align 4
    .popsection
.endm

    note XEN_ELFNOTE_LOADER, "generic"
    note XEN_ELFNOTE_XEN_VERSION, "xen-3.0"

/* ---- Where things are: offsets of public/xen.h and public/io/console.h ---- */

#define CONSOLE_MFN 72              /* start_info.console.domU.mfn */
#define CONSOLE_PORT 80             /* start_info.console.domU.evtchn */
#define MACHINE_TO_PHYS 0xffff800000000000
#define RING_OUT 1024               /* xencons_interface.out */
#define RING_OUT_PROD 3084          /* xencons_interface.out_prod */

    .text
    .globl start
start:
    mov %rsi, %rbx                  /* start_info, kept */

    /* The ring is named by its machine frame; a table that Xen maps for all says which page of
       ours that is: machine_to_phys[mfn]. */
    mov CONSOLE_MFN(%rbx), %rax
    mov $MACHINE_TO_PHYS, %rdx
    mov (%rdx, %rax, 8), %rdx
    shl $12, %rdx

    /* The bytes first, then how many there are: the other side may be looking. */
    lea text(%rip), %rsi
    lea RING_OUT(%rdx), %rdi
    mov $text_end - text, %ecx
    rep movsb
    movl $text_end - text, RING_OUT_PROD(%rdx)

    /* event_channel_op(EVTCHNOP_send, {port}): start_info has the port where a pointer can go. */
    mov $__HYPERVISOR_event_channel_op, %eax
    mov $EVTCHNOP_send, %edi
    lea CONSOLE_PORT(%rbx), %rsi
    syscall

    /* sched_op(SCHEDOP_shutdown, {SHUTDOWN_poweroff}) does not return. */
    mov $__HYPERVISOR_sched_op, %eax
    mov $SCHEDOP_shutdown, %edi
    lea poweroff(%rip), %rsi
    syscall

text:
    .ascii "Hello from a 64-bit kernel of a few instructions.\r\n"
text_end:
    .align 4
poweroff:
    .long SHUTDOWN_poweroff
