/*
 * A network card. The tour says who it is, pings whoever is heard of, and answers whoever pings: two tours on one
 * bridge find each other.
 */
#include "devices.h"
#include "frames.h"
#include <xenolith/netfront.h>

#define NEIGHBOURS 8

#define IP_FORMAT "%u.%u.%u.%u"
#define IP(ip) (uint32_t)(ip)[0], (uint32_t)(ip)[1], (uint32_t)(ip)[2], (uint32_t)(ip)[3]

static struct netfront card;
static struct address self;
static struct address neighbours[NEIGHBOURS];
static unsigned known;
static uint32_t came;
static uint8_t frame[FRAME_BYTES];

/* "ip=" on the command line, or an address for use without any network's consent (RFC 3927). */
static bool choose_address(struct pv_error *error)
{
    char text[16];

    memcpy(self.mac, card.mac, MAC_BYTES);
    command_line("ip", text, sizeof(text));
    if (*text)
        return read_ip(text, self.ip) || pv_fail(error, "ip=%s is no address", text);
    self.ip[0] = 169;
    self.ip[1] = 254;
    self.ip[2] = (uint8_t)(1 + card.mac[MAC_BYTES - 2] % 254);
    self.ip[3] = card.mac[MAC_BYTES - 1];
    return true;
}

static bool send(uint32_t length, struct pv_error *error)
{
    bool sent = false;

    while (!sent) {
        if (!netfront_send(&card, frame, length, 0, &sent, error))
            return false;
        if (!sent)
            pv_wait(pv_time_ns() + 1000000u);
    }
    return true;
}

/* Pings everybody once. */
static bool meet(const struct address *from, struct pv_error *error)
{
    for (unsigned i = 0; i < known; i++)
        if (is_same(&neighbours[i], from, sizeof(*from)))
            return true;
    if (known == NEIGHBOURS)
        return true;
    neighbours[known++] = *from;
    happened(IP_FORMAT " is there: I ping it", IP(from->ip));
    return send(make_echo_request(frame, &self, from), error);
}

static bool answer(uint32_t length, struct pv_error *error)
{
    struct address from;

    came++;
    switch (read_frame(frame, length, &self, &from)) {
    case ARP_REQUEST:
        return send(make_arp_reply(frame, &self, &from), error) && meet(&from, error);
    case ARP_NEWS:
        return meet(&from, error);
    case ECHO_REQUEST:
        happened(IP_FORMAT " pings me: I answer", IP(from.ip));
        make_echo_reply(frame, &self);
        return send(length, error) && meet(&from, error);
    case ECHO_REPLY:
        happened(IP_FORMAT " answers", IP(from.ip));
        return true;
    default:
        return true;
    }
}

static bool listen(struct pv_error *error)
{
    uint32_t seconds;
    uint64_t deadline = patience(&seconds);

    tried("listening for %u s", seconds);
    while (pv_time_ns() < deadline) {
        uint32_t length;
        uint16_t flags;

        if (!netfront_receive(&card, frame, sizeof(frame), &length, &flags, error))
            return false;
        if (!length)
            pv_wait(deadline);
        else if (!answer(length, error))
            return false;
    }
    happened("%u frame%s came", came, came == 1 ? "" : "s");
    return true;
}

static const char *mac_text(void)
{
    static char text[3 * MAC_BYTES];

    for (unsigned i = 0; i < MAC_BYTES; i++)
        pv_format(&text[3 * i], 4, "%x%x:", self.mac[i] >> 4, self.mac[i] & 15);
    text[sizeof(text) - 1] = 0;
    return text;
}

static bool use(struct pv_error *error)
{
    uint8_t wanted[IP_BYTES];
    char text[16];

    if (!choose_address(error))
        return false;
    tried("an announcement to everybody that " IP_FORMAT " is at %s", IP(self.ip), mac_text());
    if (!send(make_arp_request(frame, &self, self.ip), error))
        return false;
    command_line("ping", text, sizeof(text));
    if (*text) {
        tried("ARP for %s", text);
        if (!read_ip(text, wanted))
            return pv_fail(error, "ping=%s is no address", text);
        if (!send(make_arp_request(frame, &self, wanted), error))
            return false;
    }
    return listen(error);
}

static bool visit_card(const char *name, struct pv_error *error)
{
    static const struct netfront_options options = {0};
    struct pv_error ignored;

    card = (struct netfront){.bus.changed = show_states};
    known = came = 0;
    tried("two rings, grants for them and their frames, and a port, in device/vif/%s", name);
    if (!netfront_open(&card, name, &options, error))
        return false;
    bool used = use(error);

    tried("disconnect");
    return netfront_close(&card, used ? error : &ignored) && used;
}

void tour_network(void)
{
    step("A network card");
    visit_devices("vif", "vif = ['bridge=xenbr0']", visit_card);
}
