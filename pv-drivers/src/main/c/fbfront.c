/* SPDX-License-Identifier: Apache-2.0 */
#include <xenolith/fbfront.h>

#define NUMBERS (XEN_PAGE_SIZE / sizeof(xen_pfn_t))

static union xenfb_out_event *slot(struct fbfront *screen, uint32_t index)
{
    return (union xenfb_out_event *)((uint8_t *)screen->page + XENFB_OUT_RING_OFFS) + index % XENFB_OUT_RING_LEN;
}

/* The page names pages of numbers, and these the pages of the picture. */
static bool describe(struct fbfront *screen, const void *pixels, struct pv_error *error)
{
    uint32_t bytes = screen->width * screen->height * FBFRONT_PIXEL_BYTES;
    uint32_t pages = (bytes + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;

    screen->page = pv_page();
    if (!screen->page)
        return pv_fail(error, "there is no page left");
    for (uint32_t i = 0; i < pages; i++) {
        xen_pfn_t **directory = &screen->directories[i / NUMBERS];

        if (!*directory) {
            *directory = pv_page();
            if (!*directory)
                return pv_fail(error, "there is no page left");
            screen->page->pd[i / NUMBERS] = pv_mfn(*directory);
        }
        (*directory)[i % NUMBERS] = pv_mfn((const uint8_t *)pixels + (size_t)i * XEN_PAGE_SIZE);
    }
    screen->page->width = (int32_t)screen->width;
    screen->page->height = (int32_t)screen->height;
    screen->page->line_length = screen->width * FBFRONT_PIXEL_BYTES;
    screen->page->mem_length = pages * XEN_PAGE_SIZE;
    screen->page->depth = FBFRONT_PIXEL_BYTES * 8;
    return true;
}

static bool connect(struct fbfront *screen, const void *pixels, struct pv_error *error)
{
    if (!describe(screen, pixels, error))
        return false;
    long result = pv_event_offer(screen->bus.back_domain, &screen->port);

    if (result)
        return pv_fail(error, "no event channel: %d", (int)result);
    const struct xenbus_node nodes[] = {
        {.name = "page-ref", .number = pv_mfn(screen->page)},
        {.name = "event-channel", .number = screen->port},
        {.name = "protocol", .text = XEN_IO_PROTO_ABI_NATIVE},
        {.name = "feature-update", .number = 1},
    };

    return xenbus_connect(&screen->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateInitialised, error) &&
           xenbus_switch(&screen->bus, XenbusStateConnected, error);
}

static bool fits(uint32_t width, uint32_t height)
{
    uint32_t most = FBFRONT_DIRECTORIES * NUMBERS * XEN_PAGE_SIZE / FBFRONT_PIXEL_BYTES;

    return width && height && height <= most / width;
}

bool fbfront_open(struct fbfront *screen, const char *name, const void *pixels, uint32_t width, uint32_t height,
                  struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */

    screen->broken = true; /* until it is connected */
    screen->width = width;
    screen->height = height;
    if (!fits(width, height))
        return pv_fail(error, "a picture of %u x %u is too large", width, height);
    if ((uintptr_t)pixels & (XEN_PAGE_SIZE - 1))
        return pv_fail(error, "a picture begins in the middle of a page");
    if (!xenbus_open(&screen->bus, "vfb", name, error) || !xenbus_await_offer(&screen->bus, error))
        return false;
    if (connect(screen, pixels, error)) {
        screen->broken = false;
        return true;
    }
    xenbus_give_up(&screen->bus, error);
    fbfront_close(screen, &ignored);
    return false;
}

bool fbfront_close(struct fbfront *screen, struct pv_error *error)
{
    bool closed = xenbus_close(&screen->bus, error);

    /* Nothing tells whether a back end that has not closed still looks: its pages are lost to this kernel. */
    for (unsigned i = 0; closed && i < FBFRONT_DIRECTORIES; i++)
        if (screen->directories[i])
            pv_page_free(screen->directories[i]);
    if (closed && screen->page)
        pv_page_free(screen->page);
    if (screen->port)
        pv_event_close(screen->port);
    *screen = (struct fbfront){.bus = screen->bus, .broken = true};
    return closed;
}

bool fbfront_update(struct fbfront *screen, const struct xenfb_update *area, bool *said, struct pv_error *error)
{
    *said = false;
    if (screen->broken)
        return pv_fail(error, "the screen %s is not connected", screen->bus.front);
    uint32_t taken = pv_read_once(screen->page->out_cons);

    if (screen->given - taken > XENFB_OUT_RING_LEN) {
        screen->broken = true;
        pv_fail(error, "the back end's out_cons makes no sense: %u", taken);
        return xenbus_give_up(&screen->bus, error);
    }
    if (screen->given - taken == XENFB_OUT_RING_LEN)
        return true;
    xen_mb(); /* whoever took the event has done with its slot */
    union xenfb_out_event event = {.update = *area};

    event.type = XENFB_TYPE_UPDATE;
    *slot(screen, screen->given++) = event;
    xen_wmb(); /* the event before the index that shows it */
    pv_write_once(screen->page->out_prod, screen->given);
    pv_event_signal(screen->port);
    *said = true;
    return true;
}
