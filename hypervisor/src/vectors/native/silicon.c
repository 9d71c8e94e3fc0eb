/*
 * silicon: executes single instructions on this machine's processor, in
 * 32-bit and in 64-bit code.
 *
 * Reads cases from standard input, writes one result for each to standard
 * output (formats below, little-endian, packed). An ordinary 64-bit process:
 * a case is entered by returning from a signal handler with its whole state
 * in the signal frame and a 32-bit code segment in CS, and it comes back by
 * the exception it raises, at the latest at the HLT that fills the code
 * window behind the instruction.
 *
 * The windows (linear addresses) are the same for every case:
 *   CODE   2 pages, read and execute, filled with HLT
 *   DATA   2 pages read-write, then 1 page read-only
 *   STACK  2 pages read-write
 * with nothing mapped on either side. DATA and STACK hold a pattern that is a
 * function of the address alone; a case may patch it.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE 0x1000u
#define CODE 0x08048000u
#define CODE_SIZE (2 * PAGE)
#define DATA 0x10000000u
#define DATA_SIZE (3 * PAGE)
#define DATA_RW (2 * PAGE)
#define STACK 0x20000000u
#define STACK_SIZE (2 * PAGE)

#define MAX_PATCHES 4
#define MAX_PATCH 32
#define MAX_DIFF 96 /* more changed bytes than this: only a hash is told */

#define CASES_PER_BATCH 4096
#define FLAG_TF 0x100u
#define FLAG_NT 0x4000u
#define FLAG_AC 0x40000u
#define FLAG_ID 0x200000u

struct patch {
    uint32_t address;
    uint8_t length;
    uint8_t bytes[MAX_PATCH];
} __attribute__((packed));

#define REGISTERS 16
#define XSTATE_MAGIC 0x46505853u /* of the frame, where XSAVE follows */
#define IMAGE 416 /* as much of FXSAVE's area as is not reserved */

struct state {
    uint64_t gpr[REGISTERS]; /* order of the encoding: rax rcx rdx rbx rsp rbp rsi rdi r8... */
    uint64_t rip;
    uint32_t eflags;
    uint16_t selector[6]; /* es cs ss ds fs gs */
} __attribute__((packed));

struct test {
    struct state in;
    uint8_t length; /* of the instruction or short program, which is put at CODE + code_offset */
    uint8_t insn[63];
    uint16_t code_offset;
    uint8_t has_image;
    uint8_t image[IMAGE]; /* FXSAVE64's, if has_image */
    uint8_t patches;
    struct patch patch[MAX_PATCHES]; /* as many of them */
} __attribute__((packed));

enum { DONE = 0, FAULT = 1, HANG = 2 };

struct result {
    struct state out;
    uint8_t outcome, vector;
    uint32_t error, cr2;
    uint8_t image[IMAGE];
    uint16_t changed;   /* bytes of memory that differ from before */
    uint64_t hash;      /* FNV-1a of DATA then STACK */
    uint8_t diff[MAX_DIFF * 5]; /* {address, byte}, as many as changed if <= MAX_DIFF */
} __attribute__((packed));

static struct test batch[CASES_PER_BATCH];
static struct result answers[CASES_PER_BATCH];
static unsigned batch_size, current;
static uint8_t *const code = (uint8_t *)(uintptr_t)CODE;
static uint8_t *const data = (uint8_t *)(uintptr_t)DATA;
static uint8_t *const stack = (uint8_t *)(uintptr_t)STACK;
static uint8_t before[DATA_SIZE + STACK_SIZE];     /* memory as the case begins */
static uint8_t background[DATA_SIZE + STACK_SIZE]; /* memory without patches */
static ucontext_t outside;
static int inside;
static unsigned last_tick_case, ticks;
static uint64_t host_fs_base;
static uint16_t host_selector[6];
static uint8_t host_image[IMAGE];

static const int frame_order[REGISTERS] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

uint8_t pattern(uint32_t address)
{
    uint32_t x = (address >> 2) * 0x9E3779B1u;
    x ^= x >> 15;
    x *= 0x85EBCA77u;
    x ^= x >> 13;
    return x >> (8 * (address & 3));
}

static uint64_t fnv(uint64_t h, const uint8_t *p, size_t n)
{
    while (n--) h = (h ^ *p++) * 0x100000001B3ull;
    return h;
}

/* ------------------------------------------------------------------ LDT */

