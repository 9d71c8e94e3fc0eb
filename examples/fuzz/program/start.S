/* The program's first instruction, at USER_PROGRAM, and its last before a case. */
    .section .text.start, "ax", @progbits
    .globl start, run_case
#ifdef __x86_64__
start:                              /* rdi: the seed, rsi: the first case to run */
    cld
    call program
    ud2

run_case:                           /* rdi: flags, registers but rsp, address; rsp after them */
    movq %rdi, %rsp
    popfq
.irp register, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
    popq %\register
.endr
    ret
#else
start:                              /* edi: the seed, esi: the first case to run */
    cld
    pushl %esi
    pushl %edi
    call program
    ud2

run_case:
    movl 4(%esp), %esp
    popfl
.irp register, eax, ebx, ecx, edx, esi, edi, ebp
    popl %\register
.endr
    ret
#endif
