/* Holes in the table, its end, and numbers far beyond. */
#include "conformance.h"

BEHAVIOUR
{
    static const word numbers[] = {11, 38, 43, 44, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 63, 64, 65, 127, 128,
                                   255, 256, 0x7fffffff, 0x80000000, 0xffffffff, -1ul};

    for (unsigned int i = 0; i < LENGTH(numbers); i++) {
        long answer = xen_hypercall(numbers[i], 0, 0, 0, 0, 0);

        say("hypercall %lx: %ld", numbers[i], answer);
    }
}
