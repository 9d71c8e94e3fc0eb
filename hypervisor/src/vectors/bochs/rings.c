/*
 * rings: a kernel that executes cases in all four rings of compatibility mode.
 *
 * It runs bare, in long mode, on an emulator that is exact about rings. Cases
 * are read from the disk (raw sectors from CASES_AT on), each is entered by
 * IRETQ, and whatever exception ends it is caught on a stack of its own (IST).
 * Results are written back to the disk from RESULTS_AT on.
 *
 * Windows are those of silicon.c, with two more: DATA has a fourth page that
 * only rings 0 to 2 may touch, and TABLES holds the GDT (first page) and the
 * LDT (second page), so that accessed bits show. Code is filled with INT3.
 * Format of cases and results: see RingProcess.java.
 */
#include <stddef.h>
#include <stdint.h>

#define PAGE 0x1000u
#define CODE 0x08048000u
#define DATA 0x10000000u
#define STACK 0x20000000u
#define TABLES 0x30000000u
#define CODE_SIZE (2 * PAGE)
#define DATA_SIZE (4 * PAGE)
#define STACK_SIZE (2 * PAGE)
#define TABLES_SIZE (2 * PAGE)

/* Physical homes of the windows, also mapped 1:1 for this kernel. */
#define CODE_HOME ((uint8_t *)0x200000)
#define MEMORY_HOME ((uint8_t *)0x210000) /* DATA, STACK, TABLES, one after the other */
#define BEFORE ((uint8_t *)0x220000)
#define BACKGROUND ((uint8_t *)0x230000)
#define PAGE_TABLES ((uint64_t *)0x240000)
#define MEMORY_SIZE (DATA_SIZE + STACK_SIZE + TABLES_SIZE)
#define IDT ((uint64_t *)0x250000)
#define TSS ((uint8_t *)0x252000)
#define IST_TOP 0x260000ull
#define INPUT ((uint8_t *)0x400000)   /* up to 12 MiB of cases */
#define OUTPUT ((uint8_t *)0x1000000) /* up to 32 MiB of results */

#define HEADER_AT 256 /* sector of the header: magic, count, bytes, tables */
#define CASES_AT 272
#define RESULTS_AT 65536
#define MAGIC 0x676e6972u
#define MAX_DIFF 96

#define KERNEL_CODE 0x08
#define KERNEL_DATA 0x10
#define TASK 0x18
#define LDT_SELECTOR 0x28

struct patch {
    uint32_t address;
    uint8_t length, bytes[32];
} __attribute__((packed));

struct state {
    uint32_t gpr[8], eip, eflags;
    uint16_t selector[6]; /* es cs ss ds fs gs */
} __attribute__((packed));

struct test {
    struct state in;
    uint32_t cr4;   /* bits added to PAE */
    uint32_t dr[4]; /* DR0 to DR3 */
    uint32_t dr7;
    uint8_t length, insn[15];
    uint16_t code_offset;
    uint8_t patches;
    struct patch patch[4];
} __attribute__((packed));

struct result {
    struct state out;
    uint8_t outcome, vector;
    uint32_t error, cr2, cr0, cr4, dr6, dr7;
    uint16_t ldtr, task, gdt_limit, idt_limit;
    uint16_t changed;
    uint8_t diff[MAX_DIFF * 5];
} __attribute__((packed));

/* As enter_case pops it. */
struct way_in {
    uint64_t es, ds, fs, gs, rax, rcx, rdx, rbx, rbp, rsi, rdi, rip, cs, rflags, rsp, ss;
};

/* As the stubs push it. */
struct frame {
    uint64_t r8, rdi, rsi, rbp, rbx, rdx, rcx, rax, vector, error, rip, cs, rflags, rsp, ss;
};

struct table_register {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

struct header {
    uint32_t magic, count, bytes;
} __attribute__((packed));

extern uint8_t stubs[];
void enter_case(const struct way_in *w);
void on_exception(const struct frame *f);
int main(void);

static const struct test *now;
static uint8_t *answer;
static uint16_t gdt_limit;

static inline void outb(uint16_t port, uint8_t v) { asm volatile("outb %0, %1" ::"a"(v), "Nd"(port)); }
static inline uint8_t inb(uint16_t port)
{
    uint8_t v;
    asm volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}

static void copy(void *to, const void *from, size_t n)
{
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n)::"memory");
}

static void fill(void *to, int value, size_t n)
{
    asm volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(value) : "memory");
}

void *memcpy(void *to, const void *from, size_t n) { copy(to, from, n); return to; }
void *memset(void *to, int value, size_t n) { fill(to, value, n); return to; }

