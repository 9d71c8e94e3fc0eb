/* SPDX-License-Identifier: Apache-2.0 */
/* The ring of a disk: requests go in, checked answers come out. */
#include <xenolith/blkfront.h>

/* The three shapes of a request that a slot can have. */
union request {
    struct blkif_request plain;
    struct blkif_request_indirect indirect;
    struct blkif_request_discard discard;
};

_Static_assert(sizeof(union request) == sizeof(struct blkif_request), "a plain request is the largest");

static bool moves_data(const struct blkfront_io *io)
{
    return io->operation == BLKIF_OP_READ || io->operation == BLKIF_OP_WRITE;
}

static uint32_t offset_in_page(const struct blkfront_io *io)
{
    return (uint32_t)((uintptr_t)io->buffer & (XEN_PAGE_SIZE - 1));
}

static uint32_t segments_of(const struct blkfront_io *io)
{
    uint32_t bytes = (uint32_t)io->sectors << BLKFRONT_SECTOR_SHIFT;

    return moves_data(io) ? (offset_in_page(io) + bytes + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT : 0;
}

static bool check(const struct blkfront *disk, const struct blkfront_io *io, struct pv_error *error)
{
    uint32_t together = disk->sector_size / BLKFRONT_SECTOR_SIZE - 1;

    if (disk->broken)
        return pv_fail(error, "the disk %s is not connected", disk->bus.front);
    if (io->operation == BLKIF_OP_FLUSH_DISKCACHE)
        return true;
    if (io->sector > disk->sectors || io->sectors > disk->sectors - io->sector)
        return pv_fail(error, "sectors %llu and %llu more are beyond the disk's end, %llu",
                       (unsigned long long)io->sector, (unsigned long long)io->sectors,
                       (unsigned long long)disk->sectors);
    if (!io->sectors || ((io->sector | io->sectors) & together))
        return pv_fail(error, "%llu sectors from %llu on are no whole sectors of %u bytes",
                       (unsigned long long)io->sectors, (unsigned long long)io->sector, disk->sector_size);
    if (!moves_data(io))
        return true;
    if ((uintptr_t)io->buffer & (BLKFRONT_SECTOR_SIZE - 1))
        return pv_fail(error, "a buffer begins in the middle of a sector");
    if (io->sectors > BLKFRONT_SEGMENTS * XEN_PAGE_SIZE >> BLKFRONT_SECTOR_SHIFT ||
        segments_of(io) > disk->most_segments)
        return pv_fail(error, "%llu sectors are more than the %u pages of a request", (unsigned long long)io->sectors,
                       disk->most_segments);
    return true;
}

/* The bytes of a segment: where they begin in its page, and where they are in the buffer. */
static uint32_t segment(const struct blkfront_io *io, uint32_t index, uint32_t *begin, uint8_t **bytes)
{
    uint32_t offset = offset_in_page(io);
    uint32_t end = offset + ((uint32_t)io->sectors << BLKFRONT_SECTOR_SHIFT) - index * XEN_PAGE_SIZE;

    *begin = index ? 0 : offset;
    *bytes = (uint8_t *)io->buffer - offset + index * XEN_PAGE_SIZE + *begin;
    return (end < XEN_PAGE_SIZE ? end : XEN_PAGE_SIZE) - *begin;
}

static bool lend(struct blkfront *disk, struct blkfront_slot *slot, const struct blkfront_io *io, uint32_t index,
                 struct pv_error *error)
{
    uint32_t begin;
    uint8_t *bytes;
    uint32_t size = segment(io, index, &begin, &bytes);
    struct pv_shared *kept = &slot->kept[index];
    bool written = io->operation == BLKIF_OP_WRITE;

    if (!disk->persistent) {
        slot->refs[index] = pv_grant(disk->bus.back_domain, bytes - begin, written);
        return slot->refs[index] != PV_NO_GRANT || pv_fail(error, "the grant table is full");
    }
    /* A page that is lent for good serves both ways. */
    if (!kept->page && !pv_share(kept, disk->bus.back_domain, false, error))
        return false;
    if (written)
        memcpy((uint8_t *)kept->page + begin, bytes, size);
    return true;
}

bool blkfront_take_back(struct blkfront_slot *slot)
{
    bool all = true;

    for (uint32_t i = 0; i < BLKFRONT_SEGMENTS; i++)
        if (slot->refs[i] != PV_NO_GRANT) {
            if (pv_grant_end(slot->refs[i]))
                slot->refs[i] = PV_NO_GRANT;
            else
                all = false;
        }
    return all;
}

static bool lend_all(struct blkfront *disk, struct blkfront_slot *slot, const struct blkfront_io *io,
                     struct pv_error *error)
{
    slot->segments = segments_of(io);
    for (uint32_t i = 0; i < slot->segments; i++)
        if (!lend(disk, slot, io, i, error)) {
            blkfront_take_back(slot); /* nobody has seen them */
            return false;
        }
    return true;
}

static void fill(struct blkif_request_segment *to, const struct blkfront_slot *slot, const struct blkfront_io *io)
{
    for (uint32_t i = 0; i < slot->segments; i++) {
        uint32_t begin;
        uint8_t *bytes;
        uint32_t size = segment(io, i, &begin, &bytes);

        to[i].gref = slot->refs[i] == PV_NO_GRANT ? slot->kept[i].ref : slot->refs[i];
        to[i].first_sect = (uint8_t)(begin >> BLKFRONT_SECTOR_SHIFT);
        to[i].last_sect = (uint8_t)((begin + size - 1) >> BLKFRONT_SECTOR_SHIFT);
    }
}

static union request make(struct blkfront *disk, const struct blkfront_slot *slot, const struct blkfront_io *io)
{
    union request request;

    memset(&request, 0, sizeof(request));
    if (slot->segments > BLKIF_MAX_SEGMENTS_PER_REQUEST) {
        fill(slot->list.page, slot, io);
        request.indirect.operation = BLKIF_OP_INDIRECT;
        request.indirect.indirect_op = io->operation;
        request.indirect.nr_segments = (uint16_t)slot->segments;
        request.indirect.handle = disk->handle;
        request.indirect.id = slot->id;
        request.indirect.sector_number = io->sector;
        request.indirect.indirect_grefs[0] = slot->list.ref;
        return request;
    }
    /* Of a discard all but its length is where a plain request has it. */
    request.plain.operation = io->operation;
    request.plain.handle = disk->handle;
    request.plain.id = slot->id;
    request.plain.sector_number = io->sector;
    if (io->operation == BLKIF_OP_DISCARD) {
        request.discard.nr_sectors = io->sectors;
    } else {
        request.plain.nr_segments = (uint8_t)slot->segments;
        fill(request.plain.seg, slot, io);
    }
    return request;
}

static struct blkfront_slot *free_slot(struct blkfront *disk)
{
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++)
        if (!disk->slots[i].io)
            return &disk->slots[i];
    return NULL;
}

