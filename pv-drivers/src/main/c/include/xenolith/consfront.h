/* SPDX-License-Identifier: Apache-2.0 */
/* Further consoles: a page with two rings of bytes (io/console.h), found by way of xenbus. */
#ifndef XENOLITH_CONSFRONT_H
#define XENOLITH_CONSFRONT_H

#include <xenolith/shared.h>
#include <xenolith/xenbus.h>

struct consfront {
    struct xenbus_device bus;

    /* Its own business. */
    struct pv_shared page;
    evtchn_port_t port;
    uint32_t read, written; /* this half's indices */
    bool broken;
};

/* Connects the console with this name below device/console. It must be zeroed but for bus.changed. */
bool consfront_open(struct consfront *console, const char *name, struct pv_error *error);
bool consfront_close(struct consfront *console, struct pv_error *error);

/* Writes as much as has room, and says how much; room comes with an event. */
bool consfront_write(struct consfront *console, const char *text, uint32_t length, uint32_t *written,
                     struct pv_error *error);

/* Reads what has come, and says how much, which may be nothing. */
bool consfront_read(struct consfront *console, char *text, uint32_t size, uint32_t *length, struct pv_error *error);

#endif
