/* Frames of Ethernet (RFC 826, 791, 792), byte by byte: numbers in them are big-endian and anywhere. */
#include "frames.h"
#include <xenolith/text.h>

/* Offsets within a frame. */
enum {
    TO = 0,
    FROM = 6,
    TYPE = 12,
    PAYLOAD = 14,

    ARP_KIND = PAYLOAD,
    ARP_OPERATION = PAYLOAD + 6,
    ARP_FROM_MAC = PAYLOAD + 8,
    ARP_FROM_IP = PAYLOAD + 14,
    ARP_TO_MAC = PAYLOAD + 18,
    ARP_TO_IP = PAYLOAD + 24,
    ARP_END = PAYLOAD + 28,

    IP_VERSION = PAYLOAD,
    IP_LENGTH = PAYLOAD + 2,
    IP_FRAGMENT = PAYLOAD + 6,
    IP_TTL = PAYLOAD + 8,
    IP_PROTOCOL = PAYLOAD + 9,
    IP_SUM = PAYLOAD + 10,
    IP_FROM = PAYLOAD + 12,
    IP_TO = PAYLOAD + 16,
    ICMP = PAYLOAD + 20,
    ICMP_SUM = ICMP + 2,
    ICMP_ID = ICMP + 4,
    ICMP_END = ICMP + 8,
};

#define TYPE_IP 0x0800
#define TYPE_ARP 0x0806
#define ARP_ASKS 1
#define ARP_ANSWERS 2
#define PROTOCOL_ICMP 1
#define ICMP_ECHO_REPLY 0
#define ICMP_ECHO 8
#define VERSION_4_OF_20_BYTES 0x45
#define DO_NOT_FRAGMENT 0x4000
#define ECHO_BYTES 32

/* Ethernet over IPv4: what kinds of address, and how many bytes each has. */
static const uint8_t arp_kind[] = {0, 1, TYPE_IP >> 8, TYPE_IP & 0xff, MAC_BYTES, IP_BYTES};

static uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* The ones' complement sum; of bytes that have their sum among them it is zero. */
static uint16_t sum(const uint8_t *bytes, uint32_t length)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i + 1 < length; i += 2)
        total += get16(bytes + i);
    if (length & 1)
        total += (uint32_t)bytes[length - 1] << 8;
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

static enum meaning read_arp(const uint8_t *frame, uint32_t length, const struct address *self, struct address *from)
{
    if (length < ARP_END || !is_same(frame + ARP_KIND, arp_kind, sizeof(arp_kind)))
        return OTHER;
    memcpy(from->mac, frame + ARP_FROM_MAC, MAC_BYTES);
    memcpy(from->ip, frame + ARP_FROM_IP, IP_BYTES);
    if (get16(frame + ARP_OPERATION) == ARP_ASKS && is_same(frame + ARP_TO_IP, self->ip, IP_BYTES))
        return ARP_REQUEST;
    /* Who asks for his own address announces it. */
    bool news = get16(frame + ARP_OPERATION) == ARP_ANSWERS || is_same(from->ip, frame + ARP_TO_IP, IP_BYTES);

    return news && !is_all(from->ip, 0, IP_BYTES) ? ARP_NEWS : OTHER;
}

static enum meaning read_ip_packet(const uint8_t *frame, uint32_t length, const struct address *self,
                                   struct address *from)
{
    if (length < ICMP_END || frame[IP_VERSION] != VERSION_4_OF_20_BYTES)
        return OTHER;
    uint32_t bytes = get16(frame + IP_LENGTH);

    if (bytes < ICMP_END - PAYLOAD || bytes > length - PAYLOAD || frame[IP_PROTOCOL] != PROTOCOL_ICMP ||
        (get16(frame + IP_FRAGMENT) & ~DO_NOT_FRAGMENT) || !is_same(frame + IP_TO, self->ip, IP_BYTES))
        return OTHER;
    if (sum(frame + PAYLOAD, ICMP - PAYLOAD) || sum(frame + ICMP, PAYLOAD + bytes - ICMP))
        return OTHER;
    memcpy(from->mac, frame + FROM, MAC_BYTES);
    memcpy(from->ip, frame + IP_FROM, IP_BYTES);
    if (frame[ICMP] == ICMP_ECHO)
        return ECHO_REQUEST;
    return frame[ICMP] == ICMP_ECHO_REPLY ? ECHO_REPLY : OTHER;
}