/* ----------------------------------------------------------------- disk */

static void sector(uint32_t lba, int write)
{
    while (inb(0x1f7) & 0x80) {}
    outb(0x1f6, 0xe0 | (lba >> 24 & 15));
    outb(0x1f2, 1);
    outb(0x1f3, lba);
    outb(0x1f4, lba >> 8);
    outb(0x1f5, lba >> 16);
    outb(0x1f7, write ? 0x30 : 0x20);
    while ((inb(0x1f7) & 0x88) != 0x08) {}
}

static void read_disk(uint32_t lba, void *to, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += 512, lba++) {
        sector(lba, 0);
        void *p = (uint8_t *)to + at;
        size_t n = 256;
        asm volatile("rep insw" : "+D"(p), "+c"(n) : "d"(0x1f0) : "memory");
    }
}

static void write_disk(uint32_t lba, const void *from, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += 512, lba++) {
        sector(lba, 1);
        const void *p = (const uint8_t *)from + at;
        size_t n = 256;
        asm volatile("rep outsw" : "+S"(p), "+c"(n) : "d"(0x1f0) : "memory");
    }
    while (inb(0x1f7) & 0x80) {}
}

/* ------------------------------------------------------------- machine */

static uint8_t pattern(uint32_t address)
{
    uint32_t x = (address >> 2) * 0x9E3779B1u;
    x ^= x >> 15;
    x *= 0x85EBCA77u;
    x ^= x >> 13;
    return x >> (8 * (address & 3));
}

#define PRESENT 1ull
#define WRITABLE 2ull
#define USER 4ull
#define NO_EXECUTE (1ull << 63)

static void map_page(uint32_t address, const uint8_t *home, uint64_t bits, int table)
{
    uint64_t *directory = (uint64_t *)0x3000;
    uint64_t *entries = PAGE_TABLES + 512 * table;
    directory[address >> 21] = (uint64_t)entries | PRESENT | WRITABLE | USER;
    /* accessed and dirty from the start: they are not what is compared here */
    entries[address >> 12 & 511] = (uint64_t)home | bits | 0x60;
}

static void map_windows(void)
{
    uint8_t *data = MEMORY_HOME, *stack = data + DATA_SIZE, *tables = stack + STACK_SIZE;
    fill(PAGE_TABLES, 0, 4 * PAGE);
    for (unsigned i = 0; i < 2; i++) {
        map_page(CODE + i * PAGE, CODE_HOME + i * PAGE, PRESENT | USER, 0);
        map_page(DATA + i * PAGE, data + i * PAGE, PRESENT | WRITABLE | USER | NO_EXECUTE, 1);
        map_page(STACK + i * PAGE, stack + i * PAGE, PRESENT | WRITABLE | USER | NO_EXECUTE, 2);
        map_page(TABLES + i * PAGE, tables + i * PAGE, PRESENT | WRITABLE | NO_EXECUTE, 3);
    }
    map_page(DATA + 2 * PAGE, data + 2 * PAGE, PRESENT | USER | NO_EXECUTE, 1);
    map_page(DATA + 3 * PAGE, data + 3 * PAGE, PRESENT | WRITABLE | NO_EXECUTE, 1);
}

static void reload(void)
{
    struct table_register gdt = {gdt_limit, TABLES}, idt = {256 * 16 - 1, (uint64_t)IDT};
    uint64_t *task = (uint64_t *)(MEMORY_HOME + DATA_SIZE + STACK_SIZE + TASK);
    asm volatile("lgdt %0; lidt %1" ::"m"(gdt), "m"(idt));
    asm volatile("mov %0, %%ds; mov %0, %%es; mov %1, %%fs; mov %1, %%gs; mov %0, %%ss" ::"r"(KERNEL_DATA), "r"(0));
    asm volatile("lldt %w0" ::"r"(LDT_SELECTOR));
    *task &= ~(2ull << 40);
    asm volatile("ltr %w0" ::"r"(TASK));
}

static void set_controls(uint32_t cr4_more)
{
    asm volatile("mov %0, %%cr0" ::"r"(0x80050033ull));
    asm volatile("mov %0, %%cr4" ::"r"(0x20ull | cr4_more));
    asm volatile("mov %0, %%dr7" ::"r"(0x400ull));
    asm volatile("mov %0, %%dr6" ::"r"(0xffff0ff0ull));
}

