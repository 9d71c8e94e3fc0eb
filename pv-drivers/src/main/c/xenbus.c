/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Xenbus. Each half writes its own directory only, and its state last; a state of the other half may come at any time
 * and in any order.
 */
#include <xenolith/xenbus.h>
#include <xenolith/xenstore.h>

#define VALUE 128
#define STATE(state) (1u << (state))

/* How long a look at the other half's state is good for: nobody signals that it changed. */
#define LOOK_NS 10000000ull

/* Others may change the tree at any time; this often in a row they do not. */
#define TRIES 100

static const char *const state_names[] = {
    [XenbusStateUnknown] = "Unknown",
    [XenbusStateInitialising] = "Initialising",
    [XenbusStateInitWait] = "InitWait",
    [XenbusStateInitialised] = "Initialised",
    [XenbusStateConnected] = "Connected",
    [XenbusStateClosing] = "Closing",
    [XenbusStateClosed] = "Closed",
    [XenbusStateReconfiguring] = "Reconfiguring",
    [XenbusStateReconfigured] = "Reconfigured",
};

#define STATES (sizeof(state_names) / sizeof(state_names[0]))

const char *xenbus_state_name(uint8_t state)
{
    return state_names[state < STATES ? state : XenbusStateUnknown];
}

static void tell(struct xenbus_device *device)
{
    if (device->changed)
        device->changed(device);
}

static bool refused(struct pv_error *error, const char *doing, const char *path, int result)
{
    return pv_fail(error, "%s %s: %s", doing, path, xenstore_error_name(result));
}

static int read_node(const char *directory, const char *name, char *value, size_t size)
{
    char path[XENBUS_PATH + 32];

    pv_format(path, sizeof(path), "%s/%s", directory, name);
    return xenstore_read(XENSTORE_ALONE, path, value, size);
}

static int write_node(uint32_t transaction, const char *directory, const char *name, const char *value)
{
    char path[XENBUS_PATH + 32];

    pv_format(path, sizeof(path), "%s/%s", directory, name);
    return xenstore_write(transaction, path, value);
}

/* A state that is no known number, or none at all, is Unknown, like that of a device that is gone. */
static uint8_t read_state(const char *directory)
{
    char text[VALUE];
    uint64_t state;
    bool known = !read_node(directory, "state", text, sizeof(text)) && pv_number(text, STATES - 1, &state);

    return known ? (uint8_t)state : XenbusStateUnknown;
}

static void look(struct xenbus_device *device)
{
    uint8_t state = read_state(device->back);

    if (state != device->back_state) {
        device->back_state = state;
        tell(device);
    }
}

/* Back ends write their reason there, in the front end's own part of the tree. */
static bool gone(struct xenbus_device *device, struct pv_error *error)
{
    char directory[XENBUS_PATH + 8], reason[VALUE];

    pv_format(directory, sizeof(directory), "error/%s", device->front);
    if (read_node(directory, "error", reason, sizeof(reason)))
        return pv_fail(error, "the back end went to %s", xenbus_state_name(device->back_state));
    return pv_fail(error, "the back end says: %s", reason);
}

/* Waits until the back end's state is one of these, or cannot become one any more. */
static bool await(struct xenbus_device *device, uint32_t wanted, uint32_t hopeless, struct pv_error *error)
{
    uint64_t deadline = pv_time_ns() + XENBUS_PATIENCE_NS;

    for (look(device); !(STATE(device->back_state) & wanted); look(device)) {
        if (STATE(device->back_state) & hopeless)
            return gone(device, error);
        uint64_t now = pv_time_ns();

        if (now >= deadline)
            return pv_fail(error, "the back end %s stays %s", device->back, xenbus_state_name(device->back_state));
        pv_wait(now + LOOK_NS);
    }
    return true;
}

bool xenbus_switch(struct xenbus_device *device, uint8_t state, struct pv_error *error)
{
    char text[4];

    pv_format(text, sizeof(text), "%u", state);
    int result = write_node(XENSTORE_ALONE, device->front, "state", text);

    if (result)
        return refused(error, "writing the state of", device->front, result);
    device->state = state;
    tell(device);
    return true;
}

bool xenbus_list(const char *type, char *names, size_t size, struct pv_error *error)
{
    char path[XENBUS_PATH];

    pv_format(path, sizeof(path), "device/%s", type);
    int result = xenstore_directory(XENSTORE_ALONE, path, names, size);

    return !result || result == -XEN_ENOENT || refused(error, "listing", path, result);
}

/* Whoever used the device before this kernel may have left it connected. */
static bool begin(struct xenbus_device *device, struct pv_error *error)
{
    device->state = read_state(device->front);
    device->back_state = read_state(device->back);
    tell(device);
    if (device->state == XenbusStateInitialising)
        return true;
    return xenbus_close(device, error) && xenbus_switch(device, XenbusStateInitialising, error);
}