enum meaning read_frame(const uint8_t *frame, uint32_t length, const struct address *self, struct address *from)
{
    if (length < PAYLOAD || is_same(frame + FROM, self->mac, MAC_BYTES))
        return OTHER;
    if (get16(frame + TYPE) == TYPE_ARP)
        return read_arp(frame, length, self, from);
    return get16(frame + TYPE) == TYPE_IP ? read_ip_packet(frame, length, self, from) : OTHER;
}

static void begin(uint8_t *frame, const struct address *self, const uint8_t *to, uint32_t type)
{
    memset(frame, 0, FRAME_BYTES);
    memset(frame + TO, 0xff, MAC_BYTES);
    if (to)
        memcpy(frame + TO, to, MAC_BYTES);
    memcpy(frame + FROM, self->mac, MAC_BYTES);
    put16(frame + TYPE, type);
}

static uint32_t make_arp(uint8_t *frame, const struct address *self, const uint8_t *mac, const uint8_t *ip,
                         uint32_t operation)
{
    begin(frame, self, mac, TYPE_ARP);
    memcpy(frame + ARP_KIND, arp_kind, sizeof(arp_kind));
    put16(frame + ARP_OPERATION, operation);
    memcpy(frame + ARP_FROM_MAC, self->mac, MAC_BYTES);
    memcpy(frame + ARP_FROM_IP, self->ip, IP_BYTES);
    if (mac)
        memcpy(frame + ARP_TO_MAC, mac, MAC_BYTES);
    memcpy(frame + ARP_TO_IP, ip, IP_BYTES);
    return ARP_END;
}

uint32_t make_arp_request(uint8_t *frame, const struct address *self, const uint8_t *ip)
{
    return make_arp(frame, self, NULL, ip, ARP_ASKS);
}

uint32_t make_arp_reply(uint8_t *frame, const struct address *self, const struct address *to)
{
    return make_arp(frame, self, to->mac, to->ip, ARP_ANSWERS);
}

static void put_sums(uint8_t *frame, uint32_t length)
{
    put16(frame + IP_SUM, 0);
    put16(frame + IP_SUM, sum(frame + PAYLOAD, ICMP - PAYLOAD));
    put16(frame + ICMP_SUM, 0);
    put16(frame + ICMP_SUM, sum(frame + ICMP, length - ICMP));
}

uint32_t make_echo_request(uint8_t *frame, const struct address *self, const struct address *to)
{
    uint32_t length = ICMP_END + ECHO_BYTES;

    begin(frame, self, to->mac, TYPE_IP);
    frame[IP_VERSION] = VERSION_4_OF_20_BYTES;
    put16(frame + IP_LENGTH, length - PAYLOAD);
    put16(frame + IP_FRAGMENT, DO_NOT_FRAGMENT);
    frame[IP_TTL] = 64;
    frame[IP_PROTOCOL] = PROTOCOL_ICMP;
    memcpy(frame + IP_FROM, self->ip, IP_BYTES);
    memcpy(frame + IP_TO, to->ip, IP_BYTES);
    frame[ICMP] = ICMP_ECHO;
    put16(frame + ICMP_ID, 1);
    for (uint32_t i = ICMP_END; i < length; i++)
        frame[i] = (uint8_t)i;
    put_sums(frame, length);
    return length;
}

void make_echo_reply(uint8_t *frame, const struct address *self)
{
    memcpy(frame + TO, frame + FROM, MAC_BYTES);
    memcpy(frame + FROM, self->mac, MAC_BYTES);
    memcpy(frame + IP_TO, frame + IP_FROM, IP_BYTES);
    memcpy(frame + IP_FROM, self->ip, IP_BYTES);
    frame[ICMP] = ICMP_ECHO_REPLY;
    put_sums(frame, (uint32_t)PAYLOAD + get16(frame + IP_LENGTH));
}

bool read_ip(const char *text, uint8_t *ip)
{
    for (unsigned i = 0; i < IP_BYTES; i++) {
        char part[4];
        unsigned length = 0;
        uint64_t number;

        while (*text && *text != '.' && length < sizeof(part) - 1)
            part[length++] = *text++;
        part[length] = 0;
        if (!pv_number(part, 255, &number) || *text != (i < IP_BYTES - 1 ? '.' : 0))
            return false;
        text += *text == '.';
        ip[i] = (uint8_t)number;
    }
    return true;
}
