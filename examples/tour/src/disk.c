/* A disk: first with grants for each request, then once more with pages that are lent for good. */
#include "devices.h"
#include <xenolith/blkfront.h>

/* Where the tour writes, if nothing is there. */
#define NOTE_SECTOR 1
#define PATTERN_SECTOR 128
#define PATTERN_SECTORS 128

#define SECTOR BLKFRONT_SECTOR_SIZE

static const char note[] = "written by the tour of paravirtualization";

static uint8_t buffer[PATTERN_SECTORS * SECTOR] __attribute__((aligned(PAGE_SIZE)));
static struct blkfront disk;

/* A write that is refused is a result like another. */
static void show(bool done, const struct pv_error *error)
{
    happened("%s", done ? "done" : error->text);
}

static bool connect(const char *name, const struct blkfront_options *options, struct pv_error *error)
{
    disk = (struct blkfront){.bus.changed = show_states};
    tried("a ring, a grant for it and a port, in device/vbd/%s", name);
    return blkfront_open(&disk, name, options, error);
}

/* Of what went wrong before, if anything did, the sentence is kept. */
static bool disconnect(bool used, struct pv_error *error)
{
    struct pv_error ignored;

    tried("disconnect");
    return blkfront_close(&disk, used ? error : &ignored) && used;
}

static void describe(void)
{
    char sectors[24];

    pv_format(sectors, sizeof(sectors), "%llu", (unsigned long long)disk.sectors);
    happened("%s sectors of %u bytes%s%s%s", sectors, SECTOR, disk.info & VDISK_CDROM ? ", a CD-ROM" : "",
             disk.info & VDISK_READONLY ? ", only to be read" : "", disk.discards ? ", it can discard" : "");
}

static bool write_note(struct pv_error *error)
{
    tried("BLKIF_OP_READ of sector %u", NOTE_SECTOR);
    if (!blkfront_read(&disk, NOTE_SECTOR, buffer, 1, error))
        return false;
    bool mine = is_same(buffer, note, sizeof(note));

    if (!mine && !is_all(buffer, 0, SECTOR)) {
        happened("somebody's data: not to be written over");
        return true;
    }
    happened("%s", mine ? "it has what a tour wrote before" : "it is empty");
    memset(buffer, 0, SECTOR);
    memcpy(buffer, note, sizeof(note));
    tried("BLKIF_OP_WRITE of it, and BLKIF_OP_FLUSH_DISKCACHE");
    if (!blkfront_write(&disk, NOTE_SECTOR, buffer, 1, error) || !blkfront_flush(&disk, error)) {
        happened("%s", error->text);
        return true;
    }
    memset(buffer, 0, SECTOR);
    tried("BLKIF_OP_READ of it");
    if (!blkfront_read(&disk, NOTE_SECTOR, buffer, 1, error))
        return false;
    happened("\"%s\"", is_same(buffer, note, sizeof(note)) ? note : "something else");
    return true;
}

static uint8_t pattern(uint32_t index)
{
    return (uint8_t)(index ^ index >> 8);
}

static bool is_pattern(void)
{
    for (uint32_t i = 0; i < sizeof(buffer); i++)
        if (buffer[i] != pattern(i))
            return false;
    return true;
}

/* Leaves nothing behind. */
static bool write_pattern(struct pv_error *error)
{
    for (uint32_t i = 0; i < sizeof(buffer); i++)
        buffer[i] = pattern(i);
    tried("BLKIF_OP_WRITE of %u sectors from %u on, by requests of at most %u pages", PATTERN_SECTORS, PATTERN_SECTOR,
          disk.most_segments);
    if (!blkfront_write(&disk, PATTERN_SECTOR, buffer, PATTERN_SECTORS, error))
        return false;
    memset(buffer, 0, sizeof(buffer));
    if (!blkfront_read(&disk, PATTERN_SECTOR, buffer, PATTERN_SECTORS, error))
        return false;
    happened("what I read then is%s what I wrote", is_pattern() ? "" : " not");
    if (disk.discards) {
        tried("BLKIF_OP_DISCARD of these sectors");
        show(blkfront_discard(&disk, PATTERN_SECTOR, PATTERN_SECTORS, error), error);
    } else {
        tried("zeroes instead");
        memset(buffer, 0, sizeof(buffer));
        show(blkfront_write(&disk, PATTERN_SECTOR, buffer, PATTERN_SECTORS, error), error);
    }
    if (!blkfront_read(&disk, PATTERN_SECTOR, buffer, PATTERN_SECTORS, error))
        return false;
    happened("they are%s empty now", is_all(buffer, 0, sizeof(buffer)) ? "" : " not");
    return true;
}

static bool use_largest_requests(struct pv_error *error)
{
    happened("pages are lent %s", disk.persistent ? "for good" : "for each request all the same");
    if ((disk.info & VDISK_READONLY) || disk.sectors < PATTERN_SECTOR + PATTERN_SECTORS)
        return true;
    if (!blkfront_read(&disk, PATTERN_SECTOR, buffer, PATTERN_SECTORS, error))
        return false;
    if (is_all(buffer, 0, sizeof(buffer)))
        return write_pattern(error);
    happened("sectors from %u on are somebody's: not to be written over", PATTERN_SECTOR);
    return true;
}

static bool use_plain_requests(struct pv_error *error)
{
    describe();
    if (disk.sectors > NOTE_SECTOR)
        return write_note(error);
    happened("there is no medium in it");
    return true;
}

static bool visit_disk(const char *name, struct pv_error *error)
{
    static const struct blkfront_options plain = {0}, best = {.persistent = true, .indirect = true};

    return connect(name, &plain, error) && disconnect(use_plain_requests(error), error) &&
           connect(name, &best, error) && disconnect(use_largest_requests(error), error);
}

void tour_disk(void)
{
    step("A disk");
    visit_devices("vbd", "disk = ['format=raw,vdev=xvda,access=rw,target=disk.img']", visit_disk);
}