static void gate(unsigned vector, unsigned dpl, int present)
{
    uint64_t to = (uint64_t)stubs + 32 * vector;
    IDT[2 * vector] = (to & 0xffff) | KERNEL_CODE << 16 | 1ull << 32 | 0x0eull << 40 |
                      (uint64_t)dpl << 45 | (uint64_t)present << 47 | (to >> 16 & 0xffff) << 48;
    IDT[2 * vector + 1] = to >> 32;
}

/* The same gates stand in RingMachine.java. */
static void fill_idt(void)
{
    for (unsigned v = 0; v < 256; v++) gate(v, 0, 1);
    gate(3, 3, 1);
    gate(4, 3, 1);
    gate(0x80, 3, 1);
    gate(0x81, 2, 1);
    gate(0x82, 1, 1);
    gate(0x83, 3, 0);
}

static void set_up(void)
{
    outb(0x21, 0xff);
    outb(0xa1, 0xff);
    map_windows();
    asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" ::: "rax");
    fill(CODE_HOME, 0xCC, CODE_SIZE);
    for (uint32_t i = 0; i < DATA_SIZE; i++) BACKGROUND[i] = pattern(DATA + i);
    for (uint32_t i = 0; i < STACK_SIZE; i++) BACKGROUND[DATA_SIZE + i] = pattern(STACK + i);
    /* The tables come with the cases: GDT page, LDT page. */
    copy(BACKGROUND + DATA_SIZE + STACK_SIZE, INPUT, TABLES_SIZE);
    copy(MEMORY_HOME, BACKGROUND, MEMORY_SIZE);
    copy(BEFORE, BACKGROUND, MEMORY_SIZE);
    gdt_limit = PAGE - 1;
    fill(TSS, 0, 104);
    *(uint64_t *)(TSS + 36) = IST_TOP;
    *(uint64_t *)(TSS + 4) = IST_TOP;
    *(uint16_t *)(TSS + 102) = 104; /* no I/O bitmap */
    fill_idt();
    reload();
}

/* --------------------------------------------------------------- cases */

static uint8_t *home(uint8_t *memory, uint32_t address)
{
    if (address - DATA < DATA_SIZE) return memory + (address - DATA);
    if (address - STACK < STACK_SIZE) return memory + DATA_SIZE + (address - STACK);
    if (address - TABLES < TABLES_SIZE) return memory + DATA_SIZE + STACK_SIZE + (address - TABLES);
    return NULL;
}

static uint32_t address_of(uint32_t at)
{
    if (at < DATA_SIZE) return DATA + at;
    if (at < DATA_SIZE + STACK_SIZE) return STACK + (at - DATA_SIZE);
    return TABLES + (at - DATA_SIZE - STACK_SIZE);
}

static void put(const struct test *t, int undo)
{
    for (unsigned i = 0; i < t->length && t->code_offset + i < CODE_SIZE; i++)
        CODE_HOME[t->code_offset + i] = undo ? 0xCC : t->insn[i];
    for (unsigned i = 0; i < t->patches; i++)
        for (unsigned k = 0; k < t->patch[i].length; k++) {
            uint32_t a = t->patch[i].address + k;
            if (!home(MEMORY_HOME, a)) continue;
            uint8_t b = undo ? *home(BACKGROUND, a) : t->patch[i].bytes[k];
            *home(MEMORY_HOME, a) = *home(BEFORE, a) = b;
        }
}

static void run(const struct test *t)
{
    uint16_t s[6];
    copy(s, t->in.selector, sizeof s);
    struct way_in w = {s[0], s[3], s[4], s[5], t->in.gpr[0], t->in.gpr[1], t->in.gpr[2],
                       t->in.gpr[3], t->in.gpr[5], t->in.gpr[6], t->in.gpr[7], t->in.eip, s[1],
                       t->in.eflags, t->in.gpr[4], s[2]};
    now = t;
    put(t, 0);
    asm volatile("mov %0, %%cr4" ::"r"(0x20ull | t->cr4));
    asm volatile("mov %0, %%dr0; mov %1, %%dr1; mov %2, %%dr2; mov %3, %%dr3" ::"r"((uint64_t)t->dr[0]),
                 "r"((uint64_t)t->dr[1]), "r"((uint64_t)t->dr[2]), "r"((uint64_t)t->dr[3]));
    asm volatile("mov %0, %%cr2" ::"r"(0ull));
    asm volatile("mov %0, %%dr7" ::"r"((uint64_t)t->dr7 | 0x400));
    enter_case(&w);
    put(t, 1);
}

