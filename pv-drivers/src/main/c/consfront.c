/* SPDX-License-Identifier: Apache-2.0 */
#include <xenolith/consfront.h>

static struct xencons_interface *rings(struct consfront *console)
{
    return console->page.page;
}

static bool connect(struct consfront *console, struct pv_error *error)
{
    if (!pv_share(&console->page, console->bus.back_domain, false, error))
        return false;
    long result = pv_event_offer(console->bus.back_domain, &console->port);

    if (result)
        return pv_fail(error, "no event channel: %d", (int)result);
    const struct xenbus_node nodes[] = {
        {.name = "ring-ref", .number = console->page.ref},
        {.name = "port", .number = console->port},
    };

    return xenbus_connect(&console->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateInitialised, error) &&
           xenbus_switch(&console->bus, XenbusStateConnected, error);
}

bool consfront_open(struct consfront *console, const char *name, struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */

    console->broken = true; /* until it is connected */
    if (!xenbus_open(&console->bus, "console", name, error))
        return false;
    if (connect(console, error)) {
        console->broken = false;
        return true;
    }
    xenbus_give_up(&console->bus, error);
    consfront_close(console, &ignored);
    return false;
}

bool consfront_close(struct consfront *console, struct pv_error *error)
{
    bool closed = xenbus_close(&console->bus, error);
    bool back = pv_unshare(&console->page);

    if (console->port)
        pv_event_close(console->port);
    console->port = 0;
    console->broken = true;
    return closed && (back || pv_fail(error, "the back end keeps the page of a closed console"));
}

static bool nonsense(struct consfront *console, const char *name, uint32_t index, struct pv_error *error)
{
    console->broken = true;
    pv_fail(error, "the back end's %s makes no sense: %u", name, index);
    return xenbus_give_up(&console->bus, error);
}

static bool is_usable(const struct consfront *console, struct pv_error *error)
{
    return !console->broken || pv_fail(error, "the console %s is not connected", console->bus.front);
}

bool consfront_write(struct consfront *console, const char *text, uint32_t length, uint32_t *written,
                     struct pv_error *error)
{
    struct xencons_interface *page = rings(console);
    uint32_t size = sizeof(page->out);

    *written = 0;
    if (!is_usable(console, error))
        return false;
    uint32_t taken = pv_read_once(page->out_cons);

    if (console->written - taken > size)
        return nonsense(console, "out_cons", taken, error);
    xen_mb(); /* whoever took the bytes has done with them */
    while (*written < length && console->written - taken < size)
        page->out[console->written++ % size] = text[(*written)++];
    xen_wmb(); /* the bytes before the index that shows them */
    pv_write_once(page->out_prod, console->written);
    pv_event_signal(console->port);
    return true;
}

bool consfront_read(struct consfront *console, char *text, uint32_t size, uint32_t *length, struct pv_error *error)
{
    struct xencons_interface *page = rings(console);

    *length = 0;
    if (!is_usable(console, error))
        return false;
    uint32_t given = pv_read_once(page->in_prod);

    if (given - console->read > sizeof(page->in))
        return nonsense(console, "in_prod", given, error);
    xen_rmb(); /* the index before the bytes that it shows */
    while (*length < size && console->read != given)
        text[(*length)++] = page->in[console->read++ % sizeof(page->in)];
    xen_mb(); /* the bytes before the index that gives their room away */
    pv_write_once(page->in_cons, console->read);
    if (*length)
        pv_event_signal(console->port);
    return true;
}
