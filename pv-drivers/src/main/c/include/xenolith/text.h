/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences and numbers, as far as front ends need them. */
#ifndef XENOLITH_TEXT_H
#define XENOLITH_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why something was not done. */
struct pv_error {
    char text[192];
};

/* Says why; always false, so that "return pv_fail(...)" does what it says. */
bool pv_fail(struct pv_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Of printf's formats %s %c %d %u %x %lu %llu %%, without widths. What does not fit is cut off, the rest ends with a
 * zero. Returns how many bytes there are before it.
 */
size_t pv_format(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t pv_vformat(char *to, size_t size, const char *format, va_list arguments);

/* Reads a decimal number that is all of the text. False where it is none, or more than the most. */
bool pv_number(const char *text, uint64_t most, uint64_t *value);

bool pv_equal(const char *a, const char *b);

#endif