static void descriptor(unsigned entry, uint32_t base, uint32_t limit, int bits32, int contents,
                       int read_only, int pages, int absent)
{
    struct user_desc d = {.entry_number = entry, .base_addr = base, .limit = limit,
                          .seg_32bit = bits32, .contents = contents,
                          .read_exec_only = read_only, .limit_in_pages = pages,
                          .seg_not_present = absent};
    if ((int)syscall(SYS_modify_ldt, 0x11, &d, sizeof d)) {
        fprintf(stderr, "silicon: modify_ldt refuses entry %u\n", entry);
        exit(3);
    }
}

/* The same table stands in SiliconLdt.java. Contents: 0 data, 1 expand-down, 2 code, 3 conforming. */
static void fill_ldt(void)
{
    descriptor(1, DATA, 0xFFFF, 1, 0, 0, 0, 0);     /* 64 KiB of data: 16-bit addressing */
    descriptor(2, DATA, 0x17FF, 1, 0, 0, 0, 0);     /* ends in the second page */
    descriptor(3, DATA, 0xFFFF, 1, 0, 1, 0, 0);     /* read-only */
    descriptor(4, DATA, 0x0FFF, 1, 1, 0, 0, 0);     /* expand-down, 32-bit */
    descriptor(5, DATA, 0x0FFF, 0, 1, 0, 0, 0);     /* expand-down, 16-bit */
    descriptor(6, DATA, 0x1, 1, 0, 0, 1, 0);        /* two pages, page granular */
    descriptor(7, DATA, 0x1FFF, 1, 2, 1, 0, 0);     /* execute-only code */
    descriptor(8, DATA, 0x1FFF, 1, 2, 0, 0, 0);     /* readable code */
    descriptor(9, DATA, 0x1FFF, 1, 3, 0, 0, 1);     /* conforming code: Linux gives only absent ones */
    descriptor(10, CODE, 0xFFFF, 0, 2, 0, 0, 0);    /* 16-bit code */
    descriptor(11, STACK, 0xFFFF, 0, 0, 0, 0, 0);   /* 16-bit stack */
    descriptor(12, STACK, 0x17FF, 1, 0, 0, 0, 0);   /* 32-bit stack with a limit */
    descriptor(13, STACK, 0x0FFF, 1, 1, 0, 0, 0);   /* expand-down stack, 32-bit */
    descriptor(14, STACK, 0x0FFF, 0, 1, 0, 0, 0);   /* expand-down stack, 16-bit */
    descriptor(15, DATA, 0xFFFF, 1, 0, 0, 0, 1);    /* data, not present */
    descriptor(16, CODE, 0xFFFF, 1, 2, 0, 0, 1);    /* code, not present */
    /* 17 stays empty */
    descriptor(18, CODE, 0x0FFF, 1, 2, 0, 0, 0);    /* 32-bit code, limit after the first page */
    descriptor(19, 0, 0xFFFFF, 1, 2, 0, 1, 0);      /* flat 32-bit code */
    descriptor(20, 0, 0xFFFFF, 1, 0, 0, 1, 0);      /* flat data */
    descriptor(21, CODE, 0x1, 1, 2, 1, 1, 0);       /* execute-only code, page granular */
    descriptor(22, DATA, 0xFFFFF, 1, 1, 1, 0, 0);   /* expand-down, read-only, wide limit */
    descriptor(23, DATA - 0x8000, 0xFFFF, 0, 0, 0, 0, 0); /* 16-bit data whose middle is DATA */
}

/* ------------------------------------------------------------- one case */

static void use_data_selectors(const void *selectors)
{
    uint16_t s[6];
    memcpy(s, selectors, sizeof s);
    asm volatile("mov %0, %%es" ::"r"(s[0]));
    asm volatile("mov %0, %%ds" ::"r"(s[3]));
    asm volatile("mov %0, %%fs" ::"r"(s[4]));
    asm volatile("mov %0, %%gs" ::"r"(s[5]));
}

static void read_data_selectors(uint16_t *s)
{
    asm volatile("mov %%es, %0" : "=r"(s[0]));
    asm volatile("mov %%ds, %0" : "=r"(s[3]));
    asm volatile("mov %%fs, %0" : "=r"(s[4]));
    asm volatile("mov %%gs, %0" : "=r"(s[5]));
}

