/* What the steps about devices have in common. */
#ifndef DEVICES_H
#define DEVICES_H

#include "tour.h"
#include <xenolith/text.h>
#include <xenolith/xenbus.h>

/* What a device is tried with; an error ends its part of the tour, and the sentence is shown. */
typedef bool visit(const char *name, struct pv_error *error);

/* Visits all devices of a type, or says which line of the configuration would give one. */
void visit_devices(const char *type, const char *line, visit *each);

/* For struct xenbus_device. */
void show_states(const struct xenbus_device *device);

/* The value of "name=" on the command line: up to the next blank. Empty where there is none. */
void command_line(const char *name, char *value, size_t size);

/* Until when a step waits for somebody outside: "wait=SECONDS" on the command line, or two seconds. */
uint64_t patience(uint32_t *seconds);

#endif
