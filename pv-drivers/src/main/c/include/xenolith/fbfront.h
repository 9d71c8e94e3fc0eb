/* SPDX-License-Identifier: Apache-2.0 */
/* Screens: a picture in this domain's memory that the back end shows (io/fbif.h). */
#ifndef XENOLITH_FBFRONT_H
#define XENOLITH_FBFRONT_H

#include <xenolith/services.h>
#include <xenolith/text.h>
#include <xenolith/xenbus.h>

/* A pixel is 0x00RRGGBB. */
#define FBFRONT_PIXEL_BYTES 4

/* As many pages of numbers of pages a picture may have: on 64 bits 16 MiB of pixels. */
#define FBFRONT_DIRECTORIES 8

struct fbfront {
    struct xenbus_device bus;
    uint32_t width, height;

    /* Its own business. Nothing of it is granted: screens are mapped by their frames' numbers. */
    struct xenfb_page *page;
    xen_pfn_t *directories[FBFRONT_DIRECTORIES];
    evtchn_port_t port;
    uint32_t given; /* this half's index */
    bool broken;
};

/*
 * Connects the screen with this name below device/vfb. Its pixels are in pages of the caller's, line after line. It
 * must be zeroed but for bus.changed.
 */
bool fbfront_open(struct fbfront *screen, const char *name, const void *pixels, uint32_t width, uint32_t height,
                  struct pv_error *error);
bool fbfront_close(struct fbfront *screen, struct pv_error *error);

/* Says that this part of the picture has changed. Where there is no room to say it, *said is false: try again. */
bool fbfront_update(struct fbfront *screen, const struct xenfb_update *area, bool *said, struct pv_error *error);

#endif
