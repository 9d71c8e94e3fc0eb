/*
 * Entry, exception stubs and the ring-3 program of the tour: all that C cannot say.
 */
#include <xenolith/xen.h>

/* ---- What the domain builder reads (public/elfnote.h) ---- */

.macro note type, value:vararg
    .pushsection .note.Xen, "a", @note
    .align 4
    .long 4, 2f - 1f, \type
    .asciz "Xen"
1:  \value
2:  .align 4
    .popsection
.endm

    note XEN_ELFNOTE_GUEST_OS, .asciz "tour"
    note XEN_ELFNOTE_GUEST_VERSION, .asciz "1"
    note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
    note XEN_ELFNOTE_LOADER, .asciz "generic"
    note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
    note XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb"
    note XEN_ELFNOTE_VIRT_BASE, .long VIRT_BASE
    note XEN_ELFNOTE_ENTRY, .long start
    note XEN_ELFNOTE_HYPERCALL_PAGE, .long hypercall_page

/* ---- Entry: esi = start_info, esp = top of the builder's boot stack ---- */

    .section .text.start, "ax", @progbits
    .globl start
start:
    cld
    movl $kernel_stack_top, %esp
    pushl %esi
    call tour_main
0:  jmp 0b                          /* tour_main does not return */

/* The builder fills this page with one small stub for each hypercall. */
    .text
    .align 4096
    .globl hypercall_page
hypercall_page:
    .skip 4096

/* ---- Traps ----
 * Xen has pushed [error code] eip cs eflags [esp ss]. Every stub makes the same frame of it:
 * struct frame in tour.h. The handlers return with the iret hypercall, because only Xen can
 * give back a saved event mask together with the rest.
 */
.macro trap name, vector, has_error
    .globl trap_\name
trap_\name:
    .if \has_error == 0
    pushl $0
    .endif
    pushl $\vector
    jmp trap_common
.endm

    trap divide 0 0
    trap debug 1 0
    trap invalid_opcode 6 0
    trap general_protection 13 1
    trap page_fault 14 1
    trap system_call 0x80 0

    .globl event_callback
event_callback:
    pushl $0
    pushl $-1
trap_common:
    pushal
    pushl %ds
    pushl %es
    movl $0xe021, %eax              /* FLAT_RING1_DS: ring 3 may have left anything here */
    movl %eax, %ds
    movl %eax, %es
    cld
    pushl %esp
    call handle_trap
    addl $4, %esp
    .globl leave_trap
leave_trap:
    popl %es
    popl %ds
    popal
    addl $8, %esp
    /* iret takes eax from the stack, above eip cs eflags [esp ss]. */
    pushl %eax
    movl $__HYPERVISOR_iret, %eax
    int $0x82

/* void enter_user(uint32_t eip, uint32_t esp): returns when the program has made its exit call. */
    .globl enter_user
enter_user:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 20(%esp), %ecx
    movl 24(%esp), %edx
    movl %esp, user_return_stack
    pushl $0xe033                   /* FLAT_RING3_SS */
    pushl %edx
    pushl $0x202                    /* events on */
    pushl $0xe02b                   /* FLAT_RING3_CS */
    pushl %ecx
    pushl %eax
    movl $__HYPERVISOR_iret, %eax
    int $0x82

/* Called by the exit system call: unwinds to enter_user's caller. */
    .globl leave_user
leave_user:
    movl user_return_stack, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* void probe_call(code, argument): calls code; a fault inside it comes back through probe_resume. */
    .globl probe_call
probe_call:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl %esp, probe_stack
    pushl 24(%esp)
    call *24(%esp)
    .globl probe_resume
probe_resume:
    movl probe_stack, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* ---- The program that runs in ring 3, on pages of its own ---- */
    .section .user, "ax", @progbits
    .globl user_program
user_program:
    movl $1, %eax                   /* write(ebx = text) */
    movl $user_text, %ebx
    int $0x80
    movw %cs, %cx                   /* report(ecx = cs) */
    movl $2, %eax
    int $0x80
    movl $3, %eax                   /* exit */
    int $0x80
    ud2
user_text:
    .asciz "hello from ring 3, through int $0x80"

    .bss
    .align 4096
    .globl user_stack
user_stack:
    .skip 4096
kernel_stack:
    .skip 16384
    .globl kernel_stack_top
kernel_stack_top:
    .globl trap_stack_top
    .skip 8192
trap_stack_top:
user_return_stack:
    .skip 4
probe_stack:
    .skip 4
