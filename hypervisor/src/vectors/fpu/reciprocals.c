/*
 * reciprocals: measures the tables behind RCPPS and RSQRTPS of this machine's processor.
 *
 * Both take the upper twelve bits of the fraction, in three groups of four, and add an entry
 * chosen by the first two groups to one chosen by the first and the last. That is so on AMD's
 * family 1Ah; the program says when it is not so here. RSQRTPS has one table for even exponents
 * (1 <= x < 2) and one for odd ones (2 <= x < 4). The output is the resource
 * cpu/fpu/reciprocals.txt.
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int measure(int which, unsigned fraction)
{
    uint32_t bits = (which == 2 ? 0x40000000u : 0x3F800000u) | fraction << 11;
    float x;
    memcpy(&x, &bits, 4);
    __m128 v = _mm_set_ss(x);
    x = _mm_cvtss_f32(which == 0 ? _mm_rcp_ss(v) : _mm_rsqrt_ss(v));
    memcpy(&bits, &x, 4);
    return (int)(bits >> 11) - (126 << 12); /* every result is in [1/2, 1) */
}

int main(void)
{
    static const char *const names[] = {"rcp", "rsqrt of [1, 2)", "rsqrt of [2, 4)"};
    puts("# The tables of RCPPS and RSQRTPS, as measured by src/vectors/fpu/reciprocals.c.");
    for (int which = 0; which < 3; which++) {
        printf("# %s\n", names[which]);
        for (unsigned i = 0; i < 256; i++)
            printf("%d%c", measure(which, i << 4), i % 16 == 15 ? '\n' : ' ');
        for (unsigned i = 0; i < 256; i++) {
            unsigned first = i >> 4 << 8;
            printf("%d%c", measure(which, first | (i & 15)) - measure(which, first),
                   i % 16 == 15 ? '\n' : ' ');
        }
        for (unsigned i = 0; i < 4096; i++) {
            unsigned first = i >> 8 << 8;
            if (measure(which, i) - measure(which, i & ~15u) !=
                measure(which, first | (i & 15)) - measure(which, first)) {
                fprintf(stderr, "reciprocals: this processor does it in another way\n");
                return 1;
            }
        }
    }
    return 0;
}
