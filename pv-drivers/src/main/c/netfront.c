/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network card. Its pages are lent when it is connected and stay lent: the back end copies into them and out of
 * them, and each frame is copied once more here, whereupon the page may be used again.
 */
#include <xenolith/netfront.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 'a' - 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_mac(struct netfront *card, struct pv_error *error)
{
    char text[32];

    if (!xenbus_text(card->bus.front, "mac", text, sizeof(text), error))
        return false;
    for (unsigned i = 0; i < NETFRONT_ADDRESS_BYTES; i++) {
        int high = digit(text[i * 3]), low = high < 0 ? -1 : digit(text[i * 3 + 1]);
        char end = low < 0 ? 0 : text[i * 3 + 2];

        if (low < 0 || end != (i < NETFRONT_ADDRESS_BYTES - 1 ? ':' : 0))
            return pv_fail(error, "%s/mac is \"%s\"", card->bus.front, text);
        card->mac[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static void offer(struct netfront *card, uint16_t page)
{
    struct netif_rx_request request = {.id = page, .gref = card->rx_frames[page].ref};

    card->rx_lent[page] = true;
    netif_rx_ring_request(&card->rx, &request);
}

static bool lend_all(struct netfront *card, struct pv_error *error)
{
    domid_t back = card->bus.back_domain;

    if (!pv_share(&card->tx_page, back, false, error) || !pv_share(&card->rx_page, back, false, error))
        return false;
    netif_tx_ring_init(&card->tx, card->tx_page.page);
    netif_rx_ring_init(&card->rx, card->rx_page.page);
    for (uint16_t i = 0; i < NETFRONT_TX_PAGES; i++)
        if (!pv_share(&card->tx_frames[i], back, true, error))
            return false;
    for (uint16_t i = 0; i < NETFRONT_RX_PAGES; i++) {
        if (!pv_share(&card->rx_frames[i], back, false, error))
            return false;
        offer(card, i);
    }
    netif_rx_ring_publish(&card->rx);
    long result = pv_event_offer(back, &card->port);

    return !result || pv_fail(error, "no event channel: %d", (int)result);
}

static bool connect(struct netfront *card, const struct netfront_options *options, struct pv_error *error)
{
    if (!read_mac(card, error) || !lend_all(card, error))
        return false;
    /* Without feature-sg no frame comes in pieces, nor without the features for it in a train of segments. */
    const struct xenbus_node nodes[] = {
        {.name = "tx-ring-ref", .number = card->tx_page.ref},
        {.name = "rx-ring-ref", .number = card->rx_page.ref},
        {.name = "event-channel", .number = card->port},
        {.name = "request-rx-copy", .number = 1},
        {.name = "feature-rx-notify", .number = 1},
        {.name = "feature-no-csum-offload", .number = !options->checksum_offload},
        {.name = "feature-ipv6-csum-offload", .number = options->checksum_offload},
    };

    return xenbus_connect(&card->bus, nodes, sizeof(nodes) / sizeof(nodes[0]), XenbusStateConnected, error);
}

bool netfront_open(struct netfront *card, const char *name, const struct netfront_options *options,
                   struct pv_error *error)
{
    struct pv_error ignored; /* why it could not be opened is the better reason */

    card->broken = true; /* until it is connected */
    if (!xenbus_open(&card->bus, "vif", name, error) || !xenbus_await_offer(&card->bus, error))
        return false;
    if (connect(card, options, error)) {
        card->broken = false;
        return true;
    }
    xenbus_give_up(&card->bus, error);
    netfront_close(card, &ignored);
    return false;
}

bool netfront_close(struct netfront *card, struct pv_error *error)
{
    bool closed = xenbus_close(&card->bus, error);
    bool all = pv_unshare(&card->tx_page) & pv_unshare(&card->rx_page);

    for (unsigned i = 0; i < NETFRONT_TX_PAGES; i++)
        all &= pv_unshare(&card->tx_frames[i]);
    for (unsigned i = 0; i < NETFRONT_RX_PAGES; i++)
        all &= pv_unshare(&card->rx_frames[i]);
    if (card->port)
        pv_event_close(card->port);
    card->port = 0;
    card->broken = true;
    return closed && (all || pv_fail(error, "the back end keeps pages of a closed card"));
}

static bool take_sent(struct netfront *card, struct pv_error *error)
{
    do {
        int waiting = netif_tx_ring_waiting(&card->tx);

        if (waiting < 0)
            return pv_fail(error, "the back end's tx index makes no sense: it answers what was never sent");
        for (; waiting; waiting--) {
            struct netif_tx_response response;

            netif_tx_ring_response(&card->tx, &response);
            if (response.id >= NETFRONT_TX_PAGES || !card->tx_lent[response.id])
                return pv_fail(error, "the back end answers frame %u, which nobody sent", response.id);
            card->tx_lent[response.id] = false;
            card->tx_errors += response.status != NETIF_RSP_OKAY;
        }
    } while (netif_tx_ring_last_look(&card->tx));
    return true;
}

static bool is_usable(const struct netfront *card, struct pv_error *error)
{
    return !card->broken || pv_fail(error, "the card %s is not connected", card->bus.front);
}

static bool give_up(struct netfront *card, const struct pv_error *error)
{
    card->broken = true;
    return xenbus_give_up(&card->bus, error);
}

static bool put_frame(struct netfront *card, const void *frame, uint32_t length, uint16_t flags)
{
    for (uint16_t i = 0; i < NETFRONT_TX_PAGES; i++) {
        if (card->tx_lent[i])
            continue;
        struct netif_tx_request request = {
            .gref = card->tx_frames[i].ref,
            .flags = flags,
            .id = i,
            .size = (uint16_t)length,
        };

        memcpy(card->tx_frames[i].page, frame, length);
        card->tx_lent[i] = true;
        netif_tx_ring_request(&card->tx, &request);
        if (netif_tx_ring_publish(&card->tx))
            pv_event_signal(card->port);
        return true;
    }
    return false;
}

bool netfront_send(struct netfront *card, const void *frame, uint32_t length, uint16_t flags, bool *sent,
                   struct pv_error *error)
{
    *sent = false;
    if (!is_usable(card, error))
        return false;
    if (length > XEN_PAGE_SIZE)
        return pv_fail(error, "a frame of %u bytes is more than a page", length);
    if (flags & ~(NETTXF_csum_blank | NETTXF_data_validated))
        return pv_fail(error, "flags %x are not for frames of one piece", flags);
    if (!take_sent(card, error))
        return give_up(card, error);
    *sent = put_frame(card, frame, length, flags);
    return true;
}

/* Of a frame that is in pieces, although nobody asked for such ones, all are passed over. */
static bool is_whole(struct netfront *card, const struct netif_rx_response *response)
{
    bool more = response->flags & NETRXF_more_data;
    bool whole = !card->in_pieces && !more;

    card->in_pieces = more;
    return whole;
}

/* Takes a response; a frame that is to be had is copied, and its page offered again in any case. */
static bool take_frame(struct netfront *card, const struct netif_rx_response *response, void *frame, uint32_t size,
                       uint32_t *length, struct pv_error *error)
{
    if (response->id >= NETFRONT_RX_PAGES || !card->rx_lent[response->id])
        return pv_fail(error, "the back end fills page %u, which nobody offered", response->id);
    if (response->flags & NETRXF_extra_info)
        return pv_fail(error, "the back end sends extra information that nobody asked for");
    if (response->status > 0 && response->offset + response->status > (int)XEN_PAGE_SIZE)
        return pv_fail(error, "the back end says %d bytes at %u of a page", response->status, response->offset);
    if (is_whole(card, response) && response->status > 0 && (uint32_t)response->status <= size) {
        *length = (uint32_t)response->status;
        memcpy(frame, (const uint8_t *)card->rx_frames[response->id].page + response->offset, *length);
    } else {
        card->rx_errors++;
    }
    offer(card, response->id);
    return true;
}

static bool next_frame(struct netfront *card, void *frame, uint32_t size, uint32_t *length, uint16_t *flags,
                       struct pv_error *error)
{
    do {
        int waiting = netif_rx_ring_waiting(&card->rx);

        if (waiting < 0)
            return pv_fail(error, "the back end's rx index makes no sense: it fills what was never offered");
        for (; waiting && !*length; waiting--) {
            struct netif_rx_response response;

            netif_rx_ring_response(&card->rx, &response);
            *flags = response.flags;
            if (!take_frame(card, &response, frame, size, length, error))
                return false;
        }
    } while (!*length && netif_rx_ring_last_look(&card->rx));
    return true;
}

bool netfront_receive(struct netfront *card, void *frame, uint32_t size, uint32_t *length, uint16_t *flags,
                      struct pv_error *error)
{
    *length = 0;
    *flags = 0;
    if (!is_usable(card, error))
        return false;
    if (!take_sent(card, error) || !next_frame(card, frame, size, length, flags, error))
        return give_up(card, error);
    if (netif_rx_ring_publish(&card->rx))
        pv_event_signal(card->port);
    return true;
}
