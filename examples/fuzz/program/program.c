/*
 * A program that makes up instructions and runs them. The kernel starts it with a seed and the number of a case; with
 * case 0 it makes up all of them anew. It keeps nothing in memory, where the cases write as they like.
 */
#include <stdint.h>
#include "instructions.h"
#include "../layout.h"

typedef unsigned long word;

#ifdef __x86_64__
#define REGISTERS 15
#define LONG 1
#define KERNEL 0xffffffff80000000ul
#else
#define REGISTERS 7
#define LONG 0
#define KERNEL 0xc0000000ul
#endif

struct start {
    word flags;
    word registers[REGISTERS];
    word address;
};
void run_case(const struct start *start) __attribute__((noreturn));

struct maker {
    uint32_t state;
    uint8_t *at;
};

static uint32_t next(struct maker *m)
{
    m->state ^= m->state << 13;
    m->state ^= m->state >> 17;
    m->state ^= m->state << 5;
    return m->state;
}

static uint32_t below(struct maker *m, uint32_t bound)
{
    return (uint64_t)next(m) * bound >> 32;
}

static int chance(struct maker *m, uint32_t of_a_hundred)
{
    return below(m, 100) < of_a_hundred;
}

static void emit(struct maker *m, uint32_t value, unsigned int bytes)
{
    for (; bytes; bytes--, value >>= 8)
        *m->at++ = value;
}

/* Where Xen has its tables, and a little of everything behind. */
static word hypervisors(struct maker *m)
{
#ifdef __x86_64__
    static const uint32_t high[] = {0xffff8000, 0xffff8040, 0xffff8200, 0xffff8280, 0xffff82c0, 0xffff82d0, 0xffff8300};

    return (word)high[below(m, 7)] << 32 | (chance(m, 50) ? next(m) & 0x7ffff8 : next(m));
#else
    return 0xf5800000 + (chance(m, 50) ? next(m) & 0x7ffff8 : next(m) % 0xa800000);
#endif
}

static word number(struct maker *m)
{
    static const uint32_t edges[] = {0, 1, 0xffffffff, 0x80000000, 0x7fffffff, 0xffff, 0xe033, 0xe02b, 0xe023, 0x202};
    word value = chance(m, 50) ? edges[below(m, 10)] : next(m) >> below(m, 32);

#ifdef __x86_64__
    if (chance(m, 25))
        value |= (word)next(m) << 32;
    else if (chance(m, 20))
        value = (long)(int32_t)value;
#endif
    return value;
}

/* Mostly somewhere in the program's own pages. */
static word value(struct maker *m)
{
    switch (below(m, 16)) {
    case 0:
        return number(m);
    case 1:
        return below(m, 64);
    case 2:
        return KERNEL + (next(m) & 0x7fff8);
    case 3:
        return hypervisors(m);
    case 4:
        return USER_CODE + below(m, CODE_PAGES * USER_PAGE);
    case 5:
        return USER_PROGRAM + below(m, PROGRAM_PAGES * USER_PAGE);
    case 6:
        return USER_STACK + below(m, STACK_PAGES * USER_PAGE);
    case 7:
        return USER_DATA + below(m, DATA_PAGES + 8) * USER_PAGE + below(m, 32) - 16;
    case 8:
        return USER_BREACH + below(m, CANARY_PAGES * USER_PAGE);
    default:
        return USER_DATA + (below(m, DATA_PAGES * USER_PAGE) & (chance(m, 50) ? ~15ul : ~0ul));
    }
}

/* A modrm byte with what it asks for. */
static uint8_t modrm(struct maker *m, unsigned int in_memory)
{
    uint8_t byte = next(m) >> 8;
    unsigned int mode, sib;

    if (chance(m, in_memory))
        byte = chance(m, 70) ? (byte & 0x3f) | 0x40 : byte & 0xbf;
    else
        byte |= 0xc0;
    emit(m, byte, 1);
    mode = byte >> 6;
    if (mode == 3)
        return byte;
    sib = (byte & 7) == 4;
    if (sib)
        emit(m, next(m) >> 8, 1);
    if (mode == 1)
        emit(m, chance(m, 80) ? below(m, 32) * 4 : next(m), 1);
    else if (mode == 2 || (byte & 7) == 5 || (sib && (m->at[-1] & 7) == 5))
        emit(m, mode == 0 && !LONG ? value(m) : below(m, 256), 4);
    return byte;
}

static void immediate(struct maker *m, unsigned int bytes)
{
    emit(m, chance(m, 50) ? below(m, 16) : bytes == 4 ? value(m) : next(m) >> 8, bytes);
}

static void distance(struct maker *m, unsigned int bytes)
{
    emit(m, chance(m, 90) ? below(m, 32) : -below(m, 128), bytes);
}

