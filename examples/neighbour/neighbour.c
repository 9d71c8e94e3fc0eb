/*
 * A guest that is somebody's neighbour. "role=" on the command line says what it does:
 *   read   reads its disk steadily, and prints how many requests were done from "from=" to "to=", in milliseconds of
 *          the machine's time
 *   send   sends frames over its card steadily, and prints how many
 *   spin   burns its share of the processor and does nothing else
 *   disk   floods the ring of its disk with garbage
 *   card   floods the ring on which its card sends with frames in pages that nobody granted, then with garbage
 *   noise  floods that ring with garbage alone, which ends the connection at once, and connects again
 * "seed=" is where what it makes up begins.
 */
#include "../tour/src/silent.h"
#include <xenolith/blkfront.h>
#include <xenolith/netfront.h>

#define MILLISECOND_NS 1000000ull
#define FRAME_BYTES 1000
#define TX_SLOTS FRONT_RING_SLOTS(netif_tx)
#define BLK_SLOTS FRONT_RING_SLOTS(blkif)

/* So many bursts are garbage that has to be answered; the next is of a kind that ends the connection. */
#define BURSTS 20000

static uint8_t buffers[BLKFRONT_SLOTS][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static struct blkfront_io requests[BLKFRONT_SLOTS];
static struct blkfront disk;
static struct netfront card;
static uint32_t state;

static void need(bool done, const struct pv_error *error)
{
    if (!done)
        fail(error->text, 0);
}

static bool begins(const char *text, const char *with)
{
    while (*with && *text == *with) {
        text++;
        with++;
    }
    return !*with;
}

/* What follows "name=" on the command line. */
static const char *option(const char *name)
{
    for (const char *text = (const char *)start_info->cmd_line; *text; text++)
        if (begins(text, name) && text[strlen(name)] == '=')
            return text + strlen(name) + 1;
    fail(name, -1);
}

static uint32_t number(const char *name)
{
    uint32_t value = 0;

    for (const char *digit = option(name); *digit >= '0' && *digit <= '9'; digit++)
        value = value * 10 + (uint32_t)(*digit - '0');
    return value;
}

static uint32_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static void say(uint32_t count)
{
    print("%u\n", count);
    shutdown(SHUTDOWN_poweroff);
}

/* Asks for 4 KiB somewhere on the disk. */
static void ask(struct blkfront_io *io, uint8_t *buffer, struct pv_error *error)
{
    bool taken;

    io->operation = BLKIF_OP_READ;
    io->buffer = buffer;
    io->sectors = PAGE_SIZE / BLKFRONT_SECTOR_SIZE;
    io->sector = draw() % (uint32_t)(disk.sectors - io->sectors) & ~7u;
    need(blkfront_submit(&disk, io, &taken, error), error);
    if (!taken)
        fail("no slot", 0);
}

/* All slots are under way, always. */
static uint32_t read_until(uint64_t end, struct pv_error *error)
{
    uint32_t done = 0;

    while (pv_time_ns() < end) {
        bool idle = true;

        need(blkfront_poll(&disk, error), error);
        for (unsigned i = 0; i < BLKFRONT_SLOTS; i++) {
            struct blkfront_io *io = &requests[i];

            if (io->buffer && !io->done)
                continue;
            if (io->buffer && io->status != BLKIF_RSP_OKAY)
                fail("a read", io->status);
            done += io->buffer != NULL;
            ask(io, buffers[i], error);
            idle = false;
        }
        if (idle)
            pv_wait(end);
    }
    return done;
}

static void read_steadily(struct pv_error *error)
{
    static const struct blkfront_options options = {.persistent = true};
    uint64_t from = number("from") * MILLISECOND_NS, to = number("to") * MILLISECOND_NS;

    need(blkfront_open(&disk, "51712", &options, error), error);
    if (pv_time_ns() >= from)
        fail("it is too late to begin", 0);
    read_until(from, error);
    say(read_until(to, error));
}

/* A frame from this card to an address that nobody has. */
static void make_frame(uint8_t *frame)
{
    static const uint8_t nobody[] = {0x00, 0x16, 0x3e, 0x7f, 0xff, 0xff};

    memset(frame, 0, FRAME_BYTES);
    memcpy(frame, nobody, sizeof(nobody));
    memcpy(frame + sizeof(nobody), card.mac, sizeof(card.mac));
    frame[12] = 0x88; /* IEEE's number for experiments, 88b5 */
    frame[13] = 0xb5;
}

static uint32_t send_until(uint64_t end, const uint8_t *frame, struct pv_error *error)
{
    uint32_t count = 0;

    while (pv_time_ns() < end) {
        bool sent;

        need(netfront_send(&card, frame, FRAME_BYTES, 0, &sent, error), error);
        count += sent;
        if (!sent)
            pv_wait(end);
    }
    return count;
}

static void send_steadily(struct pv_error *error)
{
    static const struct netfront_options options = {0};
    uint64_t from = number("from") * MILLISECOND_NS, to = number("to") * MILLISECOND_NS;

    need(netfront_open(&card, "0", &options, error), error);
    if (pv_time_ns() >= from)
        fail("it is too late to begin", 0);
    make_frame(buffers[0]);
    send_until(from, buffers[0], error);
    say(send_until(to, buffers[0], error));
}

static void scribble(void *page, uint32_t from, uint32_t bytes)
{
    uint32_t *words = (uint32_t *)((uint8_t *)page + from);

    for (uint32_t i = 0; i < bytes / sizeof(*words); i++)
        words[i] = draw();
}

/* Whether the back end has had enough. */
static bool is_over(struct xenbus_device *bus)
{
    struct pv_error error;

    return !xenbus_is_connected(bus, &error);
}

/* The ring is garbage once and for all; answers make it other garbage. At last its index cannot be. */
static void flood_disk(void)
{
    static const struct blkfront_options options = {0};
    struct pv_error error;

    for (;;) {
        disk = (struct blkfront){0};
        if (!blkfront_open(&disk, "51712", &options, &error)) {
            blkfront_close(&disk, &error);
            continue;
        }
        struct blkif_sring *ring = disk.ring.shared;

        scribble(ring->ring, 0, BLK_SLOTS * sizeof(ring->ring[0]));
        for (uint32_t burst = 0; burst < BURSTS || !is_over(&disk.bus); burst++) {
            struct blkif_request *request = &ring->ring[draw() % BLK_SLOTS].req;
            uint32_t most = pv_read_once(ring->rsp_prod) + BLK_SLOTS;

            request->operation = (uint8_t)(draw() % 7);
            request->nr_segments = (uint8_t)(draw() % 12);
            request->seg[0].gref = draw() % 64; /* its own pages, the ring among them */
            pv_write_once(ring->req_prod, burst < BURSTS ? most : most + 1 + draw() % 1000);
            pv_event_signal(disk.port);
        }
        blkfront_close(&disk, &error);
    }
}

static void flood_card(bool only_noise)
{
    static const struct netfront_options options = {0};
    struct pv_error error;

    for (;;) {
        card = (struct netfront){0};
        if (!netfront_open(&card, "0", &options, &error)) {
            netfront_close(&card, &error);
            continue;
        }
        struct netif_tx_sring *ring = card.tx.shared;

        for (uint32_t i = 0; i < TX_SLOTS; i++) /* the page behind such a grant is nobody's */
            ring->ring[i].req = (struct netif_tx_request){.gref = 400 + i % 64, .size = 60};
        for (uint32_t burst = 0; (!only_noise && burst < BURSTS) || !is_over(&card.bus); burst++) {
            if (only_noise || burst >= BURSTS)
                scribble(ring->ring, 0, TX_SLOTS * sizeof(ring->ring[0]));
            /* An answer stands where the number of the grant stood: that is garbage too. */
            pv_write_once(ring->req_prod, pv_read_once(ring->rsp_prod) + TX_SLOTS);
            pv_event_signal(card.port);
        }
        netfront_close(&card, &error);
    }
}

void tour_main(struct start_info *info)
{
    struct pv_error error;

    start_silently(info);
    /* These steps of the tour prepare timer and table here too; what they say is nobody's business. */
    tour_events();
    tour_grant();
    state = number("seed") * 2 + 1;
    const char *role = option("role");

    if (begins(role, "read"))
        read_steadily(&error);
    else if (begins(role, "send"))
        send_steadily(&error);
    else if (begins(role, "disk"))
        flood_disk();
    else if (begins(role, "card"))
        flood_card(false);
    else if (begins(role, "noise"))
        flood_card(true);
    for (;;)
        ; /* spins */
}
