/* Entry, trap stubs and the ways into other code: all that C cannot say. For both widths. */
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

    note XEN_ELFNOTE_GUEST_OS, .asciz "conformance"
    note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
    note XEN_ELFNOTE_LOADER, .asciz "generic"
    note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
    note XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb"
#ifdef __x86_64__
    note XEN_ELFNOTE_VIRT_BASE, .quad VIRT_BASE
    note XEN_ELFNOTE_PADDR_OFFSET, .quad 0
    note XEN_ELFNOTE_ENTRY, .quad start
#else
    note XEN_ELFNOTE_VIRT_BASE, .long VIRT_BASE
    note XEN_ELFNOTE_PADDR_OFFSET, .long 0
    note XEN_ELFNOTE_ENTRY, .long start
#endif

    .section .text.start, "ax", @progbits
    .globl start
start:

#ifdef __x86_64__
/* ======== 64 bits ======== */

    .set offset, 0
.macro keep register
    movq %\register, start_state + offset(%rip)
    .set offset, offset + 8
.endm
.irp register, rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, r11, r12, r13, r14, r15
    keep \register
.endr
    movq $kernel_stack_top, %rsp
    pushfq
    popq start_state + offset(%rip)
    .set offset, offset + 8
.irp segment, cs, ds, es, fs, gs, ss
    movl %\segment, %eax
    movq %rax, start_state + offset(%rip)
    .set offset, offset + 8
.endr
    cld
    movq %rsi, start_info(%rip)
    call kernel_main
    ud2

    .text
/* Xen has pushed rcx r11 [error code] rip cs rflags rsp ss; each entry keeps the registers as they are. */
.macro entry vector
    movq %rax, trap_scratch(%rip)
    movl $\vector, %eax
    jmp trap_common
.endm

    .balign 32
    .globl trap_entries
trap_entries:
    .set vector, 0
.rept 256
    .balign 32
    entry vector
    .set vector, vector + 1
.endr
    .balign 32
    .globl event_entry, failsafe_entry, syscall_entry, syscall32_entry, sysenter_entry, nmi_entry
event_entry:     entry 0x100
failsafe_entry:  entry 0x101
syscall_entry:   entry 0x102
syscall32_entry: entry 0x103
sysenter_entry:  entry 0x104
nmi_entry:       entry 0x105

trap_common:
    movq %rax, last_trap + 15 * 8(%rip)
    movq trap_scratch(%rip), %rax
    .set offset, 0
.irp register, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
    movq %\register, last_trap + offset(%rip)
    .set offset, offset + 8
.endr
    .set offset, offset + 8
    movq %rsp, last_trap + offset(%rip)
    .set offset, offset + 8
    pushfq
    popq last_trap + offset(%rip)
    .set offset, offset + 8
.irp segment, cs, ss, ds, es
    movl %\segment, %eax
    movq %rax, last_trap + offset(%rip)
    .set offset, offset + 8
.endr
    cld
    movq %rsp, %rsi
    leaq last_trap + offset(%rip), %rdi
    movl $14, %ecx
    rep movsq
    movq $handler_stack_top, %rsp
    call trap_entered
    ud2

    .globl run_code, leave_code, run_user
run_code:
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, leave_stack(%rip)
    call *%rdi
leave_code:
    movq leave_stack(%rip), %rsp
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    pushq $2
    popfq
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    ret

run_user:                           /* rdi rip, rsi cs, rdx rflags, rcx rsp, r8 ss */
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, leave_stack(%rip)
    pushq %r8
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq $0                        /* flags of the iret hypercall */
    pushq $0                        /* rcx */
    pushq $0                        /* r11 */
    pushq $0                        /* rax */
.irp register, ebx, edx, esi, edi, ebp, r8d, r9d, r10d, r12d, r13d, r14d, r15d
    xorl %\register, %\register
.endr
    movl $__HYPERVISOR_iret, %eax
    syscall
    ud2

    .globl resume
resume:                             /* rdi: struct trap */
    movq %rdi, %rax
    .set frame, 22 * 8 + 14 * 8
    pushq frame + 5 * 8(%rax)       /* ss */
    pushq frame + 4 * 8(%rax)       /* rsp */
    pushq frame + 3 * 8(%rax)       /* rflags */
    pushq frame + 2 * 8(%rax)       /* cs */
    pushq frame + 1 * 8(%rax)       /* rip */
    pushq $0
    pushq 2 * 8(%rax)               /* rcx */
    pushq 10 * 8(%rax)              /* r11 */
    pushq (%rax)                    /* rax */
    movq 1 * 8(%rax), %rbx
    movq 3 * 8(%rax), %rdx
    movq 4 * 8(%rax), %rsi
    movq 5 * 8(%rax), %rdi
    movq 6 * 8(%rax), %rbp
    movq 7 * 8(%rax), %r8
    movq 8 * 8(%rax), %r9
    movq 9 * 8(%rax), %r10
    movq 11 * 8(%rax), %r12
    movq 12 * 8(%rax), %r13
    movq 13 * 8(%rax), %r14
    movq 14 * 8(%rax), %r15
    movl $__HYPERVISOR_iret, %eax
    syscall
    ud2

    .globl iret_with
iret_with:                          /* rdi frame, rsi words */
    movq $other_stack_top, %rsp
1:  decq %rsi
    js 2f
    pushq (%rdi, %rsi, 8)
    jmp 1b
2:  movl $__HYPERVISOR_iret, %eax
    syscall
    ud2

    .globl user_exit
user_exit:
    int $0xf0
    ud2