/* Memory below 4 GiB that the case may touch, as one array. */
static uint8_t *window(uint32_t address)
{
    if (address - DATA < DATA_SIZE) return data + (address - DATA);
    if (address - STACK < STACK_SIZE) return stack + (address - STACK);
    return NULL;
}

static uint8_t *saved(uint8_t *from, uint32_t address)
{
    return address - DATA < DATA_SIZE ? from + (address - DATA)
                                      : from + DATA_SIZE + (address - STACK);
}

static int patches_read_only(const struct test *t)
{
    for (unsigned i = 0; i < t->patches; i++)
        if (t->patch[i].address + t->patch[i].length > DATA + DATA_RW &&
            t->patch[i].address < DATA + DATA_SIZE)
            return 1;
    return 0;
}

static void patch_memory(const struct test *t, int undo)
{
    int locked = patches_read_only(t);
    if (locked) mprotect(data, DATA_SIZE, PROT_READ | PROT_WRITE);
    for (unsigned i = 0; i < t->patches; i++)
        for (unsigned k = 0; k < t->patch[i].length; k++) {
            uint32_t a = t->patch[i].address + k;
            uint8_t *p = window(a);
            if (!p) continue;
            *p = undo ? *saved(background, a) : t->patch[i].bytes[k];
            *saved(before, a) = *p;
        }
    if (locked) {
        mprotect(data + DATA_RW, DATA_SIZE - DATA_RW, PROT_READ);
        /* what was read-only must be present again, or its faults would not be the case's own */
        *(volatile uint8_t *)(data + DATA_RW);
    }
}

static void put_code(const struct test *t, int undo)
{
    /* the alias of the code window is writable; see main */
    extern uint8_t *code_alias;
    for (unsigned i = 0; i < t->length; i++) {
        uint32_t at = t->code_offset + i;
        if (at < CODE_SIZE) code_alias[at] = undo ? 0xF4 : t->insn[i];
    }
}

uint8_t *code_alias;

/* The frame's floating-point state is FXSAVE64's area, behind it what XSAVE has more. */
static void put_image(ucontext_t *uc, const uint8_t *image)
{
    uint8_t *to = (uint8_t *)uc->uc_mcontext.fpregs;
    uint64_t *in_use = (uint64_t *)(to + 512);
    memcpy(to, image, IMAGE);
    if (*(uint32_t *)(to + 464) == XSTATE_MAGIC) *in_use |= 3;
}

static void enter(ucontext_t *uc)
{
    const struct test *t = &batch[current];
    greg_t *g = uc->uc_mcontext.gregs;
    put_code(t, 0);
    patch_memory(t, 0);
    for (int i = 0; i < REGISTERS; i++) g[frame_order[i]] = t->in.gpr[i];
    if (t->has_image) put_image(uc, t->image);
    g[REG_RIP] = t->in.rip;
    g[REG_EFL] = t->in.eflags;
    /* cs, gs, fs, ss share one word of the frame */
    g[REG_CSGSFS] = t->in.selector[1] | (greg_t)t->in.selector[2] << 48;
    use_data_selectors(t->in.selector);
    ticks = 0;
}

static void compare(const uint8_t *now, uint8_t *was, uint32_t address, size_t size,
                    struct result *r)
{
    for (size_t i = 0; i < size; i += 64) {
        if (!memcmp(now + i, was + i, 64)) continue;
        for (size_t k = i; k < i + 64; k++) {
            if (now[k] == was[k]) continue;
            if (r->changed < MAX_DIFF) {
                uint32_t a = address + k;
                memcpy(r->diff + 5 * r->changed, &a, 4);
                r->diff[5 * r->changed + 4] = now[k];
            }
            r->changed++;
        }
    }
}

static void restore(uint8_t *now, uint8_t *was, size_t size)
{
    for (size_t i = 0; i < size; i += 64)
        if (memcmp(now + i, was + i, 64)) memcpy(now + i, was + i, 64);
}

