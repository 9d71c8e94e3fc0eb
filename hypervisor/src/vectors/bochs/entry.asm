; Entry of the kernel, the 256 exception stubs, and the way into a case.
bits 64
section .text.first
extern main, on_exception
global enter_case, stubs
    mov rsp, 0x90000
    call main
.stop:
    hlt
    jmp .stop

section .text

; Every stub is 32 bytes: it pushes an error code where the processor does not, then the vector. The
; processor pushes none either when INT n names a vector that has one: the stack tells.
%define IST_TOP 0x260000
align 32
stubs:
%assign v 0
%rep 256
    align 32
    %if v = 8 || (v >= 10 && v <= 14) || v = 17 || v = 21
        cmp rsp, IST_TOP - 40
        jne has_ %+ v
        push 0
    has_ %+ v:
    %else
        push 0
    %endif
    push v
    jmp near every_vector
    %assign v v + 1
%endrep

; The frame on the stack, from low to high: r15..rax, vector, error, rip, cs, rflags, rsp, ss.
every_vector:
    push rax
    push rcx
    push rdx
    push rbx
    push rbp
    push rsi
    push rdi
    push r8
    cld
    mov rdi, rsp
    call on_exception
    ; What comes next is a new case or the end: the old frame is not gone back to.
    mov rsp, [resume_stack]
    ret

; void enter_case(const struct frame *f): loads everything from the frame and goes there.
; Returns through resume_stack when the case has ended in an exception.
enter_case:
    push rbx
    push rbp
    push r12
    push r13
    push r14
    push r15
    lea rax, [rel .back]
    push rax
    mov [resume_stack], rsp
    mov rsp, rdi
    pop rax
    mov es, ax
    pop rax
    mov ds, ax
    pop rax
    mov fs, ax
    pop rax
    mov gs, ax
    pop rax
    pop rcx
    pop rdx
    pop rbx
    pop rbp
    pop rsi
    pop rdi
    iretq
.back:
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbp
    pop rbx
    ret

section .bss
align 8
resume_stack: resq 1
