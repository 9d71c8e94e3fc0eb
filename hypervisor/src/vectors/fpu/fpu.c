/*
 * fpu: executes single floating-point instructions on this machine's processor.
 *
 * Reads batches from standard input (a count, then cases) and writes one
 * answer for each to standard output; formats below, little-endian. The
 * numbers of the operations are those of FpuOp.java.
 *
 * SSE cases set MXCSR, execute and read MXCSR; if the instruction faults
 * (#XM), the handler notes MXCSR and lets it go on with everything masked, and
 * the answer has no result. x87 cases set the control word, execute with the
 * operands in ST0 and ST1, and read the status word and both registers without
 * waiting, so that unmasked exceptions stay pending and fault nowhere.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define BATCH 4096

struct f80 {
    uint64_t significand;
    uint16_t sign_exponent;
} __attribute__((packed));

struct test {
    uint16_t op, control;
    struct f80 a, b;
} __attribute__((packed));

struct answer {
    struct f80 first, second;
    uint16_t flags;
} __attribute__((packed));

static struct test tests[BATCH];
static struct answer answers[BATCH];
static volatile uint32_t trapped; /* MXCSR when #XM came, or 0 */

static void on_fpe(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;
    (void)number;
    (void)info;
    trapped = u->uc_mcontext.fpregs->mxcsr;
    u->uc_mcontext.fpregs->mxcsr = 0x1f80;
}

/* ------------------------------------------------------------------ SSE */

/* x: first operand and result; y: second; r: integer operand and result, or flags */
#define SSE(text)                                                                              \
    asm volatile("ldmxcsr %[m]\n\tmovq %[x], %%xmm0\n\tmovq %[y], %%xmm1\n\t" text             \
                 "\n\tstmxcsr %[n]\n\tmovq %%xmm0, %[x]"                                       \
                 : [x] "+r"(x), [r] "+r"(r), [n] "=m"(after)                                   \
                 : [y] "r"(y), [m] "m"(before)                                                 \
                 : "xmm0", "xmm1", "rax", "cc")

#define COMPARES(suffix, base)                                                                 \
    case base + 0: SSE("cmpeq" suffix " %%xmm1, %%xmm0"); break;                               \
    case base + 1: SSE("cmplt" suffix " %%xmm1, %%xmm0"); break;                               \
    case base + 2: SSE("cmple" suffix " %%xmm1, %%xmm0"); break;                               \
    case base + 3: SSE("cmpunord" suffix " %%xmm1, %%xmm0"); break;                            \
    case base + 4: SSE("cmpneq" suffix " %%xmm1, %%xmm0"); break;                              \
    case base + 5: SSE("cmpnlt" suffix " %%xmm1, %%xmm0"); break;                              \
    case base + 6: SSE("cmpnle" suffix " %%xmm1, %%xmm0"); break;                              \
    case base + 7: SSE("cmpord" suffix " %%xmm1, %%xmm0"); break;