static void leave(const ucontext_t *uc, const uint16_t *selectors, int outcome)
{
    const struct test *t = &batch[current];
    struct result *r = &answers[current];
    const greg_t *g = uc->uc_mcontext.gregs;
    memset(r, 0, offsetof(struct result, diff));
    for (int i = 0; i < REGISTERS; i++) r->out.gpr[i] = g[frame_order[i]];
    if (t->has_image) memcpy(r->image, uc->uc_mcontext.fpregs, IMAGE);
    r->out.rip = g[REG_RIP];
    r->out.eflags = g[REG_EFL];
    memcpy(r->out.selector, selectors, sizeof r->out.selector);
    r->out.selector[1] = g[REG_CSGSFS];
    r->out.selector[2] = (uint64_t)g[REG_CSGSFS] >> 48;
    r->outcome = outcome;
    r->vector = g[REG_TRAPNO];
    r->error = g[REG_ERR];
    r->cr2 = r->vector == 14 ? g[REG_CR2] : 0;
    compare(data, before, DATA, DATA_RW, r);
    compare(stack, before + DATA_SIZE, STACK, STACK_SIZE, r);
    if (r->changed > MAX_DIFF) {
        r->hash = fnv(0xCBF29CE484222325ull, data, DATA_SIZE);
        r->hash = fnv(r->hash, stack, STACK_SIZE);
    }
    restore(data, before, DATA_RW);
    restore(stack, before + DATA_SIZE, STACK_SIZE);
    patch_memory(t, 1);
    put_code(t, 1);
}

/*
 * What ended the case: the HLT of the filling (the instruction was executed),
 * a fetch from where it jumped to (executed as well), or an exception of its own.
 */
static int outcome_of(const ucontext_t *uc, int signal)
{
    const struct test *t = &batch[current];
    const greg_t *g = uc->uc_mcontext.gregs;
    uint64_t ip = g[REG_RIP];
    if (signal == SIGALRM) return HANG;
    int moved = ip != t->in.rip || (uint16_t)g[REG_CSGSFS] != t->in.selector[1];
    if (moved && g[REG_TRAPNO] == 13 && g[REG_ERR] == 0) return DONE;
    if (moved && g[REG_TRAPNO] == 14 && (g[REG_ERR] & 0x10)) return DONE;
    return FAULT;
}

static void finish(ucontext_t *uc)
{
    inside = 0;
    asm volatile("mov %0, %%es" ::"r"(host_selector[0]));
    asm volatile("mov %0, %%ds" ::"r"(host_selector[3]));
    fpregset_t frame_image = uc->uc_mcontext.fpregs;
    uc->uc_mcontext = outside.uc_mcontext;
    uc->uc_mcontext.fpregs = frame_image;
    put_image(uc, host_image);
    uc->uc_flags = outside.uc_flags;
    uc->uc_mcontext.gregs[REG_RIP] += 2; /* behind UD2 */
}

/*
 * Without libc, which needs the base of FS. The kernel must set it: one that does not know
 * WRFSBASE would bring back its own at the next switch of tasks.
 */
static long kernel_call(long number, long first, long second)
{
    long result;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(first), "S"(second)
                 : "rcx", "r11", "memory");
    return result;
}

__attribute__((used)) static void on_signal(int signal, siginfo_t *info, ucontext_t *uc)
{
    uint16_t selectors[6];
    (void)info;
    read_data_selectors(selectors);
    if (!inside) {
        if (signal == SIGALRM) return;
        memcpy(host_selector, selectors, sizeof selectors);
        outside = *uc;
        memcpy(host_image, uc->uc_mcontext.fpregs, IMAGE);
        inside = 1;
        current = 0;
        enter(uc);
        return;
    }
    kernel_call(SYS_arch_prctl, ARCH_SET_FS, host_fs_base);
    if (signal == SIGALRM) {
        if (last_tick_case != current || ++ticks < 3) {
            last_tick_case = current;
            use_data_selectors(selectors);
            return;
        }
    }
    leave(uc, selectors, outcome_of(uc, signal));
    if (++current < batch_size) enter(uc);
    else {
        use_data_selectors(host_selector);
        kernel_call(SYS_arch_prctl, ARCH_SET_FS, host_fs_base);
        finish(uc);
    }
}

/* NT and ID are not taken from a signal frame: they go along in the handler's own flags. */
__attribute__((used)) static uint64_t sticky_flags(void)
{
    return inside ? batch[current].in.eflags & (FLAG_NT | FLAG_ID) : 0;
}

/*
 * A case may leave AC, NT, ID set. The C code must not run with them: AC would fault in it.
 */
void trampoline(int, siginfo_t *, void *);
asm(".text\n"
    ".globl trampoline\n"
    "trampoline:\n"
    "  push %rbx\n"
    "  pushfq\n"
    "  andq $~0x244000, (%rsp)\n"
    "  popfq\n"
    "  call on_signal\n"
    "  call sticky_flags\n"
    "  pushfq\n"
    "  orq %rax, (%rsp)\n"
    "  popfq\n"
    "  pop %rbx\n"
    "  ret\n");