static void compare(struct result *r)
{
    const uint64_t *a = (const uint64_t *)MEMORY_HOME, *b = (const uint64_t *)BEFORE;
    for (unsigned i = 0; i < MEMORY_SIZE / 8; i++) {
        if (a[i] == b[i]) continue;
        for (unsigned k = 8 * i; k < 8 * i + 8; k++) {
            if (MEMORY_HOME[k] == BEFORE[k]) continue;
            if (r->changed < MAX_DIFF) {
                uint32_t address = address_of(k);
                copy(r->diff + 5 * r->changed, &address, 4);
                r->diff[5 * r->changed + 4] = MEMORY_HOME[k];
            }
            r->changed++;
            MEMORY_HOME[k] = BEFORE[k];
        }
    }
}

/* 0: executed; 1: an exception of its own. INT3 of the filling means executed. */
static void classify(struct result *r, const struct frame *f)
{
    uint32_t ip = f->rip;
    r->out.eip = ip;
    uint32_t linear = CODE + now->code_offset, base = linear - now->in.eip;
    uint32_t at = ip - 1 + base;
    int inside = at - linear < now->length && (uint16_t)f->cs == now->in.selector[1];
    if (f->vector == 3 && !inside) {
        r->out.eip = ip - 1;
    } else if (f->vector == 14 && (f->error & 0x10) && ip != now->in.eip) {
        /* it jumped to where nothing can be fetched */
    } else {
        r->outcome = 1;
        r->vector = f->vector;
        r->error = f->error;
    }
}

void on_exception(const struct frame *f)
{
    struct result *r = (struct result *)answer;
    struct table_register table;
    uint64_t v;
    fill(r, 0, sizeof *r);
    asm volatile("mov %%dr6, %0" : "=r"(v)); r->dr6 = v;
    asm volatile("mov %%dr7, %0" : "=r"(v)); r->dr7 = v;
    asm volatile("mov %%cr0, %0" : "=r"(v)); r->cr0 = v;
    asm volatile("mov %%cr4, %0" : "=r"(v)); r->cr4 = v;
    asm volatile("mov %%cr2, %0" : "=r"(v)); r->cr2 = v;
    asm volatile("mov %%es, %0" : "=r"(v)); r->out.selector[0] = v;
    asm volatile("mov %%ds, %0" : "=r"(v)); r->out.selector[3] = v;
    asm volatile("mov %%fs, %0" : "=r"(v)); r->out.selector[4] = v;
    asm volatile("mov %%gs, %0" : "=r"(v)); r->out.selector[5] = v;
    asm volatile("sldt %w0" : "=r"(v)); r->ldtr = v;
    asm volatile("str %w0" : "=r"(v)); r->task = v;
    asm volatile("sgdt %0" : "=m"(table)); r->gdt_limit = table.limit;
    asm volatile("sidt %0" : "=m"(table)); r->idt_limit = table.limit;
    r->out.selector[1] = f->cs;
    r->out.selector[2] = f->ss;
    uint32_t gpr[8] = {f->rax, f->rcx, f->rdx, f->rbx, f->rsp, f->rbp, f->rsi, f->rdi};
    copy(r->out.gpr, gpr, sizeof gpr);
    r->out.eflags = f->rflags;
    classify(r, f);
    if (r->outcome == 0 || r->vector != 14) r->cr2 = 0;
    compare(r);
    set_controls(0);
    reload();
}

int main(void)
{
    struct header h;
    static uint8_t first[512];
    read_disk(HEADER_AT, first, 512);
    copy(&h, first, sizeof h);
    if (h.magic != MAGIC) return 1;
    read_disk(CASES_AT, INPUT, h.bytes);
    set_up();
    set_controls(0);
    const uint8_t *in = INPUT + TABLES_SIZE;
    uint8_t *out = OUTPUT;
    for (uint32_t i = 0; i < h.count; i++) {
        uint16_t size;
        static struct test t;
        copy(&size, in, 2);
        copy(&t, in + 2, size);
        in += 2 + size;
        static struct result r;
        answer = (uint8_t *)&r;
        run(&t);
        size = offsetof(struct result, diff) + 5 * (r.changed < MAX_DIFF ? r.changed : MAX_DIFF);
        copy(out, &size, 2);
        copy(out + 2, &r, size);
        out += 2 + size;
    }
    write_disk(RESULTS_AT + 1, OUTPUT, out - OUTPUT);
    uint32_t done[2] = {MAGIC, out - OUTPUT};
    fill(first, 0, 512);
    copy(first, done, sizeof done);
    write_disk(RESULTS_AT, first, 512);
    for (const char *p = "Shutdown"; *p; p++) outb(0x8900, *p);
    return 0;
}
