/* SPDX-License-Identifier: Apache-2.0 */
#include <xenolith/kbdfront.h>

static struct xenkbd_page *indices(struct kbdfront *keyboard)
{
    return keyboard->page.page;
}

static const union xenkbd_in_event *slot(struct kbdfront *keyboard, uint32_t index)
{
    return (const union xenkbd_in_event *)((uint8_t *)keyboard->page.page + XENKBD_IN_RING_OFFS) +
           index % XENKBD_IN_RING_LEN;
}

static bool connect(struct kbdfront *keyboard, struct pv_error *error)
{
    if (!pv_share(&keyboard->page, keyboard->bus.back_domain, false, error))
        return false;
    long result = pv_event_offer(keyboard->bus.back_domain, &keyboard->port);

    if (result)
        return pv_fail(error, "no event channel: %d", (int)result);
    keyboard->absolute = xenbus_flag(&keyboard->bus, "feature-abs-pointer");
    /* Older back ends map the page by its frame's number. */
    const struct xenbus_node nodes[] = {
        {.name = "page-gref", .number = keyboard->page.ref},
        {.name = "page-ref", .number = pv_mfn(keyboard->page.page)},
        {.name = "event-channel", .number = keyboard->port},
        {.name = "request-abs-pointer", .number = keyboard->absolute},
    };

    return xenbus_connect(&keyboard->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateInitialised, error) &&
           xenbus_switch(&keyboard->bus, XenbusStateConnected, error);
}

bool kbdfront_open(struct kbdfront *keyboard, const char *name, struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */

    keyboard->broken = true; /* until it is connected */
    if (!xenbus_open(&keyboard->bus, "vkbd", name, error) || !xenbus_await_offer(&keyboard->bus, error))
        return false;
    if (connect(keyboard, error)) {
        keyboard->broken = false;
        return true;
    }
    xenbus_give_up(&keyboard->bus, error);
    kbdfront_close(keyboard, &ignored);
    return false;
}

bool kbdfront_close(struct kbdfront *keyboard, struct pv_error *error)
{
    bool closed = xenbus_close(&keyboard->bus, error);
    bool back = pv_unshare(&keyboard->page);

    if (keyboard->port)
        pv_event_close(keyboard->port);
    keyboard->port = 0;
    keyboard->broken = true;
    return closed && (back || pv_fail(error, "the back end keeps the page of a closed keyboard"));
}

bool kbdfront_read(struct kbdfront *keyboard, union xenkbd_in_event *event, bool *taken, struct pv_error *error)
{
    *taken = false;
    if (keyboard->broken)
        return pv_fail(error, "the keyboard %s is not connected", keyboard->bus.front);
    uint32_t given = pv_read_once(indices(keyboard)->in_prod);

    if (given - keyboard->taken > XENKBD_IN_RING_LEN) {
        keyboard->broken = true;
        pv_fail(error, "the back end's in_prod makes no sense: %u", given);
        return xenbus_give_up(&keyboard->bus, error);
    }
    if (given == keyboard->taken)
        return true;
    xen_rmb(); /* the index before the event that it shows */
    *event = *slot(keyboard, keyboard->taken++);
    xen_mb(); /* the event before the index that gives its slot away */
    pv_write_once(indices(keyboard)->in_cons, keyboard->taken);
    *taken = true;
    return true;
}
