/* SPDX-License-Identifier: Apache-2.0 */
/* Network cards: the front end's half of io/netif.h, with one queue and one event channel. */
#ifndef XENOLITH_NETFRONT_H
#define XENOLITH_NETFRONT_H

#include <xenolith/ring.h>
#include <xenolith/shared.h>
#include <xenolith/xenbus.h>

DEFINE_FRONT_RING(netif_tx, struct netif_tx_request, struct netif_tx_response);
DEFINE_FRONT_RING(netif_rx, struct netif_rx_request, struct netif_rx_response);

/* Pages for frames on their way out, and for those to come. Every frame fits into one. */
#define NETFRONT_TX_PAGES 16
#define NETFRONT_RX_PAGES 32

#define NETFRONT_ADDRESS_BYTES 6

struct netfront_options {
    /* Frames may come and go with NET[TR]XF_csum_blank: only begun, for whoever needs it to complete. */
    bool checksum_offload;
};

struct netfront {
    struct xenbus_device bus;

    uint8_t mac[NETFRONT_ADDRESS_BYTES];

    /* Frames that could not be sent or received as the other half says, and those that were too large. */
    uint32_t tx_errors, rx_errors;

    /* Its own business. */
    struct netif_tx_front_ring tx;
    struct netif_rx_front_ring rx;
    struct pv_shared tx_page, rx_page;
    struct pv_shared tx_frames[NETFRONT_TX_PAGES], rx_frames[NETFRONT_RX_PAGES];
    bool tx_lent[NETFRONT_TX_PAGES], rx_lent[NETFRONT_RX_PAGES];
    evtchn_port_t port;
    bool in_pieces;
    bool broken;
};

/* Connects the card with this name below device/vif. It must be zeroed but for bus.changed. */
bool netfront_open(struct netfront *card, const char *name, const struct netfront_options *options,
                   struct pv_error *error);

/* Disconnects. False where the back end keeps pages, which then stay lent. */
bool netfront_close(struct netfront *card, struct pv_error *error);

/*
 * Sends a frame with these NETTXF_… flags. Where all pages are on their way it is not sent, which *sent tells; one
 * of them comes back with an event.
 */
bool netfront_send(struct netfront *card, const void *frame, uint32_t length, uint16_t flags, bool *sent,
                   struct pv_error *error);

/* Copies the next frame that has come, and says how long it is and its NETRXF_… flags. Length 0: none is there. */
bool netfront_receive(struct netfront *card, void *frame, uint32_t size, uint32_t *length, uint16_t *flags,
                      struct pv_error *error);

#endif
