/* SPDX-License-Identifier: Apache-2.0 */
/* Shared folders: messages of 9P2000.L in two streams of bytes (io/9pfs.h), one at a time. */
#ifndef XENOLITH_P9FRONT_H
#define XENOLITH_P9FRONT_H

#include <xenolith/shared.h>
#include <xenolith/xenbus.h>

/* With one page for each stream no message can be longer. */
#define P9_LONGEST XEN_PAGE_SIZE

/* A server that answers nothing for so long is taken for dead. */
#define P9FRONT_PATIENCE_NS 30000000000ull

/* Requests; a reply's number is one more, but for an error's. */
enum p9_type {
    P9_RLERROR = 7,
    P9_TLOPEN = 12,
    P9_TLCREATE = 14,
    P9_TREADDIR = 40,
    P9_TVERSION = 100,
    P9_TATTACH = 104,
    P9_TWALK = 110,
    P9_TREAD = 116,
    P9_TWRITE = 118,
    P9_TCLUNK = 120,
};

#define P9_NO_TAG 0xffff
#define P9_NO_FID 0xffffffffu
#define P9_QID_BYTES 13

/* A message that is being made, or read. What does not fit, or is not there, makes it bad: look at the end. */
struct p9_message {
    uint8_t bytes[P9_LONGEST];
    uint32_t length, at;
    bool bad;
};

struct p9front {
    struct xenbus_device bus;

    /* Its own business. Streams are called as the back end sees them: "in" leads here. */
    struct pv_shared page, in, out;
    evtchn_port_t port;
    uint32_t read, written; /* this half's indices */
    bool broken;
};

/* Connects the folder with this name below device/9pfs. It must be zeroed but for bus.changed. */
bool p9front_open(struct p9front *folder, const char *name, struct pv_error *error);
bool p9front_close(struct p9front *folder, struct pv_error *error);

void p9_begin(struct p9_message *message, enum p9_type type, uint16_t tag);
void p9_put(struct p9_message *message, uint64_t value, unsigned bytes);
void p9_put_text(struct p9_message *message, const char *text);
void p9_put_bytes(struct p9_message *message, const void *bytes, uint32_t length);
uint64_t p9_get(struct p9_message *message, unsigned bytes);
void p9_get_text(struct p9_message *message, char *text, size_t size);
const uint8_t *p9_get_bytes(struct p9_message *message, uint32_t length);

/*
 * Sends the message and puts the reply in its place, to be read from behind its header. False as well where the
 * server refuses, with its number in *refused, which otherwise is 0.
 */
bool p9front_ask(struct p9front *folder, struct p9_message *message, uint32_t *refused, struct pv_error *error);

#endif
