/* SPDX-License-Identifier: Apache-2.0 */
/* A disk: connecting it, and the requests that wait. What goes through the ring is in blkring.c. */
#include <xenolith/blkfront.h>

/* How often to look, while nothing comes, whether the back end is still there. */
#define LOOK_NS 1000000000ull

static bool number(struct blkfront *disk, const char *name, uint32_t most, uint32_t otherwise, uint32_t *value,
                   struct pv_error *error)
{
    uint64_t wide;

    if (!xenbus_number(&disk->bus, name, most, otherwise, &wide, error))
        return false;
    *value = (uint32_t)wide;
    return true;
}

/* What the back end says once it is connected. */
static bool describe(struct blkfront *disk, const struct blkfront_options *options, struct pv_error *error)
{
    uint32_t info, indirect, size;

    /* Sectors of another size concern only where requests may begin and end; all counts stay in the small ones. */
    if (!xenbus_number(&disk->bus, "sectors", UINT64_MAX >> BLKFRONT_SECTOR_SHIFT, 0, &disk->sectors, error) ||
        !number(disk, "info", UINT16_MAX, 0, &info, error) ||
        !number(disk, "sector-size", XEN_PAGE_SIZE, BLKFRONT_SECTOR_SIZE, &size, error) ||
        !number(disk, "physical-sector-size", UINT32_MAX, size, &disk->physical_sector_size, error) ||
        !number(disk, "feature-max-indirect-segments", UINT32_MAX, 0, &indirect, error))
        return false;
    if (size < BLKFRONT_SECTOR_SIZE || (size & (size - 1)))
        return pv_fail(error, "the back end says sector-size = %u", size);
    disk->sector_size = size;
    disk->info = (uint16_t)info;
    disk->flushes = xenbus_flag(&disk->bus, "feature-flush-cache");
    disk->discards = xenbus_flag(&disk->bus, "feature-discard");
    disk->persistent = options->persistent && xenbus_flag(&disk->bus, "feature-persistent");
    disk->most_segments = BLKIF_MAX_SEGMENTS_PER_REQUEST;
    if (options->indirect && indirect > BLKIF_MAX_SEGMENTS_PER_REQUEST)
        disk->most_segments = indirect < BLKFRONT_SEGMENTS ? indirect : BLKFRONT_SEGMENTS;
    return true;
}

static bool connect(struct blkfront *disk, const struct blkfront_options *options, struct pv_error *error)
{
    if (!pv_share(&disk->page, disk->bus.back_domain, false, error))
        return false;
    blkif_ring_init(&disk->ring, disk->page.page);
    long result = pv_event_offer(disk->bus.back_domain, &disk->port);

    if (result)
        return pv_fail(error, "no event channel: %d", (int)result);
    const struct xenbus_node nodes[] = {
        {.name = "ring-ref", .number = disk->page.ref},
        {.name = "event-channel", .number = disk->port},
        {.name = "protocol", .text = XEN_IO_PROTO_ABI_NATIVE},
        {.name = "feature-persistent", .number = options->persistent},
    };

    return xenbus_connect(&disk->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateInitialised, error) &&
           describe(disk, options, error) && xenbus_switch(&disk->bus, XenbusStateConnected, error);
}

bool blkfront_open(struct blkfront *disk, const char *name, const struct blkfront_options *options,
                   struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */
    uint64_t handle;

    disk->broken = true; /* until it is connected */
    if (!pv_number(name, UINT32_MAX, &handle))
        return pv_fail(error, "a disk is called by a number, not \"%s\"", name);
    disk->handle = (uint16_t)handle;
    if (!xenbus_open(&disk->bus, "vbd", name, error) || !xenbus_await_offer(&disk->bus, error))
        return false;
    if (connect(disk, options, error)) {
        disk->broken = false;
        return true;
    }
    xenbus_give_up(&disk->bus, error);
    blkfront_close(disk, &ignored);
    return false;
}

/* What was under way may have been lent one by one; what is kept was lent for good. */
static bool take_back(struct blkfront_slot *slot)
{
    bool all = pv_unshare(&slot->list) & blkfront_take_back(slot);

    for (uint32_t i = 0; i < BLKFRONT_SEGMENTS; i++)
        all &= pv_unshare(&slot->kept[i]);
    slot->io = NULL;
    return all;
}

