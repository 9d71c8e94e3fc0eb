/* The few functions that gcc may call by itself, and two about memory. */
#include "tour.h"

void *memcpy(void *to, const void *from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;

    while (size--)
        *t++ = *f++;
    return to;
}

void *memset(void *to, int value, size_t size)
{
    uint8_t *t = to;

    while (size--)
        *t++ = (uint8_t)value;
    return to;
}

size_t strlen(const char *s)
{
    size_t length = 0;

    while (s[length])
        length++;
    return length;
}

bool is_all(const void *bytes, uint8_t value, size_t size)
{
    const uint8_t *b = bytes;

    while (size && *b == value) {
        b++;
        size--;
    }
    return !size;
}

bool is_same(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a, *y = b;

    while (size && *x == *y) {
        x++;
        y++;
        size--;
    }
    return !size;
}
