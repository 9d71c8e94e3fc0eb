/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Xenstore's protocol (io/xs_wire.h): messages of a header and a payload, in two rings of bytes. One request at a
 * time; an answer to an older one, which nobody waited for any more, is passed over.
 */
#include <xenolith/services.h>
#include <xenolith/text.h>
#include <xenolith/xenstore.h>

static const struct {
    const char *name;
    int number;
} errors[] = {
    {"ENOENT", XEN_ENOENT}, {"EACCES", XEN_EACCES}, {"EAGAIN", XEN_EAGAIN},       {"EINVAL", XEN_EINVAL},
    {"EEXIST", XEN_EEXIST}, {"EISDIR", XEN_EISDIR}, {"ENOMEM", XEN_ENOMEM},       {"ENOSPC", XEN_ENOSPC},
    {"EBUSY", XEN_EBUSY},   {"ENOSYS", XEN_ENOSYS}, {"EROFS", XEN_EROFS},         {"EISCONN", XEN_EISCONN},
    {"E2BIG", XEN_E2BIG},   {"EPERM", XEN_EPERM},   {"ETIMEDOUT", XEN_ETIMEDOUT}, {"ENOBUFS", XEN_ENOBUFS},
    {"EIO", XEN_EIO},
};

#define ERRORS (sizeof(errors) / sizeof(errors[0]))

/* Half a message went out or came in: nobody knows any more where the next one begins. */
static bool out_of_step;

static uint32_t last_id;

/* Waits until a ring holds something, or has room; answers how much, or a negative error. */
static int wait_for(bool room, uint64_t deadline)
{
    struct xenstore_domain_interface *page = pv_xenstore_page();

    for (;;) {
        uint32_t used = room ? pv_read_once(page->req_prod) - pv_read_once(page->req_cons)
                             : pv_read_once(page->rsp_prod) - pv_read_once(page->rsp_cons);

        if (used > XENSTORE_RING_SIZE)
            return -XEN_EIO;
        xen_mb(); /* the index before the bytes that it speaks of */
        uint32_t there = room ? XENSTORE_RING_SIZE - used : used;

        if (there)
            return (int)there;
        if (pv_time_ns() >= deadline)
            return -XEN_ETIMEDOUT;
        pv_wait(deadline);
    }
}

/* As much as is there in one piece, before the ring's end. */
static uint32_t piece(uint32_t there, uint32_t index, uint32_t length)
{
    uint32_t to_end = XENSTORE_RING_SIZE - index % XENSTORE_RING_SIZE;
    uint32_t now = there < to_end ? there : to_end;

    return now < length ? now : length;
}

static int put(const void *data, uint32_t length, uint64_t deadline)
{
    struct xenstore_domain_interface *page = pv_xenstore_page();
    const uint8_t *from = data;

    while (length) {
        int room = wait_for(true, deadline);

        if (room < 0)
            return room;
        uint32_t now = piece((uint32_t)room, page->req_prod, length);

        memcpy(&page->req[page->req_prod % XENSTORE_RING_SIZE], from, now);
        xen_wmb(); /* the bytes before the index that shows them */
        pv_write_once(page->req_prod, page->req_prod + now);
        pv_event_signal(pv_xenstore_port());
        from += now;
        length -= now;
    }
    return 0;
}

/* Without a place for the data it is passed over. */
static int get(void *data, uint32_t length, uint64_t deadline)
{
    struct xenstore_domain_interface *page = pv_xenstore_page();
    uint8_t *to = data;

    while (length) {
        int there = wait_for(false, deadline);

        if (there < 0)
            return there;
        uint32_t now = piece((uint32_t)there, page->rsp_cons, length);

        if (to)
            memcpy(to, &page->rsp[page->rsp_cons % XENSTORE_RING_SIZE], now);
        xen_mb(); /* the bytes before the index that gives their room away */
        pv_write_once(page->rsp_cons, page->rsp_cons + now);
        pv_event_signal(pv_xenstore_port());
        to = to ? to + now : NULL;
        length -= now;
    }
    return 0;
}

