/* SPDX-License-Identifier: Apache-2.0 */
/* Xenstore, by the page that it shares with each domain. Paths may be relative to the domain's own part of the tree. */
#ifndef XENOLITH_XENSTORE_H
#define XENOLITH_XENSTORE_H

#include <stdbool.h>
#include <xenolith/xen.h>

/* A request that stands by itself. */
#define XENSTORE_ALONE 0

/* Without an answer for so long there is no xenstore. */
#define XENSTORE_PATIENCE_NS 10000000000ull

/*
 * Each answers 0 or a negative error: what xenstore says, -XEN_ETIMEDOUT when it says nothing, -XEN_ENOBUFS when the
 * answer is too large, -XEN_EIO when it makes no sense. A value always ends with a zero; there is room for one at least.
 */
int xenstore_read(uint32_t transaction, const char *path, char *value, size_t size);
int xenstore_write(uint32_t transaction, const char *path, const char *value);
int xenstore_remove(uint32_t transaction, const char *path);

/* The names of the children, each with a zero behind it, and one more zero at the end. */
int xenstore_directory(uint32_t transaction, const char *path, char *names, size_t size);

/* Ending with -XEN_EAGAIN: somebody interfered; begin again. */
int xenstore_begin(uint32_t *transaction);
int xenstore_end(uint32_t transaction, bool commit);

/* The name of an error, as in "ENOENT". */
const char *xenstore_error_name(int error);

#endif