#define INTO_FLAGS "\n\tpushfq\n\tpopq %[r]\n\tandq $0x45, %[r]"
#define SSE_OPS(s, other, base)                                                                \
    case base + 0: SSE("add" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 1: SSE("sub" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 2: SSE("mul" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 3: SSE("div" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 4: SSE("sqrt" s " %%xmm0, %%xmm0"); break;                                     \
    case base + 5: SSE("min" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 6: SSE("max" s " %%xmm1, %%xmm0"); break;                                      \
    case base + 7: SSE("comi" s " %%xmm1, %%xmm0" INTO_FLAGS); integer = 1; break;             \
    case base + 8: SSE("ucomi" s " %%xmm1, %%xmm0" INTO_FLAGS); integer = 1; break;            \
    COMPARES(s, base + 9)                                                                      \
    case base + 17: SSE("cvt" s "2" other " %%xmm0, %%xmm0"); break;                           \
    case base + 18: SSE("cvtsi2" s "l %k[r], %%xmm0"); break;                                  \
    case base + 19: SSE("cvtsi2" s "q %[r], %%xmm0"); break;                                   \
    case base + 20: SSE("cvt" s "2si %%xmm0, %k[r]"); integer = 1; break;                      \
    case base + 21: SSE("cvt" s "2si %%xmm0, %[r]"); integer = 1; break;                       \
    case base + 22: SSE("cvtt" s "2si %%xmm0, %k[r]"); integer = 1; break;                     \
    case base + 23: SSE("cvtt" s "2si %%xmm0, %[r]"); integer = 1; break;

static int single_result(unsigned op)
{
    return op < 32 ? op != 17 && op < 24 : op == 32 + 17;
}

static void sse(const struct test *t, struct answer *r_)
{
    uint64_t x = t->a.significand, y = t->b.significand, r = x;
    uint32_t before = t->control, after = 0;
    int integer = 0;
    trapped = 0;
    switch (t->op) {
    SSE_OPS("ss", "sd", 0)
    case 24: SSE("addps %%xmm1, %%xmm0"); break;
    case 25: SSE("mulps %%xmm1, %%xmm0"); break;
    SSE_OPS("sd", "ss", 32)
    default: exit(3);
    }
    uint32_t masked = 0x1f80;
    asm volatile("ldmxcsr %0" : : "m"(masked));
    if (trapped) {
        r_->flags = trapped & 0x3f;
        return;
    }
    r_->flags = after & 0x3f;
    r_->first.significand = integer ? r : single_result(t->op) ? (uint32_t)x : x;
}

/* ------------------------------------------------------------------ x87 */

#define X87(text)                                                                              \
    asm volatile("fninit\n\tfldt %[b]\n\tfldt %[a]\n\tfldcw %[cw]\n\t" text                    \
                 "\n\tfnstsw %[sw]\n\tfnclex\n\tfstpt %[r]\n\tfstpt %[s]\n\tfninit"            \
                 : [sw] "=m"(sw), [r] "=m"(r->first), [s] "=m"(r->second), [m] "+m"(memory),   \
                   [w] "=m"(word)                                                              \
                 : [a] "m"(t->a), [b] "m"(t->b), [cw] "m"(t->control), [ml] "m"(t->b)          \
                 : "memory", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)",       \
                   "st(7)")

static void x87(const struct test *t, struct answer *r)
{
    struct f80 memory = {0, 0}; /* where stores go */
    uint16_t sw = 0, word = 0;
    int stores = 0, second = 0;
    switch (t->op) {
    case 64: X87("fadd %%st(1), %%st"); break;
    case 65: X87("fsub %%st(1), %%st"); break;
    case 66: X87("fsubr %%st(1), %%st"); break;
    case 67: X87("fmul %%st(1), %%st"); break;
    case 68: X87("fdiv %%st(1), %%st"); break;
    case 69: X87("fdivr %%st(1), %%st"); break;
    case 70: X87("fsqrt"); break;
    case 71: X87("fprem"); break;
    case 72: X87("fprem1"); break;
    case 73: X87("fscale"); break;
    case 74: X87("fxtract"); second = 1; break;
    case 75: X87("frndint"); break;
    case 76: X87("fcom %%st(1)"); break;
    case 77: X87("fucom %%st(1)"); break;
    case 78: X87("fsts %[m]"); stores = 1; break;
    case 79: X87("fstl %[m]"); stores = 1; break;
    case 80: X87("fists %[m]"); stores = 1; break;
    case 81: X87("fistl %[m]"); stores = 1; break;
    case 82: X87("fistpll %[m]"); stores = 1; break;
    case 83: X87("fisttps %[m]"); stores = 1; break;
    case 84: X87("fisttpl %[m]"); stores = 1; break;
    case 85: X87("fisttpll %[m]"); stores = 1; break;
    case 86: X87("fbstp %[m]"); stores = 1; break;
    case 87: X87("flds %[ml]"); break;
    case 88: X87("fldl %[ml]"); break;
    case 89: X87("filds %[ml]"); break;
    case 90: X87("fildl %[ml]"); break;
    case 91: X87("fildll %[ml]"); break;
    case 92: X87("fbld %[ml]"); break;
    case 93: X87("fadds %[ml]"); break;
    case 94: X87("faddl %[ml]"); break;
    case 95: X87("fmuls %[ml]"); break;
    case 96: X87("fdivl %[ml]"); break;
    case 97: X87("fdivrs %[ml]"); break;
    case 98: X87("fiaddl %[ml]"); break;
    case 99: X87("fidivs %[ml]"); break;
    case 100: X87("fcoms %[ml]"); break;
    case 101: X87("fcoml %[ml]"); break;
    case 102: X87("ftst"); break;
    case 103: X87("fxam"); break;
    case 104: X87("fldl2t"); break;
    case 105: X87("fldl2e"); break;
    case 106: X87("fldpi"); break;
    case 107: X87("fldlg2"); break;
    case 108: X87("fldln2"); break;
    case 128: X87("f2xm1"); break;
    case 129: X87("fyl2x"); break;
    case 130: X87("fyl2xp1"); break;
    case 131: X87("fpatan"); break;
    case 132: X87("fsin"); break;
    case 133: X87("fcos"); break;
    case 134: X87("fsincos"); second = 1; break;
    case 135: X87("fptan"); second = 1; break;
    default: exit(3);
    }
    if (stores) r->first = memory;
    if ((sw >> 11 & 7) == 6) second = 0; /* nothing was pushed on the two operands */
    if (!second) memset(&r->second, 0, sizeof r->second);
    r->flags = sw & 0x473f;
}

/* ----------------------------------------------------------------- main */

static void all(void *p, size_t n, int writing)
{
    for (char *at = p; n != 0;) {
        ssize_t done = writing ? write(1, at, n) : read(0, at, n);
        if (done <= 0) exit(0);
        at += done;
        n -= done;
    }
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fpe, .sa_flags = SA_SIGINFO};
    sigaction(SIGFPE, &action, 0);
    for (;;) {
        uint32_t count;
        all(&count, sizeof count, 0);
        if (count > BATCH) return 4;
        all(tests, count * sizeof *tests, 0);
        memset(answers, 0, sizeof answers);
        for (unsigned i = 0; i < count; i++)
            (tests[i].op < 64 ? sse : x87)(&tests[i], &answers[i]);
        all(answers, count * sizeof *answers, 1);
    }
}
