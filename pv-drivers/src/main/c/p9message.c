/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of messages of 9P2000.L: little-endian numbers, and texts with their length before them. */
#include <xenolith/p9front.h>

/* The next bytes of a message that is being made; its length, which comes first, grows with it. */
static uint8_t *extend(struct p9_message *message, uint32_t length)
{
    uint8_t *place = &message->bytes[message->length];

    message->bad |= length > P9_LONGEST - message->length;
    if (message->bad)
        return NULL;
    message->length += length;
    for (unsigned i = 0; i < 4; i++)
        message->bytes[i] = (uint8_t)(message->length >> 8 * i);
    return place;
}

void p9_begin(struct p9_message *message, enum p9_type type, uint16_t tag)
{
    message->length = message->at = 0;
    message->bad = false;
    extend(message, 4);
    p9_put(message, type, 1);
    p9_put(message, tag, 2);
}

void p9_put(struct p9_message *message, uint64_t value, unsigned bytes)
{
    uint8_t *place = extend(message, bytes);

    for (unsigned i = 0; place && i < bytes; i++)
        place[i] = (uint8_t)(value >> 8 * i);
}

void p9_put_bytes(struct p9_message *message, const void *bytes, uint32_t length)
{
    uint8_t *place = extend(message, length);

    if (place)
        memcpy(place, bytes, length);
}

void p9_put_text(struct p9_message *message, const char *text)
{
    uint32_t length = (uint32_t)strlen(text);

    message->bad |= length > UINT16_MAX;
    p9_put(message, length, 2);
    p9_put_bytes(message, text, length);
}

const uint8_t *p9_get_bytes(struct p9_message *message, uint32_t length)
{
    const uint8_t *place = &message->bytes[message->at];

    message->bad |= length > message->length - message->at;
    if (message->bad)
        return NULL;
    message->at += length;
    return place;
}

uint64_t p9_get(struct p9_message *message, unsigned bytes)
{
    const uint8_t *place = p9_get_bytes(message, bytes);
    uint64_t value = 0;

    for (unsigned i = 0; place && i < bytes; i++)
        value |= (uint64_t)place[i] << 8 * i;
    return value;
}

void p9_get_text(struct p9_message *message, char *text, size_t size)
{
    uint32_t length = (uint32_t)p9_get(message, 2);
    const uint8_t *place = p9_get_bytes(message, length);
    uint32_t fitting = !place ? 0 : length < size ? length : (uint32_t)size - 1;

    if (place)
        memcpy(text, place, fitting);
    text[fitting] = 0;
}
