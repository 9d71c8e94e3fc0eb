; The boot sector: loads the kernel behind it, enters long mode and jumps to it.
; The kernel is KERNEL_SECTORS long (given on nasm's command line) and runs at 0x10000.
bits 16
org 0x7c00

start:
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, 0x7c00
    mov [drive], dl
    sti
    mov cx, KERNEL_SECTORS
.load:
    mov ah, 0x42
    mov dl, [drive]
    mov si, packet
    int 0x13
    jc stop
    inc dword [packet.lba]
    add word [packet.segment], 0x20
    loop .load
    cli
    in al, 0x92
    or al, 2
    out 0x92, al

    ; Page tables: 0..64 MiB onto itself in pages of 2 MiB, for the kernel alone.
    mov edi, 0x1000
    mov ecx, 0x3000 / 4
    xor eax, eax
    cld
    rep stosd
    mov dword [0x1000], 0x2007      ; the kernel adds windows for user mode below
    mov dword [0x2000], 0x3007
    mov edi, 0x3000
    mov eax, 0x83
    mov cx, 32
.map:
    mov [di], eax
    add eax, 0x200000
    add di, 8
    loop .map

    mov eax, 0x20                   ; PAE
    mov cr4, eax
    mov eax, 0x1000
    mov cr3, eax
    mov ecx, 0xc0000080             ; EFER: LME and NXE
    rdmsr
    or eax, 0x900
    wrmsr
    mov eax, 0x80050033             ; PG AM WP NE ET MP PE
    mov cr0, eax
    lgdt [gdtr]
    jmp 0x08:long_mode

stop:
    hlt
    jmp stop

bits 64
long_mode:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esp, 0x90000
    jmp 0x10000

align 8
gdt:
    dq 0
    dq 0x00209b0000000000
    dq 0x00cf93000000ffff
gdtr:
    dw $ - gdt - 1
    dd gdt
drive: db 0
align 4
packet:
    db 16, 0
    dw 1
    dw 0
.segment:
    dw 0x1000
.lba:
    dd 1
    dd 0

times 510 - ($ - $$) db 0
dw 0xaa55