/* The payload as far as it fits, with a zero behind it; the rest is passed over. */
static int take_payload(uint32_t length, char *answer, size_t size, uint64_t deadline)
{
    uint32_t fitting = length < size ? length : (uint32_t)size - 1;
    int result = get(answer, fitting, deadline);

    if (!result)
        result = get(NULL, length - fitting, deadline);
    answer[result ? 0 : fitting] = 0;
    if (result)
        return result;
    return fitting < length ? -XEN_ENOBUFS : (int)length;
}

static int refusal(const char *name)
{
    for (size_t i = 0; i < ERRORS; i++)
        if (pv_equal(errors[i].name, name))
            return -errors[i].number;
    return -XEN_EINVAL;
}

static int receive(uint32_t type, char *answer, size_t size, uint64_t deadline)
{
    struct xsd_sockmsg header;
    char name[16];

    for (;;) {
        int result = get(&header, sizeof(header), deadline);

        if (result)
            return result;
        if (header.len > XENSTORE_PAYLOAD_MAX)
            return -XEN_EIO;
        bool ours = header.req_id == last_id;
        bool wanted = ours && header.type == type;

        result = take_payload(header.len, wanted ? answer : name, wanted ? size : sizeof(name), deadline);
        if (result == -XEN_EIO || result == -XEN_ETIMEDOUT || wanted)
            return result;
        if (ours)
            return header.type == XS_ERROR ? refusal(name) : -XEN_EIO;
    }
}

/* Sends a path, and behind its zero a value, and takes the answer: its length or a negative error. */
static int ask(uint32_t type, uint32_t transaction, const char *path, const char *value, char *answer, size_t size)
{
    uint64_t deadline = pv_time_ns() + XENSTORE_PATIENCE_NS;
    size_t more = value ? strlen(value) : 0;
    size_t length = strlen(path) + 1 + more;
    struct xsd_sockmsg header = {
        .type = type,
        .req_id = last_id + 1,
        .tx_id = transaction,
        .len = (uint32_t)length,
    };

    answer[0] = 0;
    if (out_of_step)
        return -XEN_EIO;
    if (length > XENSTORE_PAYLOAD_MAX)
        return -XEN_E2BIG;
    last_id++;
    int result = put(&header, sizeof(header), deadline);

    if (!result)
        result = put(path, (uint32_t)(length - more), deadline);
    if (!result)
        result = put(value, (uint32_t)more, deadline);
    if (!result)
        result = receive(type, answer, size, deadline);
    out_of_step = result == -XEN_EIO || result == -XEN_ETIMEDOUT;
    return result;
}

static int done(int result)
{
    return result < 0 ? result : 0;
}

int xenstore_read(uint32_t transaction, const char *path, char *value, size_t size)
{
    return done(ask(XS_READ, transaction, path, NULL, value, size));
}

int xenstore_write(uint32_t transaction, const char *path, const char *value)
{
    char ok[4];

    return done(ask(XS_WRITE, transaction, path, value, ok, sizeof(ok)));
}

int xenstore_remove(uint32_t transaction, const char *path)
{
    char ok[4];

    return done(ask(XS_RM, transaction, path, NULL, ok, sizeof(ok)));
}

int xenstore_directory(uint32_t transaction, const char *path, char *names, size_t size)
{
    int length = ask(XS_DIRECTORY, transaction, path, NULL, names, size - 1);

    names[length < 0 ? 0 : length] = 0;
    names[length < 0 ? 1 : length + 1] = 0;
    return done(length);
}

int xenstore_begin(uint32_t *transaction)
{
    char text[16];
    uint64_t number;
    int result = ask(XS_TRANSACTION_START, XENSTORE_ALONE, "", NULL, text, sizeof(text));

    if (result < 0)
        return result;
    if (!pv_number(text, UINT32_MAX, &number) || number == XENSTORE_ALONE)
        return -XEN_EIO;
    *transaction = (uint32_t)number;
    return 0;
}

int xenstore_end(uint32_t transaction, bool commit)
{
    char ok[4];

    return done(ask(XS_TRANSACTION_END, transaction, commit ? "T" : "F", NULL, ok, sizeof(ok)));
}

const char *xenstore_error_name(int error)
{
    for (size_t i = 0; i < ERRORS; i++)
        if (errors[i].number == -error)
            return errors[i].name;
    return "an error without a name";
}