bool xenbus_open(struct xenbus_device *device, const char *type, const char *name, struct pv_error *error)
{
    char text[VALUE];
    uint64_t domain;

    pv_format(device->front, sizeof(device->front), "device/%s/%s", type, name);
    int result = read_node(device->front, "backend", device->back, sizeof(device->back));

    if (result)
        return refused(error, "looking for the back end of", device->front, result);
    result = read_node(device->front, "backend-id", text, sizeof(text));
    if (result || !pv_number(text, DOMID_FIRST_RESERVED - 1, &domain))
        return pv_fail(error, "%s/backend-id names no domain", device->front);
    device->back_domain = (domid_t)domain;
    return begin(device, error);
}

bool xenbus_await_offer(struct xenbus_device *device, struct pv_error *error)
{
    /* A closed back end may still offer itself again, so only time tells. */
    return await(device, STATE(XenbusStateInitWait), 0, error);
}

static int write_all(uint32_t transaction, struct xenbus_device *device, const struct xenbus_node *nodes,
                     unsigned count)
{
    int result = 0;

    for (unsigned i = 0; i < count && !result; i++) {
        char number[24];

        pv_format(number, sizeof(number), "%llu", (unsigned long long)nodes[i].number);
        result = write_node(transaction, device->front, nodes[i].name, nodes[i].text ? nodes[i].text : number);
    }
    return result;
}

static bool publish(struct xenbus_device *device, const struct xenbus_node *nodes, unsigned count,
                    struct pv_error *error)
{
    int result = -XEN_EAGAIN;

    for (unsigned i = 0; i < TRIES && result == -XEN_EAGAIN; i++) {
        uint32_t transaction;

        result = xenstore_begin(&transaction);
        if (result)
            continue;
        result = write_all(transaction, device, nodes, count);
        int end = xenstore_end(transaction, !result);

        result = result ? result : end;
    }
    return !result || refused(error, "writing to", device->front, result);
}

bool xenbus_connect(struct xenbus_device *device, const struct xenbus_node *nodes, unsigned count, uint8_t state,
                    struct pv_error *error)
{
    uint32_t over = STATE(XenbusStateClosing) | STATE(XenbusStateClosed) | STATE(XenbusStateUnknown);

    return publish(device, nodes, count, error) && xenbus_switch(device, state, error) &&
           await(device, STATE(XenbusStateConnected), over, error);
}

bool xenbus_close(struct xenbus_device *device, struct pv_error *error)
{
    /* One that is taken away is gone in the end, and one that stays may be ready for the next front end at once. */
    uint32_t closed = STATE(XenbusStateClosed) | STATE(XenbusStateUnknown) | STATE(XenbusStateInitWait) |
                      STATE(XenbusStateInitialising);

    if (device->state != XenbusStateClosed &&
        !((device->state == XenbusStateClosing || xenbus_switch(device, XenbusStateClosing, error)) &&
          await(device, closed | STATE(XenbusStateClosing), 0, error) &&
          xenbus_switch(device, XenbusStateClosed, error)))
        return false;
    return await(device, closed, 0, error);
}

bool xenbus_is_connected(struct xenbus_device *device, struct pv_error *error)
{
    look(device);
    return device->back_state == XenbusStateConnected || gone(device, error);
}

bool xenbus_give_up(struct xenbus_device *device, const struct pv_error *error)
{
    char directory[XENBUS_PATH + 8];
    struct pv_error ignored; /* there is a reason already, and it is the better one */

    pv_format(directory, sizeof(directory), "error/%s", device->front);
    write_node(XENSTORE_ALONE, directory, "error", error->text);
    if (device->state != XenbusStateClosing && device->state != XenbusStateClosed)
        xenbus_switch(device, XenbusStateClosing, &ignored);
    return false;
}

bool xenbus_text(const char *directory, const char *name, char *text, size_t size, struct pv_error *error)
{
    int result = read_node(directory, name, text, size);

    return !result || pv_fail(error, "reading %s/%s: %s", directory, name, xenstore_error_name(result));
}

bool xenbus_number(struct xenbus_device *device, const char *name, uint64_t most, uint64_t otherwise, uint64_t *value,
                   struct pv_error *error)
{
    char text[VALUE];
    int result = read_node(device->back, name, text, sizeof(text));

    *value = otherwise;
    if (result == -XEN_ENOENT)
        return true;
    if (result)
        return refused(error, "reading the back end's", name, result);
    return pv_number(text, most, value) || pv_fail(error, "the back end says %s = \"%s\"", name, text);
}

bool xenbus_flag(struct xenbus_device *device, const char *name)
{
    struct pv_error ignored; /* what makes no sense is not said */
    uint64_t value;

    return xenbus_number(device, name, UINT32_MAX, 0, &value, &ignored) && value;
}
