/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences and numbers. Nothing here divides 64 bits by anything: 32-bit kernels have no function for that. */
#include <xenolith/text.h>

struct writer {
    char *to;
    size_t size, length;
};

static void put(struct writer *w, char c)
{
    if (w->length + 1 < w->size)
        w->to[w->length++] = c;
}

static void put_string(struct writer *w, const char *s)
{
    while (*s)
        put(w, *s++);
}

/* Divides by a small number, 16 bits at a time; returns the remainder. */
static uint32_t divide(uint64_t *value, uint32_t by)
{
    uint64_t quotient = 0;
    uint32_t rest = 0;

    for (int shift = 48; shift >= 0; shift -= 16) {
        uint32_t part = rest << 16 | (uint16_t)(*value >> shift);

        quotient |= (uint64_t)(part / by) << shift;
        rest = part % by;
    }
    *value = quotient;
    return rest;
}

static void put_number(struct writer *w, uint64_t value, uint32_t base)
{
    char digits[20];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[divide(&value, base)];
    } while (value);
    while (n)
        put(w, digits[--n]);
}

static void put_signed(struct writer *w, int value)
{
    if (value < 0)
        put(w, '-');
    put_number(w, value < 0 ? -(unsigned)value : (unsigned)value, 10);
}

size_t pv_vformat(char *to, size_t size, const char *format, va_list arguments)
{
    struct writer w = {.to = to, .size = size};

    for (; *format; format++) {
        int longs = 0;

        if (*format != '%') {
            put(&w, *format);
            continue;
        }
        while (*++format == 'l')
            longs++;
        if (*format == 's')
            put_string(&w, va_arg(arguments, const char *));
        else if (*format == 'c')
            put(&w, (char)va_arg(arguments, int));
        else if (*format == 'd')
            put_signed(&w, va_arg(arguments, int));
        else if (*format != 'u' && *format != 'x')
            put(&w, *format);
        else
            put_number(&w,
                       longs == 2   ? va_arg(arguments, unsigned long long)
                       : longs == 1 ? va_arg(arguments, unsigned long)
                                    : va_arg(arguments, unsigned),
                       *format == 'u' ? 10 : 16);
    }
    if (size)
        to[w.length] = 0;
    return w.length;
}

size_t pv_format(char *to, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    size_t length = pv_vformat(to, size, format, arguments);

    va_end(arguments);
    return length;
}

bool pv_fail(struct pv_error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    size_t length = pv_vformat(error->text, sizeof(error->text), format, arguments);

    va_end(arguments);
    /* Parts come from other domains, and the sentence goes to terminals. */
    for (size_t i = 0; i < length; i++)
        if (error->text[i] < ' ' || error->text[i] > '~')
            error->text[i] = '?';
    return false;
}

bool pv_number(const char *text, uint64_t most, uint64_t *value)
{
    uint64_t sum = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        /* Below 2^60 neither ten times as much nor the digit more can overflow. */
        if (*text < '0' || *text > '9' || sum >> 60)
            return false;
        sum = (sum << 3) + (sum << 1) + digit;
    }
    if (sum > most)
        return false;
    *value = sum;
    return true;
}

bool pv_equal(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}