/* ----------------------------------------------------------------- main */

static void *map(uint32_t at, size_t size, int protection, int flags, int fd)
{
    void *p = mmap((void *)(uintptr_t)at, size, protection, flags | MAP_FIXED_NOREPLACE, fd, 0);
    if (p != (void *)(uintptr_t)at) {
        perror("silicon: mmap");
        exit(3);
    }
    return p;
}

static void make_windows(void)
{
    int fd = memfd_create("code", 0);
    if (fd < 0 || ftruncate(fd, CODE_SIZE)) {
        perror("silicon: memfd");
        exit(3);
    }
    map(CODE, CODE_SIZE, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_POPULATE, fd);
    code_alias = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    memset(code_alias, 0xF4, CODE_SIZE);
    map(DATA, DATA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1);
    map(STACK, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1);
    for (uint32_t i = 0; i < DATA_SIZE; i++) data[i] = pattern(DATA + i);
    for (uint32_t i = 0; i < STACK_SIZE; i++) stack[i] = pattern(STACK + i);
    memcpy(background, data, DATA_SIZE);
    memcpy(background + DATA_SIZE, stack, STACK_SIZE);
    memcpy(before, background, sizeof before);
    mprotect(data + DATA_RW, DATA_SIZE - DATA_RW, PROT_READ);
    for (uint32_t i = 0; i < CODE_SIZE; i += PAGE) (void)*(volatile uint8_t *)(code + i);
    (void)*(volatile uint8_t *)(data + DATA_RW);
}

static void catch_signals(void)
{
    static uint8_t alternate[65536] __attribute__((aligned(64)));
    stack_t s = {.ss_sp = alternate, .ss_size = sizeof alternate};
    sigaltstack(&s, NULL);
    struct sigaction a = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    a.sa_sigaction = trampoline;
    sigfillset(&a.sa_mask);
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGALRM};
    /* a fault of the handler itself must kill, not be queued */
    for (unsigned i = 0; i < 5; i++) sigdelset(&a.sa_mask, signals[i]);
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &a, NULL);
    struct itimerval every = {{0, 100000}, {0, 100000}};
    setitimer(ITIMER_REAL, &every, NULL);
}

static void write_fully(const void *from, size_t size)
{
    size_t put = 0;
    while (put < size) {
        ssize_t n = write(1, (const char *)from + put, size - put);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) exit(4);
        put += n;
    }
}

static char in_buffer[1 << 16];
static size_t in_at, in_end;

static size_t read_buffered(void *to, size_t size)
{
    size_t got = 0;
    while (got < size) {
        if (in_at == in_end) {
            ssize_t n = read(0, in_buffer, sizeof in_buffer);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) break;
            in_at = 0;
            in_end = n;
        }
        size_t n = in_end - in_at < size - got ? in_end - in_at : size - got;
        memcpy((char *)to + got, in_buffer + in_at, n);
        in_at += n;
        got += n;
    }
    return got;
}

int main(void)
{
    make_windows();
    fill_ldt();
    kernel_call(SYS_arch_prctl, ARCH_GET_FS, (long)&host_fs_base);
    catch_signals();
    static char out[CASES_PER_BATCH * (sizeof(struct result) + 2)];
    uint32_t count;
    /* a batch: u32 count, the cases; answered by as many results */
    while (read_buffered(&count, 4) == 4) {
        if (count == 0 || count > CASES_PER_BATCH) {
            fprintf(stderr, "silicon: batch of %u\n", count);
            return 2;
        }
        for (batch_size = 0; batch_size < count; batch_size++) {
            uint16_t size;
            if (read_buffered(&size, 2) != 2 || size > sizeof *batch ||
                read_buffered(&batch[batch_size], size) != size) {
                fprintf(stderr, "silicon: bad case\n");
                return 2;
            }
        }
        asm volatile("ud2" ::: "memory");
        size_t n = 0;
        for (unsigned i = 0; i < batch_size; i++) {
            const struct result *r = &answers[i];
            unsigned told = r->changed <= MAX_DIFF ? r->changed : 0;
            uint16_t size = offsetof(struct result, diff) + 5 * told;
            memcpy(out + n, &size, 2);
            memcpy(out + n + 2, r, size);
            n += 2 + size;
        }
        write_fully(out, n);
    }
    return 0;
}
