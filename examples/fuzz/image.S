/* The program as it was linked for its own addresses. */
    .section .rodata
    .globl program_image, program_image_end
program_image:
    .incbin "program.bin"
program_image_end:
