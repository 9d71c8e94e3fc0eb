/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The porting kit's xenstore client against a server that answers in pieces, late, twice, or nonsense: "store SEED
 * WORLDS". What it is told it believes only as far as it makes sense; it ends in time, and a server that behaves is
 * understood however its bytes are cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xenolith/services.h>
#include <xenolith/text.h>
#include <xenolith/xenstore.h>

static struct xenstore_domain_interface page;
static uint64_t seed, state, now;
static unsigned nonsense;
static uint8_t request[8192], answer[16384];
static uint32_t requested, answered, given;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(state >> 33) % below;
}

static void check(bool holds, const char *what)
{
    if (holds)
        return;
    printf("seed %llu: %s\n", (unsigned long long)seed, what);
    exit(1);
}

static void reply(const struct xsd_sockmsg *to, uint32_t type, uint32_t id, const char *text, uint32_t length)
{
    struct xsd_sockmsg header = *to;

    if (answered + sizeof(header) + length > sizeof(answer))
        return;
    header.type = type;
    header.req_id = id;
    header.len = length;
    memcpy(answer + answered, &header, sizeof(header));
    memcpy(answer + answered + sizeof(header), text, length);
    answered += sizeof(header) + length;
}

/* Of a path it knows "none", and gives back every other; of its own accord it says things as well. */
static void serve(void)
{
    struct xsd_sockmsg header;

    if (requested < sizeof(header))
        return;
    memcpy(&header, request, sizeof(header));
    check(header.len <= XENSTORE_PAYLOAD_MAX, "a request is too long");
    if (requested < sizeof(header) + header.len)
        return;
    const char *text = (const char *)request + sizeof(header);

    if (draw(5) == 0)
        reply(&header, header.type, header.req_id - 1, "late", 4);
    if (draw(10) == 0)
        reply(&header, XS_WATCH_EVENT, 0, "path\0token", 11);
    if (draw(100) < nonsense)
        reply(&header, draw(24), header.req_id - draw(2), "odd", 3);
    if (pv_equal(text, "none"))
        reply(&header, XS_ERROR, header.req_id, "ENOENT", 7);
    else if (header.type == XS_TRANSACTION_START)
        reply(&header, header.type, header.req_id, "77", 3);
    else if (header.type == XS_READ)
        reply(&header, header.type, header.req_id, text, (uint32_t)strlen(text));
    else
        reply(&header, header.type, header.req_id, "OK", 3);
    requested = 0;
}

/* Takes and gives as many bytes as chance says, and does what it must not, now and then. */
static void work(void)
{
    uint32_t take = draw(40), give = draw(40);

    while (take-- && page.req_cons != page.req_prod && requested < sizeof(request))
        request[requested++] = (uint8_t)page.req[page.req_cons++ % XENSTORE_RING_SIZE];
    serve();
    while (give-- && given < answered && page.rsp_prod - page.rsp_cons < XENSTORE_RING_SIZE)
        page.rsp[page.rsp_prod++ % XENSTORE_RING_SIZE] = (char)answer[given++];
    if (given == answered)
        given = answered = 0;
    if (draw(1000) < nonsense)
        page.rsp_prod += draw(5000);
}

uint64_t pv_time_ns(void)
{
    return now += 100;
}

void pv_wait(uint64_t until_ns)
{
    (void)until_ns;
    work();
    now += 10000000;
}

void pv_event_signal(evtchn_port_t port)
{
    check(port == 5, "the port is another");
    work();
}

struct xenstore_domain_interface *pv_xenstore_page(void)
{
    return &page;
}

evtchn_port_t pv_xenstore_port(void)
{
    return 5;
}

static void ask(void)
{
    char path[300], value[400];
    uint32_t length = 1 + draw(299), size = 2 + draw(398), transaction;

    for (uint32_t i = 0; i < length; i++)
        path[i] = (char)('a' + draw(26));
    path[length - 1] = 0;
    if (draw(4) == 0)
        pv_format(path, sizeof(path), "none");
    bool none = pv_equal(path, "none"), fits = strlen(path) < size;
    int result = xenstore_read(XENSTORE_ALONE, path, value, size);

    check(result <= 0 && strlen(value) < size, "the value does not fit");
    if (nonsense)
        return;
    check(result == (none ? -XEN_ENOENT : fits ? 0 : -XEN_ENOBUFS), "the answer is another");
    check(result || pv_equal(value, path), "the value is another");
    check(!xenstore_begin(&transaction) && transaction == 77, "the transaction is another");
    check(!xenstore_write(transaction, "a/path", "a value"), "it was not written");
    check(!xenstore_end(transaction, true), "it was not ended");
}

int main(int count, char **words)
{
    uint64_t first = count > 1 ? strtoull(words[1], NULL, 10) : 1;
    uint64_t worlds = count > 2 ? strtoull(words[2], NULL, 10) : 1000;
    uint64_t answers = 0;

    /* A client that has lost its place stays lost, so bad servers come last, and there is one. */
    for (uint64_t i = 0; i < worlds; i++) {
        seed = state = first + i;
        nonsense = i > worlds / 2 ? 1 + draw(20) : 0;
        uint64_t before = now;

        ask();
        answers++;
        check(now - before < 30 * XENSTORE_PATIENCE_NS, "it waits for ever");
    }
    printf("seeds %llu to %llu: %llu answers\n", (unsigned long long)first, (unsigned long long)(first + worlds - 1),
           (unsigned long long)answers);
    return 0;
}
