/* SPDX-License-Identifier: Apache-2.0 */
/* The other half: mostly it answers what it is asked, and the rest of the time it writes whatever it likes. */
#include "world.h"

static void *front_page(const char *node)
{
    uint64_t ref;

    return pv_number(front_value(node), UINT32_MAX, &ref) ? lent_page((grant_ref_t)ref) : NULL;
}

/* Words are where indices and descriptors are; numbers that are nearly right reach furthest. */
static void write_nonsense(void)
{
    uint32_t *words = any_lent_page();
    unsigned count = 1 + draw(4);

    for (unsigned i = 0; words && i < count; i++) {
        uint32_t *place = &words[draw(chance(60) ? 40 : XEN_PAGE_SIZE / 4)];

        switch (draw(4)) {
        case 0:
            *place += draw(4);
            break;
        case 1:
            *place = draw(64);
            break;
        case 2:
            *place ^= 1u << draw(32);
            break;
        default:
            *place = draw(UINT32_MAX);
        }
    }
}

static void answer_disk(void)
{
    struct blkif_sring *ring = front_page("ring-ref");
    unsigned slots = 32;

    for (unsigned n = 0; ring && n < slots && ring->rsp_prod != ring->req_prod; n++) {
        union blkif_sring_entry *slot = &ring->ring[ring->rsp_prod % slots];
        struct blkif_response response = {.id = slot->req.id, .operation = slot->req.operation};

        response.status = chance(manners.refusals) ? (int16_t)-draw(3) : BLKIF_RSP_OKAY;
        slot->rsp = response;
        ring->rsp_prod++;
    }
}

static void answer_card(void)
{
    struct netif_tx_sring *tx = front_page("tx-ring-ref");
    struct netif_rx_sring *rx = front_page("rx-ring-ref");
    unsigned slots = 256;

    for (unsigned n = 0; tx && n < slots && tx->rsp_prod != tx->req_prod; n++) {
        union netif_tx_sring_entry *slot = &tx->ring[tx->rsp_prod++ % slots];

        slot->rsp = (struct netif_tx_response){.id = slot->req.id, .status = (int16_t)-chance(manners.refusals)};
    }
    if (rx && rx->rsp_prod != rx->req_prod && chance(60)) {
        union netif_rx_sring_entry *slot = &rx->ring[rx->rsp_prod++ % slots];
        struct netif_rx_response response = {.id = slot->req.id, .status = (int16_t)(1 + draw(1514))};

        if (chance(manners.refusals))
            response = (struct netif_rx_response){.id = slot->req.id,
                                                  .offset = (uint16_t)draw(5000),
                                                  .flags = (uint16_t)draw(16),
                                                  .status = (int16_t)(draw(5000) - 100)};
        slot->rsp = response;
    }
}

static void answer_console(void)
{
    struct xencons_interface *page = front_page("ring-ref");

    if (!page)
        return;
    page->out_cons = page->out_prod;
    for (unsigned i = draw(100); i && page->in_prod - page->in_cons < sizeof(page->in); i--)
        page->in[page->in_prod++ % sizeof(page->in)] = 'x';
}

static void answer_keyboard(void)
{
    struct xenkbd_page *page = front_page("page-gref");

    if (!page || page->in_prod - page->in_cons >= XENKBD_IN_RING_LEN)
        return;
    union xenkbd_in_event *events = (union xenkbd_in_event *)((uint8_t *)page + XENKBD_IN_RING_OFFS);

    events[page->in_prod % XENKBD_IN_RING_LEN] = (union xenkbd_in_event){.key = {.type = XENKBD_TYPE_KEY}};
    page->in_prod++;
}

/* Bytes that nobody asked for, to follow a reply that promises more than it has. */
static void pour(struct xen_9pfs_data_intf *page, uint8_t *in)
{
    while (page->in_prod - page->in_cons < XEN_PAGE_SIZE)
        in[page->in_prod++ % XEN_PAGE_SIZE] = (uint8_t)draw(256);
}

/* A reply of the right type and tag; its size is what chance says, within the stream or not. */
static void answer_folder(void)
{
    struct xen_9pfs_data_intf *page = front_page("ring-ref0");
    uint8_t *in = page ? lent_page(page->ref[0]) : NULL, *out = page ? lent_page(page->ref[1]) : NULL;

    if (in && chance(manners.refusals))
        pour(page, in);
    if (!in || !out || page->out_prod - page->out_cons < 7)
        return;
    uint32_t size = 7 + draw(60);
    uint8_t reply[7] = {(uint8_t)size};

    for (unsigned i = 4; i < 7; i++)
        reply[i] = out[(page->out_cons + i) % XEN_PAGE_SIZE];
    reply[4]++;
    if (chance(manners.refusals))
        reply[draw(7)] = (uint8_t)draw(256);
    page->out_cons = page->out_prod;
    for (uint32_t i = 0; i < size; i++)
        in[page->in_prod++ % XEN_PAGE_SIZE] = i < 7 ? reply[i] : (uint8_t)draw(256);
}

void be_signalled(void)
{
    if (chance(manners.nonsense)) {
        write_nonsense();
        return;
    }
    if (pv_equal(device_type(), "vbd"))
        answer_disk();
    else if (pv_equal(device_type(), "vif"))
        answer_card();
    else if (pv_equal(device_type(), "console"))
        answer_console();
    else if (pv_equal(device_type(), "vkbd"))
        answer_keyboard();
    else if (pv_equal(device_type(), "9pfs"))
        answer_folder();
}
