/* SPDX-License-Identifier: Apache-2.0 */
/* A kernel that is none, for the porting kit's front ends, and the back end that they have to do with. */
#ifndef WORLD_H
#define WORLD_H

#include <xenolith/services.h>
#include <xenolith/text.h>

/* How the back end behaves, drawn anew for each world. */
struct manners {
    unsigned nonsense; /* of 100 times that it is signalled, how often it does what comes to its mind */
    unsigned refusals; /* of 100 answers, how often one is no success */
    unsigned keeps;    /* of 100 pages that are taken back, how often it keeps one */
    unsigned states;   /* of 100 states of the front end's, how often it takes on any state instead of the next */
    unsigned values;   /* of 100 of its nodes, how often one is garbage */
};

extern struct manners manners;
extern unsigned pages_live, pages_lost; /* given out, and of these never to be had back */

extern bool port_open;

unsigned grants_live(void);
void begin_world(uint64_t seed);
uint32_t draw(uint32_t below);
bool chance(unsigned of_100);

/* Ends the program with a sentence and the seed. */
void check(bool holds, const char *what);

/* A device with a back end that knows its type: "vbd", "vif", "console", "vfb", "vkbd" or "9pfs". */
void add_device(const char *type);

/* backend.c: its half of a device. It may look at any page that is lent, at any time. */
void be_signalled(void);
void *lent_page(grant_ref_t ref);
void *any_lent_page(void);
const char *front_value(const char *name);
const char *device_type(void);

#endif
