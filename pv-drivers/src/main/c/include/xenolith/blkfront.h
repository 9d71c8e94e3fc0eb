/* SPDX-License-Identifier: Apache-2.0 */
/* Disks: the front end's half of io/blkif.h, with one ring of one page. */
#ifndef XENOLITH_BLKFRONT_H
#define XENOLITH_BLKFRONT_H

#include <xenolith/ring.h>
#include <xenolith/shared.h>
#include <xenolith/xenbus.h>

DEFINE_FRONT_RING(blkif, struct blkif_request, struct blkif_response);

#define BLKFRONT_SLOTS FRONT_RING_SLOTS(blkif)

/* The protocol counts in these, whatever the sectors of the disk are. */
#define BLKFRONT_SECTOR_SHIFT 9
#define BLKFRONT_SECTOR_SIZE (1u << BLKFRONT_SECTOR_SHIFT)

/* Pages of the largest request, where the back end takes indirect ones. */
#define BLKFRONT_SEGMENTS 32

/* A disk that answers nothing for so long is taken for broken. */
#define BLKFRONT_PATIENCE_NS 30000000000ull

/* What a request is to be. It belongs to the disk from blkfront_submit until it is done. */
struct blkfront_io {
    uint8_t operation; /* BLKIF_OP_READ, _WRITE, _FLUSH_DISKCACHE or _DISCARD */
    uint64_t sector;
    uint64_t sectors;
    void *buffer; /* begins with a sector of its page: requests cannot name less */
    bool done;
    int16_t status; /* BLKIF_RSP_…, once it is done */
};

struct blkfront_options {
    /* Pages of the disk's own are lent once and for all, and data is copied: fewer grants, more copies. */
    bool persistent;
    /* Requests of more than BLKIF_MAX_SEGMENTS_PER_REQUEST pages, whose list is in a page of its own. */
    bool indirect;
};

/* A place for one request under way. */
struct blkfront_slot {
    struct blkfront_io *io; /* NULL: free */
    uint64_t id;
    uint32_t segments;
    grant_ref_t refs[BLKFRONT_SEGMENTS];      /* of the caller's pages; PV_NO_GRANT where none is lent */
    struct pv_shared kept[BLKFRONT_SEGMENTS]; /* pages that are lent for good */
    struct pv_shared list;
};

struct blkfront {
    struct xenbus_device bus;

    /* What the back end says of the disk. */
    uint64_t sectors; /* each of BLKFRONT_SECTOR_SIZE */
    uint32_t sector_size, physical_sector_size;
    uint16_t info; /* VDISK_… */
    bool flushes, discards;
    bool persistent;        /* as asked for, where the back end can */
    uint32_t most_segments; /* of one request */

    /* Its own business. */
    struct blkif_front_ring ring;
    struct pv_shared page;
    evtchn_port_t port;
    uint16_t handle;
    bool broken;
    uint64_t requests;
    struct blkfront_slot slots[BLKFRONT_SLOTS];
};

/* Connects the disk with this name below device/vbd. It must be zeroed but for bus.changed. */
bool blkfront_open(struct blkfront *disk, const char *name, const struct blkfront_options *options,
                   struct pv_error *error);

/* Disconnects. Requests under way are lost. False where the back end keeps pages, which then stay lent. */
bool blkfront_close(struct blkfront *disk, struct pv_error *error);

/* These wait until it is done. Buffers may be as large as memory is. */
bool blkfront_read(struct blkfront *disk, uint64_t sector, void *to, uint64_t sectors, struct pv_error *error);
bool blkfront_write(struct blkfront *disk, uint64_t sector, const void *from, uint64_t sectors,
                    struct pv_error *error);
bool blkfront_flush(struct blkfront *disk, struct pv_error *error);
bool blkfront_discard(struct blkfront *disk, uint64_t sector, uint64_t sectors, struct pv_error *error);

/*
 * These do not. A request of more than most_segments pages is refused; one that finds no free slot is left alone, for
 * later, which *taken tells. What is submitted goes out with the next blkfront_poll, which also marks what is done.
 * After an error of blkfront_poll buffers under way must not be used again: the back end may still write there.
 */
bool blkfront_submit(struct blkfront *disk, struct blkfront_io *io, bool *taken, struct pv_error *error);
bool blkfront_poll(struct blkfront *disk, struct pv_error *error);

/* For the disk's own use: takes the caller's pages back. False where the back end still has one. */
bool blkfront_take_back(struct blkfront_slot *slot);

#endif
