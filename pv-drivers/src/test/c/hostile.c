/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every front end against back ends with all kinds of manners: "hostile SEED WORLDS". Whatever a back end does, a
 * front end stays within its memory (which the compiler's sanitizers watch), ends in time, says why, and neither
 * loses a page nor uses one again that the other half still has. With a back end to be relied on all goes well.
 */
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <xenolith/blkfront.h>
#include <xenolith/consfront.h>
#include <xenolith/fbfront.h>
#include <xenolith/kbdfront.h>
#include <xenolith/netfront.h>
#include <xenolith/p9front.h>

#define PIXELS (64 * 64)

static uint8_t buffer[40 * XEN_PAGE_SIZE] __attribute__((aligned(XEN_PAGE_SIZE)));
static uint32_t pixels[PIXELS] __attribute__((aligned(XEN_PAGE_SIZE)));
static struct pv_error error;
static uint32_t done, refused;

static bool is_reliable(void)
{
    static const struct manners good = {0};

    return manners.nonsense == good.nonsense && !manners.refusals && !manners.keeps && !manners.states &&
           !manners.values;
}

/* Whatever went wrong has a sentence; with a reliable back end nothing does. */
static bool went(bool well)
{
    done += well;
    refused += !well;
    check(well || *error.text, "something failed without a reason");
    check(well || !is_reliable(), error.text);
    *error.text = 0;
    return well;
}

/* With what is lost to a back end that keeps it, all pages are accounted for. */
static void closed(bool well)
{
    went(well);
    check(pages_live <= pages_lost && grants_live() <= pages_lost, "a page was lost");
    check(!port_open, "a port was left open");
    check(well || pages_lost || !is_reliable(), "closing failed");
}

static bool opened(bool well)
{
    if (!went(well))
        check(!port_open && grants_live() <= pages_lost, "what could not be opened left something behind");
    return well;
}

static void try_disk(void)
{
    struct blkfront_options options = {.persistent = draw(2), .indirect = draw(2)};
    static struct blkfront disk;

    disk = (struct blkfront){0};
    add_device("vbd");
    if (!opened(blkfront_open(&disk, "1", &options, &error)))
        return;
    for (unsigned i = draw(12); i; i--) {
        uint32_t sector = draw(2048) & ~7u, sectors = 8 + (draw(280) & ~7u), offset = draw(8) * BLKFRONT_SECTOR_SIZE;

        if (sectors > 2048 - sector)
            sectors = 2048 - sector;
        switch (draw(4)) {
        case 0:
            went(blkfront_read(&disk, sector, buffer + offset, sectors, &error));
            break;
        case 1:
            went(blkfront_write(&disk, sector, buffer + offset, sectors, &error));
            break;
        case 2:
            went(blkfront_flush(&disk, &error));
            break;
        default:
            went(blkfront_discard(&disk, sector, sectors, &error));
        }
    }
    closed(blkfront_close(&disk, &error));
}

static void try_card(void)
{
    struct netfront_options options = {.checksum_offload = draw(2)};
    static struct netfront card;

    card = (struct netfront){0};
    add_device("vif");
    if (!opened(netfront_open(&card, "1", &options, &error)))
        return;
    for (unsigned i = draw(200); i; i--) {
        uint32_t length;
        uint16_t flags;
        bool sent;

        if (chance(30))
            went(netfront_send(&card, buffer, draw(1515), 0, &sent, &error));
        else if (went(netfront_receive(&card, buffer, 1514, &length, &flags, &error)))
            check(length <= 1514, "a frame is larger than its buffer");
        if (chance(20))
            pv_wait(pv_time_ns() + 1000);
    }
    closed(netfront_close(&card, &error));
}

static void try_console(void)
{
    struct consfront console = {0};

    add_device("console");
    if (!opened(consfront_open(&console, "1", &error)))
        return;
    for (unsigned i = draw(50); i; i--) {
        uint32_t size = draw(3000), count = 0;

        if (chance(50))
            went(consfront_write(&console, (char *)buffer, size, &count, &error));
        else
            went(consfront_read(&console, (char *)buffer, size, &count, &error));
        check(count <= size, "more came than was asked for");
    }
    closed(consfront_close(&console, &error));
}

static void try_screen(void)
{
    struct fbfront screen = {0};
    struct xenfb_update area = {.width = 64, .height = 64};

    add_device("vfb");
    if (!opened(fbfront_open(&screen, "1", pixels, 64, 64, &error)))
        return;
    for (unsigned i = draw(100); i; i--) {
        bool said;

        went(fbfront_update(&screen, &area, &said, &error));
    }
    if (went(fbfront_close(&screen, &error)))
        check(!pages_live, "a page was lost");
    check(!port_open, "a port was left open");
}

static void try_keyboard(void)
{
    struct kbdfront keyboard = {0};

    add_device("vkbd");
    if (!opened(kbdfront_open(&keyboard, "1", &error)))
        return;
    for (unsigned i = draw(100); i; i--) {
        union xenkbd_in_event event;
        bool taken;

        went(kbdfront_read(&keyboard, &event, &taken, &error));
        if (chance(30))
            pv_wait(pv_time_ns() + 1000);
    }
    closed(kbdfront_close(&keyboard, &error));
}

static void try_folder(void)
{
    static struct p9_message message;
    struct p9front folder = {0};

    add_device("9pfs");
    if (!opened(p9front_open(&folder, "1", &error)))
        return;
    for (unsigned i = draw(40); i; i--) {
        uint32_t number;
        char text[20];

        p9_begin(&message, P9_TWALK, (uint16_t)draw(65536));
        p9_put_bytes(&message, buffer, draw(chance(90) ? 100 : P9_LONGEST - 7));
        if (!went(p9front_ask(&folder, &message, &number, &error)))
            continue;
        p9_get(&message, 1 + draw(8));
        p9_get_text(&message, text, sizeof(text));
        check(strlen(text) < sizeof(text), "a text is longer than its place");
        p9_get(&message, 8);
    }
    closed(p9front_close(&folder, &error));
}

int main(int count, char **words)
{
    static void (*const tries[])(void) = {try_disk, try_card, try_console, try_screen, try_keyboard, try_folder};
    uint64_t seed = count > 1 ? strtoull(words[1], NULL, 10) : 1;
    uint64_t worlds = count > 2 ? strtoull(words[2], NULL, 10) : 1000;

    for (uint64_t i = 0; i < worlds; i++) {
        begin_world(seed + i);
        tries[draw(sizeof(tries) / sizeof(tries[0]))]();
    }
    printf("seeds %llu to %llu: %u done, %u refused\n", (unsigned long long)seed,
           (unsigned long long)(seed + worlds - 1), done, refused);
    return 0;
}
