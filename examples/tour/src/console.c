/* The PV console: one shared page with two rings of bytes, and an event channel to say "look". */
#include "tour.h"

static struct xencons_interface *ring;

void console_init(void)
{
    ring = mfn_to_virt(start_info->console.domU.mfn);
}

static void notify(void)
{
    struct evtchn_send send = {.port = start_info->console.domU.evtchn};

    HYPERVISOR_event_channel_op(EVTCHNOP_send, &send);
}

static void put(char c)
{
    /* A full ring empties as soon as domain 0 runs: let it. */
    while (ring->out_prod - *(volatile uint32_t *)&ring->out_cons == sizeof(ring->out)) {
        notify();
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
    }
    ring->out[ring->out_prod % sizeof(ring->out)] = c;
    barrier(); /* the byte before the index that shows it */
    ring->out_prod++;
}

static void put_string(const char *s)
{
    for (; *s; s++) {
        if (*s == '\n')
            put('\r');
        put(*s);
    }
}

static void put_number(uint32_t value, uint32_t base, int width)
{
    char digits[12];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (width-- > n)
        put('0');
    while (n)
        put(digits[--n]);
}

static void put_long(uint64_t value, int bits)
{
    if (bits > 32)
        put_number(value >> 32, 16, 8);
    put_number(value, 16, 8);
}

/* %s %c %d %u %x %p (a word, all its digits) %L (64 bits, 16 digits) %% */
void vprint(const char *format, __builtin_va_list arguments)
{
    for (; *format; format++) {
        if (*format != '%') {
            char text[2] = {*format, 0};

            put_string(text);
            continue;
        }
        switch (*++format) {
        case 's':
            put_string(__builtin_va_arg(arguments, const char *));
            break;
        case 'c':
            put(__builtin_va_arg(arguments, int));
            break;
        case 'd': {
            int32_t value = __builtin_va_arg(arguments, int32_t);

            if (value < 0)
                put('-');
            put_number(value < 0 ? -(uint32_t)value : (uint32_t)value, 10, 1);
            break;
        }
        case 'u':
            put_number(__builtin_va_arg(arguments, uint32_t), 10, 1);
            break;
        case 'x':
            put_number(__builtin_va_arg(arguments, uint32_t), 16, 1);
            break;
        case 'p':
            put_long(__builtin_va_arg(arguments, word), WORD_BITS);
            break;
        case 'L':
            put_long(__builtin_va_arg(arguments, uint64_t), 64);
            break;
        default:
            put(*format);
        }
    }
    notify();
}

void print(const char *format, ...)
{
    __builtin_va_list arguments;

    if (!ring)
        return; /* too early: nobody could read it */
    __builtin_va_start(arguments, format);
    vprint(format, arguments);
    __builtin_va_end(arguments);
}
