/*
 * Lines for the reader: to the PV console's ring, and as domain 0 to Xen's console. Each begins with "> ", so that
 * whatever else gets onto that console can be told from them.
 */
#include "conformance.h"

static struct xencons_interface *ring;

void console_init(void)
{
    if (!in_dom0())
        ring = mfn_to_virt(start_info->console.domU.mfn);
}

static void notify(void)
{
    struct evtchn_send send = {.port = start_info->console.domU.evtchn};

    HYPERVISOR_event_channel_op(EVTCHNOP_send, &send);
}

static uint32_t space(void)
{
    return sizeof(ring->out) - (ring->out_prod - *(volatile uint32_t *)&ring->out_cons);
}

void console_drain(void)
{
    while (ring && space() < sizeof(ring->out))
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
}

static void write_line(const char *line, unsigned int length)
{
    if (!ring) {
        HYPERVISOR_console_io(CONSOLEIO_write, length, (void *)line);
        return;
    }
    while (space() < length)
        HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
    for (unsigned int i = 0; i < length; i++)
        ring->out[(ring->out_prod + i) % sizeof(ring->out)] = line[i];
    barrier(); /* the bytes before the index that shows them */
    ring->out_prod += length;
    notify();
}

struct line {
    char text[256];
    unsigned int length;
};

static void put(struct line *line, char c)
{
    if (line->length < sizeof(line->text))
        line->text[line->length++] = c;
}

static void put_string(struct line *line, const char *s)
{
    while (*s)
        put(line, *s++);
}

static void put_hex(struct line *line, uint64_t value)
{
    int shift = 60;

    while (shift && !(value >> shift))
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        put(line, "0123456789abcdef"[value >> shift & 15]);
}

static void put_decimal(struct line *line, word value)
{
    char digits[24];
    int n = 0;

    do {
        digits[n++] = '0' + value % 10;
        value /= 10;
    } while (value);
    while (n)
        put(line, digits[--n]);
}

static void put_signed(struct line *line, long value)
{
    if (value < 0)
        put(line, '-');
    put_decimal(line, value < 0 ? -(word)value : (word)value);
}

static const char *put_value(struct line *line, const char *format, __builtin_va_list *arguments)
{
    int longs = 0;

    for (; *format == 'l'; format++)
        longs++;
    switch (*format) {
    case 's':
        put_string(line, __builtin_va_arg(*arguments, const char *));
        break;
    case 'c':
        put(line, __builtin_va_arg(*arguments, int));
        break;
    case 'd':
        put_signed(line, longs ? __builtin_va_arg(*arguments, long) : __builtin_va_arg(*arguments, int));
        break;
    case 'u':
        put_decimal(line, longs ? __builtin_va_arg(*arguments, word) : __builtin_va_arg(*arguments, unsigned int));
        break;
    case 'x':
        put_hex(line, longs == 2 ? __builtin_va_arg(*arguments, uint64_t)
                      : longs    ? __builtin_va_arg(*arguments, word)
                                 : __builtin_va_arg(*arguments, unsigned int));
        break;
    default:
        put(line, *format);
    }
    return format;
}

void say(const char *format, ...)
{
    struct line line = {.length = 0};
    __builtin_va_list arguments;

    put_string(&line, "> ");
    __builtin_va_start(arguments, format);
    for (; *format; format++) {
        if (*format == '%')
            format = put_value(&line, format + 1, &arguments);
        else
            put(&line, *format);
    }
    __builtin_va_end(arguments);
    if (ring)
        put(&line, '\r');
    put(&line, '\n');
    write_line(line.text, line.length);
}

const char *error_name(long result)
{
    static const char *const names[] = {
        [XEN_EPERM] = "EPERM", [XEN_ENOENT] = "ENOENT", [XEN_ESRCH] = "ESRCH", [XEN_ENXIO] = "ENXIO",
        [XEN_E2BIG] = "E2BIG", [XEN_EBADF] = "EBADF", [XEN_EAGAIN] = "EAGAIN", [XEN_ENOMEM] = "ENOMEM",
        [XEN_EACCES] = "EACCES", [XEN_EFAULT] = "EFAULT", [XEN_EBUSY] = "EBUSY", [XEN_EEXIST] = "EEXIST",
        [XEN_EXDEV] = "EXDEV", [XEN_ENODEV] = "ENODEV", [XEN_EINVAL] = "EINVAL", [XEN_ENOSPC] = "ENOSPC",
        [XEN_EDOM] = "EDOM", [XEN_ERANGE] = "ERANGE", [XEN_ENOSYS] = "ENOSYS", [XEN_ENODATA] = "ENODATA",
        [XEN_ETIME] = "ETIME", [XEN_EOVERFLOW] = "EOVERFLOW", [XEN_EOPNOTSUPP] = "EOPNOTSUPP",
    };

    return result < 0 && -result < (long)LENGTH(names) ? names[-result] : NULL;
}

void result(const char *what, long result)
{
    const char *name = error_name(result);

    if (name)
        say("%s: -%s", what, name);
    else
        say("%s: %ld", what, result);
}
