/*
 * Entry, exception stubs and the user's program of the 64-bit tour: all that C cannot say. start.S is the
 * same for 32 bits.
 */
#include <xenolith/xen.h>

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
    note XEN_ELFNOTE_VIRT_BASE, .quad VIRT_BASE
    note XEN_ELFNOTE_PADDR_OFFSET, .quad 0
    note XEN_ELFNOTE_ENTRY, .quad start
    note XEN_ELFNOTE_HYPERCALL_PAGE, .quad hypercall_page

/* ---- Entry: rsi = start_info, rsp = top of the builder's boot stack ---- */

    .section .text.start, "ax", @progbits
    .globl start
start:
    cld
    movq $kernel_stack_top, %rsp
    movq %rsi, %rdi
    xorl %ebp, %ebp
    call tour_main
0:  jmp 0b                          /* tour_main does not return */

/* The builder fills this page with one small stub for each hypercall. */
    .text
    .align 4096
    .globl hypercall_page
hypercall_page:
    .skip 4096

/* ---- Traps ----
 * Xen has pushed rcx r11 [error code] rip cs rflags rsp ss: the first two because SYSRET, by which it comes
 * here, loses them. Kernel and programs both run in ring 3; a cs whose low bits are 0 says that the kernel
 * itself was interrupted.
 */
.macro trap name, vector, has_error
    .globl trap_\name
trap_\name:
    popq %rcx
    popq %r11
    .if \has_error == 0
    pushq $0
    .endif
    pushq $\vector
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
    popq %rcx
    popq %r11
    pushq $0
    pushq $-1
trap_common:
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rbp
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rdi
    call handle_trap
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rbp
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp
    /* iret takes rax r11 rcx and a word of flags from the stack, above rip cs rflags rsp ss. */
to_guest:
    pushq $0
    pushq %rcx
    pushq %r11
    pushq %rax
    movl $__HYPERVISOR_iret, %eax
    syscall

/* What a function must keep, for the two that come back in another way than they went. */
.macro keep
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
.endm
.macro give_back
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.endm

/* void enter_user(word ip, word sp): returns when the program has made its exit call. */
    .globl enter_user
enter_user:
    keep
    movq %rsp, user_return_stack
    pushq $0xe02b                   /* FLAT_RING3_SS */
    pushq %rsi
    pushq $0x202                    /* events on */
    pushq $0xe033                   /* FLAT_RING3_CS64 */
    pushq %rdi
    jmp to_guest

/* Called by the exit system call: unwinds to enter_user's caller. */
    .globl leave_user
leave_user:
    movq user_return_stack, %rsp
    give_back

/* void probe_call(code, argument): calls code; a fault inside it comes back through probe_resume. */
    .globl probe_call
probe_call:
    keep
    movq %rsp, probe_stack
    movq %rdi, %rax
    movq %rsi, %rdi
    subq $8, %rsp                   /* the ABI's alignment for calls */
    call *%rax
    .globl probe_resume
probe_resume:
    movq probe_stack, %rsp
    give_back

/* ---- The program that runs for the user, on page tables of its own; it does not know where ---- */
    .section .user, "ax", @progbits
    .globl user_program
user_program:
    movl $1, %eax                   /* write(rbx = text) */
    leaq user_text(%rip), %rbx
    int $0x80
    movw %cs, %cx                   /* report(rcx = cs) */
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
    .skip 8
probe_stack:
    .skip 8
