/* SPDX-License-Identifier: Apache-2.0 */
/* A shared folder: two streams, in which messages come one behind the other. */
#include <xenolith/p9front.h>

#define PAGES_ORDER 1 /* two pages: a whole one for each stream */
#define STREAM XEN_PAGE_SIZE

static struct xen_9pfs_data_intf *indices(struct p9front *folder)
{
    return folder->page.page;
}

static bool lend_all(struct p9front *folder, struct pv_error *error)
{
    domid_t back = folder->bus.back_domain;

    if (!pv_share(&folder->page, back, false, error) || !pv_share(&folder->in, back, false, error) ||
        !pv_share(&folder->out, back, false, error))
        return false;
    indices(folder)->ring_order = PAGES_ORDER;
    indices(folder)->ref[0] = folder->in.ref;
    indices(folder)->ref[1] = folder->out.ref;
    long result = pv_event_offer(back, &folder->port);

    return !result || pv_fail(error, "no event channel: %d", (int)result);
}

static bool connect(struct p9front *folder, struct pv_error *error)
{
    uint64_t order;

    if (!xenbus_number(&folder->bus, "max-ring-page-order", UINT32_MAX, 0, &order, error))
        return false;
    if (order < PAGES_ORDER)
        return pv_fail(error, "the back end takes no two pages of data");
    if (!lend_all(folder, error))
        return false;
    const struct xenbus_node nodes[] = {
        {.name = "version", .number = 1},
        {.name = "num-rings", .number = 1},
        {.name = "ring-ref0", .number = folder->page.ref},
        {.name = "event-channel-0", .number = folder->port},
    };

    return xenbus_connect(&folder->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateInitialised, error) &&
           xenbus_switch(&folder->bus, XenbusStateConnected, error);
}

bool p9front_open(struct p9front *folder, const char *name, struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */

    folder->broken = true; /* until it is connected */
    if (!xenbus_open(&folder->bus, "9pfs", name, error) || !xenbus_await_offer(&folder->bus, error))
        return false;
    if (connect(folder, error)) {
        folder->broken = false;
        return true;
    }
    xenbus_give_up(&folder->bus, error);
    p9front_close(folder, &ignored);
    return false;
}

bool p9front_close(struct p9front *folder, struct pv_error *error)
{
    bool closed = xenbus_close(&folder->bus, error);
    bool all = pv_unshare(&folder->page) & pv_unshare(&folder->in) & pv_unshare(&folder->out);

    if (folder->port)
        pv_event_close(folder->port);
    folder->port = 0;
    folder->broken = true;
    return closed && (all || pv_fail(error, "the back end keeps pages of a closed folder"));
}

/* Waits until the back end has moved on, unless it has left or takes too long. */
static bool wait(struct p9front *folder, uint64_t deadline, struct pv_error *error)
{
    uint64_t now = pv_time_ns();

    if (now >= deadline)
        return xenbus_is_connected(&folder->bus, error) && pv_fail(error, "the back end does not answer");
    pv_wait(deadline);
    return true;
}

/* There is room for any message: those before have been answered, and so taken. */
static bool send(struct p9front *folder, const struct p9_message *message, struct pv_error *error)
{
    uint8_t *stream = folder->out.page;

    if (folder->written != pv_read_once(indices(folder)->out_cons))
        return pv_fail(error, "the back end's out_cons makes no sense: it has answered what it never took");
    xen_mb(); /* whoever took the bytes has done with them */
    for (uint32_t i = 0; i < message->length; i++)
        stream[folder->written++ % STREAM] = message->bytes[i];
    xen_wmb(); /* the bytes before the index that shows them */
    pv_write_once(indices(folder)->out_prod, folder->written);
    pv_event_signal(folder->port);
    return true;
}

static bool receive(struct p9front *folder, uint8_t *to, uint32_t length, uint64_t deadline, struct pv_error *error)
{
    const uint8_t *stream = folder->in.page;

    while (length) {
        uint32_t there = pv_read_once(indices(folder)->in_prod) - folder->read;

        if (there > STREAM)
            return pv_fail(error, "the back end's in_prod makes no sense: %u bytes of %u", there, STREAM);
        if (!there && !wait(folder, deadline, error))
            return false;
        xen_rmb(); /* the index before the bytes that it shows */
        for (; there && length; there--, length--)
            *to++ = stream[folder->read++ % STREAM];
        xen_mb(); /* the bytes before the index that gives their room away */
        pv_write_once(indices(folder)->in_cons, folder->read);
    }
    pv_event_signal(folder->port);
    return true;
}

static bool receive_reply(struct p9front *folder, struct p9_message *message, struct pv_error *error)
{
    uint64_t deadline = pv_time_ns() + P9FRONT_PATIENCE_NS;
    uint32_t header = message->at;

    if (!receive(folder, message->bytes, header, deadline, error))
        return false;
    message->at = 0;
    message->length = header;
    uint64_t size = p9_get(message, 4);

    if (size < header || size > P9_LONGEST)
        return pv_fail(error, "a reply of %u bytes", (uint32_t)size);
    message->length = (uint32_t)size;
    return receive(folder, message->bytes + header, (uint32_t)size - header, deadline, error);
}

static bool exchange(struct p9front *folder, struct p9_message *message, struct pv_error *error)
{
    uint8_t type = message->bytes[4];
    uint16_t tag = (uint16_t)(message->bytes[5] | message->bytes[6] << 8);

    message->at = 4 + 1 + 2;
    if (!send(folder, message, error) || !receive_reply(folder, message, error))
        return false;
    uint64_t answered = p9_get(message, 1);

    if (p9_get(message, 2) != tag || (answered != P9_RLERROR && answered != type + 1u))
        return pv_fail(error, "the reply to %u is %u", type, (uint32_t)answered);
    return true;
}

bool p9front_ask(struct p9front *folder, struct p9_message *message, uint32_t *refused, struct pv_error *error)
{
    *refused = 0;
    if (folder->broken)
        return pv_fail(error, "the folder %s is not connected", folder->bus.front);
    if (message->bad)
        return pv_fail(error, "the message is longer than %u bytes", P9_LONGEST);
    if (!exchange(folder, message, error)) {
        folder->broken = true;
        return xenbus_give_up(&folder->bus, error);
    }
    if (message->bytes[4] != P9_RLERROR)
        return true;
    *refused = (uint32_t)p9_get(message, 4);
    return pv_fail(error, "the server refuses with error %u", *refused);
}
