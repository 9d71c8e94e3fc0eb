/* Where the program's pages are: the kernel maps them, the program aims at them. */
#ifndef LAYOUT_H
#define LAYOUT_H

#define USER_PAGE 0x1000

#define USER_PROGRAM 0x400000 /* the program itself, read and execute */
#define USER_CODE 0x420000    /* what it makes up: read, write, execute */
#define USER_STACK 0x440000   /* read and write, as are the rest */
#define USER_DATA 0x460000

#define PROGRAM_PAGES 4
#define CODE_PAGES 1
#define STACK_PAGES 2
#define DATA_PAGES 2 /* then one page that is read-only, and one that is the code's again */

/* The cases that are made up at once, each with as many bytes. */
#define CASE_BYTES 64
#define CASES (CODE_PAGES * USER_PAGE / CASE_BYTES)

/* Where a kernel that wants to be found out gives the program what is not for it. */
#define USER_BREACH (USER_DATA + (DATA_PAGES + 2) * USER_PAGE)
#define CANARY_PAGES 16

#endif