bool blkfront_close(struct blkfront *disk, struct pv_error *error)
{
    bool closed = xenbus_close(&disk->bus, error);
    bool all = true;

    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++)
        all &= take_back(&disk->slots[i]);
    all &= pv_unshare(&disk->page);
    if (disk->port)
        pv_event_close(disk->port);
    disk->port = 0;
    disk->broken = true;
    return closed && (all || pv_fail(error, "the back end keeps pages of a closed disk"));
}

static bool lose(struct blkfront *disk, const struct pv_error *error)
{
    disk->broken = true;
    return xenbus_give_up(&disk->bus, error);
}

/* Waits for something to come, after a look for it; now and then for the back end to be still there. */
static bool wait(struct blkfront *disk, uint64_t *look, uint64_t deadline, struct pv_error *error)
{
    uint64_t now = pv_time_ns();

    if (now < *look) {
        pv_wait(*look);
        return true;
    }
    *look = now + LOOK_NS;
    if (!xenbus_is_connected(&disk->bus, error))
        return lose(disk, error);
    if (now < deadline)
        return true;
    pv_fail(error, "the back end does not answer");
    return lose(disk, error);
}

static const char *status_name(int16_t status)
{
    return status == BLKIF_RSP_EOPNOTSUPP ? "BLKIF_RSP_EOPNOTSUPP" : "BLKIF_RSP_ERROR";
}

static bool carry_out(struct blkfront *disk, struct blkfront_io *io, struct pv_error *error)
{
    uint64_t look = pv_time_ns() + LOOK_NS, deadline = pv_time_ns() + BLKFRONT_PATIENCE_NS;
    bool taken = false;

    while (!taken || !io->done) {
        if ((!taken && !blkfront_submit(disk, io, &taken, error)) || !blkfront_poll(disk, error))
            return false;
        if ((!taken || !io->done) && !wait(disk, &look, deadline, error))
            return false;
    }
    return io->status == BLKIF_RSP_OKAY ||
           pv_fail(error, "the back end answers %s (%d) to operation %u at sector %llu", status_name(io->status),
                   io->status, io->operation, (unsigned long long)io->sector);
}

/* In pieces that fit into one request each, wherever in its page the buffer begins. */
static bool transfer(struct blkfront *disk, uint8_t operation, uint64_t sector, uint8_t *buffer, uint64_t sectors,
                     struct pv_error *error)
{
    while (sectors) {
        uint32_t offset = (uint32_t)((uintptr_t)buffer & (XEN_PAGE_SIZE - 1));
        uint32_t most = (disk->most_segments * XEN_PAGE_SIZE - offset) >> BLKFRONT_SECTOR_SHIFT;
        uint32_t now = sectors < most ? (uint32_t)sectors : most & ~(disk->sector_size / BLKFRONT_SECTOR_SIZE - 1);
        struct blkfront_io io = {.operation = operation, .sector = sector, .sectors = now, .buffer = buffer};

        if (!carry_out(disk, &io, error))
            return false;
        sector += now;
        sectors -= now;
        buffer += (size_t)now << BLKFRONT_SECTOR_SHIFT;
    }
    return true;
}

bool blkfront_read(struct blkfront *disk, uint64_t sector, void *to, uint64_t sectors, struct pv_error *error)
{
    return transfer(disk, BLKIF_OP_READ, sector, to, sectors, error);
}

bool blkfront_write(struct blkfront *disk, uint64_t sector, const void *from, uint64_t sectors,
                    struct pv_error *error)
{
    return transfer(disk, BLKIF_OP_WRITE, sector, (uint8_t *)from, sectors, error);
}

bool blkfront_flush(struct blkfront *disk, struct pv_error *error)
{
    struct blkfront_io io = {.operation = BLKIF_OP_FLUSH_DISKCACHE};

    return carry_out(disk, &io, error);
}

bool blkfront_discard(struct blkfront *disk, uint64_t sector, uint64_t sectors, struct pv_error *error)
{
    struct blkfront_io io = {.operation = BLKIF_OP_DISCARD, .sector = sector, .sectors = sectors};

    return carry_out(disk, &io, error);
}