/* What the letter says stands behind an opcode. */
static void operands(struct maker *m, char letter, uint8_t opcode)
{
    uint8_t byte;

    switch (letter) {
    case 'm':
        modrm(m, 60);
        break;
    case 'M':
        modrm(m, 100);
        break;
    case 'r':
        modrm(m, 0);
        break;
    case 'b':
        immediate(m, 1);
        break;
    case 'w':
        immediate(m, 2);
        break;
    case 'z':
        immediate(m, 4);
        break;
    case 'j':
        distance(m, 1);
        break;
    case 'J':
        distance(m, 4);
        break;
    case 'B':
        modrm(m, 60);
        immediate(m, 1);
        break;
    case 'Z':
        modrm(m, 60);
        immediate(m, 4);
        break;
    case 'F':
        byte = modrm(m, 60);
        if ((byte >> 3 & 7) < 2)
            immediate(m, opcode & 1 ? 4 : 1);
        break;
    case 'e':
        immediate(m, 2);
        emit(m, below(m, 40), 1);
        break;
    case 'f':
        emit(m, value(m), 4);
        emit(m, chance(m, 70) ? 0xe023 : next(m), 2);
        break;
    case 'o':
        emit(m, value(m), 4);
        if (LONG)
            emit(m, 0, 4);
        break;
    case 's':
        emit(m, msrs[below(m, MSRS)], 4);
        emit(m, chance(m, 50) ? 0x320f : 0x300f, 2);
        break;
    case 'x':
        emit(m, next(m), 1);
        emit(m, next(m) >> 8, 1);
        emit(m, next(m) >> 8, 1);
        modrm(m, 60);
        break;
    }
}

static void prefixes(struct maker *m)
{
    static const uint8_t all[] = {0x66, 0x66, 0x66, 0x66, 0xf2, 0xf3, 0xf3, 0xf0, 0x67, 0x64, 0x65, 0x2e, 0x36};

    while (chance(m, 18))
        emit(m, all[below(m, sizeof(all))], 1);
    if (LONG && chance(m, 45))
        emit(m, 0x40 | below(m, 16), 1);
}

static void template(struct maker *m)
{
    const struct template *t = &templates[below(m, TEMPLATES)];

    if (chance(m, 25))
        prefixes(m);
    for (const char *c = t->bytes; c < t->bytes + t->length; c++)
        emit(m, (uint8_t)*c, 1);
    operands(m, t->operands, 0);
}

static void instruction(struct maker *m)
{
    uint32_t kind = below(m, 100);
    uint8_t opcode = next(m) >> 8;

    if (kind < 6) {
        for (unsigned int bytes = 1 + below(m, 8); bytes; bytes--)
            emit(m, next(m) >> 8, 1);
    } else if (kind < 20) {
        template(m);
    } else if (kind < 60) {
        prefixes(m);
        emit(m, opcode, 1);
        operands(m, one_byte[opcode], opcode);
    } else if (kind < 85) {
        prefixes(m);
        emit(m, opcode << 8 | 0x0f, 2);
        operands(m, two_bytes[opcode], opcode);
    } else if (kind < 93) {
        int third = chance(m, 40);

        if (chance(m, 60))
            emit(m, 0x66, 1);
        prefixes(m);
        opcode = third ? third_map[opcode % THIRD_MAP] : second_map[opcode % SECOND_MAP];
        emit(m, opcode << 16 | (third ? 0x3a0f : 0x380f), 3);
        operands(m, third ? 'B' : 'm', opcode);
    } else {
        emit(m, 0xd8 | (opcode & 7), 1);
        modrm(m, 50);
    }
}

static void make_up(struct maker *m)
{
    for (unsigned int number = 0; number < CASES; number++) {
        uint8_t *first = (uint8_t *)USER_CODE + number * CASE_BYTES;
        uint8_t *last = first + CASE_BYTES - 32;

        m->at = first;
        for (unsigned int left = 1 + below(m, 8); left && m->at < last; left--)
            instruction(m);
        /* On to the next case; the last one ends in an instruction that there will never be. */
        if (number + 1 < CASES)
            emit(m, (first + CASE_BYTES - m->at - 2) << 8 | 0xeb, 2);
        else
            emit(m, 0x0b0f, 2);
    }
}

__attribute__((noreturn)) void program(word seed, word first)
{
    struct maker m = {.state = seed};
    struct start start;

    if (first == 0)
        make_up(&m);
    /* Each case starts from registers of its own, and the same in each run. */
    m.state = (seed + first * 0x9e3779b1) | 1;
    start.flags = chance(&m, 80) ? 0x202 : (next(&m) & (chance(&m, 5) ? 0x244dd5 : 0x244cd5)) | 0x202;
    for (unsigned int i = 0; i < REGISTERS; i++)
        start.registers[i] = value(&m);
    start.address = USER_CODE + first * CASE_BYTES;
    if (chance(&m, 30)) {
        uint32_t mxcsr = chance(&m, 50) ? 0x1f80 : next(&m) & 0xffff;

        __asm__ volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
    }
    run_case(&start);
}