bool blkfront_submit(struct blkfront *disk, struct blkfront_io *io, bool *taken, struct pv_error *error)
{
    struct blkfront_slot *slot = free_slot(disk);

    *taken = false;
    if (!check(disk, io, error))
        return false;
    if (!slot)
        return true;
    bool listed = segments_of(io) > BLKIF_MAX_SEGMENTS_PER_REQUEST;

    if (listed && !slot->list.page && !pv_share(&slot->list, disk->bus.back_domain, true, error))
        return false;
    if (!lend_all(disk, slot, io, error))
        return false;
    /* An answer that comes twice, or late, is not taken for one to the slot's next request. */
    slot->id = disk->requests++ * BLKFRONT_SLOTS + (uint32_t)(slot - disk->slots);
    slot->io = io;
    io->done = false;
    union request request = make(disk, slot, io);

    blkif_ring_request(&disk->ring, &request.plain);
    *taken = true;
    return true;
}

static void copy_read(const struct blkfront_slot *slot)
{
    for (uint32_t i = 0; i < slot->segments; i++) {
        uint32_t begin;
        uint8_t *bytes;
        uint32_t size = segment(slot->io, i, &begin, &bytes);

        memcpy(bytes, (const uint8_t *)slot->kept[i].page + begin, size);
    }
}

static bool answered(struct blkfront *disk, const struct blkif_response *response, struct pv_error *error)
{
    struct blkfront_slot *slot = &disk->slots[response->id % BLKFRONT_SLOTS];
    struct blkfront_io *io = slot->io;

    if (!io || slot->id != response->id)
        return pv_fail(error, "the back end answers request %llu, which nobody made",
                       (unsigned long long)response->id);
    if (disk->persistent && io->operation == BLKIF_OP_READ && response->status == BLKIF_RSP_OKAY)
        copy_read(slot);
    if (!blkfront_take_back(slot))
        return pv_fail(error, "the back end keeps pages of request %llu", (unsigned long long)response->id);
    io->status = response->status;
    slot->io = NULL;
    xen_barrier(); /* whoever sees that it is done may use the buffer */
    io->done = true;
    return true;
}

static bool take_answers(struct blkfront *disk, struct pv_error *error)
{
    do {
        int waiting = blkif_ring_waiting(&disk->ring);

        if (waiting < 0)
            return pv_fail(error, "the back end's index makes no sense: it answers what was never asked");
        for (; waiting; waiting--) {
            struct blkif_response response;

            blkif_ring_response(&disk->ring, &response);
            if (!answered(disk, &response, error))
                return false;
        }
    } while (blkif_ring_last_look(&disk->ring));
    return true;
}

bool blkfront_poll(struct blkfront *disk, struct pv_error *error)
{
    if (disk->broken)
        return pv_fail(error, "the disk %s is not connected", disk->bus.front);
    if (blkif_ring_publish(&disk->ring))
        pv_event_signal(disk->port);
    if (take_answers(disk, error))
        return true;
    disk->broken = true;
    return xenbus_give_up(&disk->bus, error);
}