#else
/* ======== 32 bits ======== */

    .set offset, 0
.macro keep register
    movl %\register, start_state + offset
    .set offset, offset + 4
.endm
.irp register, eax, ebx, ecx, edx, esi, edi, ebp, esp
    keep \register
.endr
    movl $kernel_stack_top, %esp
    pushfl
    popl start_state + offset
    .set offset, offset + 4
.irp segment, cs, ds, es, fs, gs, ss
    movl %\segment, %eax
    movl %eax, start_state + offset
    .set offset, offset + 4
.endr
    cld
    movl %esi, start_info
    call kernel_main
    ud2

    .text
/* Xen has pushed [error code] eip cs eflags [esp ss]; ring 3 may have left anything in ds. */
.macro entry vector
    movl %eax, %ss:trap_scratch
    movl $\vector, %eax
    jmp trap_common
.endm

    .balign 32
    .globl trap_entries
trap_entries:
    .set vector, 0
.rept 256
    .balign 32
    entry vector
    .set vector, vector + 1
.endr
    .balign 32
    .globl event_entry, failsafe_entry, syscall_entry, syscall32_entry, sysenter_entry, nmi_entry
event_entry:     entry 0x100
failsafe_entry:  entry 0x101
syscall_entry:   entry 0x102
syscall32_entry: entry 0x103
sysenter_entry:  entry 0x104
nmi_entry:       entry 0x105

trap_common:
    movl %eax, %ss:last_trap + 7 * 4
    movl %ss:trap_scratch, %eax
    .set offset, 0
.irp register, eax, ebx, ecx, edx, esi, edi, ebp
    movl %\register, %ss:last_trap + offset
    .set offset, offset + 4
.endr
    .set offset, offset + 4
    movl %esp, %ss:last_trap + offset
    .set offset, offset + 4
    pushfl
    popl %ss:last_trap + offset
    .set offset, offset + 4
.irp segment, cs, ss, ds, es
    movl %\segment, %eax
    movl %eax, %ss:last_trap + offset
    .set offset, offset + 4
.endr
    cld
    movl $0xe021, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %esp, %esi
    movl $last_trap + offset, %edi
    movl $14, %ecx
    rep movsl
    movl $handler_stack_top, %esp
    call trap_entered
    ud2

    .globl run_code, leave_code, run_user
run_code:
    pushl %ebx
    pushl %ebp
    pushl %esi
    pushl %edi
    movl %esp, leave_stack
    call *20(%esp)
leave_code:
    movl leave_stack, %esp
    pushl $2
    popfl
    movl $0xe021, %eax
    movl %eax, %ds
    movl %eax, %es
    popl %edi
    popl %esi
    popl %ebp
    popl %ebx
    ret

run_user:                           /* ip, cs, flags, sp, ss */
    pushl %ebx
    pushl %ebp
    pushl %esi
    pushl %edi
    movl %esp, leave_stack
    movl %esp, %eax
    pushl 36(%eax)
    pushl 32(%eax)
    pushl 28(%eax)
    pushl 24(%eax)
    pushl 20(%eax)
    pushl $0                        /* eax */
    movl $0xe033, %eax
    movl %eax, %ds
    movl %eax, %es
.irp register, ebx, ecx, edx, esi, edi, ebp
    xorl %\register, %\register
.endr
    movl $__HYPERVISOR_iret, %eax
    int $0x82
    ud2

    .globl resume
resume:                             /* struct trap */
    movl 4(%esp), %eax
    .set frame, 14 * 4 + 14 * 4
    testl $2, frame + 2 * 4(%eax)   /* from user mode? */
    jnz 1f
    /* Onto the interrupted stack, below which the frame was. */
    movl frame + 4 * 4(%eax), %esp
    jmp 2f
1:  pushl frame + 5 * 4(%eax)       /* ss */
    pushl frame + 4 * 4(%eax)       /* esp */
2:  pushl frame + 3 * 4(%eax)       /* eflags */
    pushl frame + 2 * 4(%eax)       /* cs */
    pushl frame + 1 * 4(%eax)       /* eip */
    pushl (%eax)                    /* eax */
    movl 1 * 4(%eax), %ebx
    movl 2 * 4(%eax), %ecx
    movl 3 * 4(%eax), %edx
    movl 4 * 4(%eax), %esi
    movl 5 * 4(%eax), %edi
    movl 6 * 4(%eax), %ebp
    pushl 12 * 4(%eax)              /* ds */
    popl %ds
    pushl %ss:13 * 4(%eax)          /* es */
    popl %es
    movl $__HYPERVISOR_iret, %eax
    int $0x82
    ud2

    .globl iret_with
iret_with:                          /* frame, words */
    movl 4(%esp), %edi
    movl 8(%esp), %esi
    movl $other_stack_top, %esp
1:  decl %esi
    js 2f
    pushl (%edi, %esi, 4)
    jmp 1b
2:  movl $__HYPERVISOR_iret, %eax
    int $0x82
    ud2

    .globl user_exit
user_exit:
    int $0xf0
    ud2
#endif

    .data
    .globl start_state, start_info
    .balign 16
start_state:
    .skip 23 * 8
start_info:
    .skip 8
trap_scratch:
    .skip 8
leave_stack:
    .skip 8

    .bss
    .balign 4096
    .skip 16384
    .globl kernel_stack_top, user_stack_top, handler_stack_top, other_stack_top
kernel_stack_top:
    .skip 16384
handler_stack_top:
    .skip 4096
user_stack_top:
    .skip 4096
other_stack_top:
