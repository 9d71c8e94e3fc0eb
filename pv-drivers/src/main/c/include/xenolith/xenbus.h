/* SPDX-License-Identifier: Apache-2.0 */
/* Xenbus: how the halves of a device find each other and agree, by nodes in xenstore (io/xenbus.h). */
#ifndef XENOLITH_XENBUS_H
#define XENOLITH_XENBUS_H

#include <xenolith/services.h>
#include <xenolith/text.h>

/* A back end that changes nothing for so long is taken for dead. */
#define XENBUS_PATIENCE_NS 5000000000ull

#define XENBUS_PATH 96

struct xenbus_device {
    char front[XENBUS_PATH]; /* relative to this domain's part of the tree: "device/vbd/51712" */
    char back[XENBUS_PATH];
    domid_t back_domain;
    uint8_t state, back_state; /* XenbusState…, as last written and last seen */
    void (*changed)(const struct xenbus_device *device); /* told of each change of a state; may be NULL */
};

/* A value that the front end says about itself: a text, or else a number. */
struct xenbus_node {
    const char *name;
    const char *text;
    uint64_t number;
};

/* The names of this domain's devices of a type, in the order of xenstore; see xenstore_directory. */
bool xenbus_list(const char *type, char *names, size_t size, struct pv_error *error);

/* Finds a device. It must be zeroed but for changed. */
bool xenbus_open(struct xenbus_device *device, const char *type, const char *name, struct pv_error *error);

/* Waits until the back end has said what it offers. Those of consoles offer nothing, and may never say so. */
bool xenbus_await_offer(struct xenbus_device *device, struct pv_error *error);

/* Says all values together, takes on the state, and waits until the back end is connected. */
bool xenbus_connect(struct xenbus_device *device, const struct xenbus_node *nodes, unsigned count, uint8_t state,
                    struct pv_error *error);

/* Takes on a state. */
bool xenbus_switch(struct xenbus_device *device, uint8_t state, struct pv_error *error);

/* Closes this half and waits until the other has let go of everything. */
bool xenbus_close(struct xenbus_device *device, struct pv_error *error);

/* Looks whether the back end is still there, or has left: nobody signals that. */
bool xenbus_is_connected(struct xenbus_device *device, struct pv_error *error);

/* The other half cannot be worked with: says so where people look, and closes this one. Always false. */
bool xenbus_give_up(struct xenbus_device *device, const struct pv_error *error);

/* A text in the directory of either half. */
bool xenbus_text(const char *directory, const char *name, char *text, size_t size, struct pv_error *error);

/* A number of the back end's; where there is none, the other one. */
bool xenbus_number(struct xenbus_device *device, const char *name, uint64_t most, uint64_t otherwise, uint64_t *value,
                   struct pv_error *error);

/* Whether the back end says that it can do something. */
bool xenbus_flag(struct xenbus_device *device, const char *name);

/* As in "Connected". */
const char *xenbus_state_name(uint8_t state);

#endif
