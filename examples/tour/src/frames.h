/* Frames of Ethernet as far as ARP and ICMP's echo need them. */
#ifndef FRAMES_H
#define FRAMES_H

#include "tour.h"

#define MAC_BYTES 6
#define IP_BYTES 4
#define FRAME_BYTES 1514

struct address {
    uint8_t mac[MAC_BYTES];
    uint8_t ip[IP_BYTES];
};

enum meaning {
    OTHER,         /* nothing that the tour knows */
    ARP_REQUEST,   /* who has the address? */
    ARP_NEWS,      /* an answer to that, or somebody's announcement of himself */
    ECHO_REQUEST,
    ECHO_REPLY,
};

/* What a frame says to this card. The sender's address is in from; for ARP_REQUEST the one asked for in ip. */
enum meaning read_frame(const uint8_t *frame, uint32_t length, const struct address *self, struct address *from);

/* Each makes a frame and returns its length. */
uint32_t make_arp_request(uint8_t *frame, const struct address *self, const uint8_t *ip);
uint32_t make_arp_reply(uint8_t *frame, const struct address *self, const struct address *to);
uint32_t make_echo_request(uint8_t *frame, const struct address *self, const struct address *to);

/* The answer to an echo request that has been read, made of it in place. */
void make_echo_reply(uint8_t *frame, const struct address *self);

bool read_ip(const char *text, uint8_t *ip);

#endif
