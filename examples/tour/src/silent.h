#ifndef SILENT_H
#define SILENT_H

#include "tour.h"

/* Makes memory, console, shared_info, events and traps ready: what tour_main does first. */
void start_silently(struct start_info *info);

void shutdown(uint32_t reason) __attribute__((noreturn));

#endif
