/* SPDX-License-Identifier: Apache-2.0 */
/* Keyboards with their pointers (io/kbdif.h). */
#ifndef XENOLITH_KBDFRONT_H
#define XENOLITH_KBDFRONT_H

#include <xenolith/shared.h>
#include <xenolith/xenbus.h>

struct kbdfront {
    struct xenbus_device bus;
    bool absolute; /* the pointer's places come as such, and not as steps */

    /* Its own business. */
    struct pv_shared page;
    evtchn_port_t port;
    uint32_t taken; /* this half's index */
    bool broken;
};

/* Connects the keyboard with this name below device/vkbd. It must be zeroed but for bus.changed. */
bool kbdfront_open(struct kbdfront *keyboard, const char *name, struct pv_error *error);
bool kbdfront_close(struct kbdfront *keyboard, struct pv_error *error);

/* Takes the next event, if there is one, which *taken tells. Types that nobody knows are for the caller to skip. */
bool kbdfront_read(struct kbdfront *keyboard, union xenkbd_in_event *event, bool *taken, struct pv_error *error);

#endif
