/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kernel gives to the front ends: write these functions, besides memcpy, memset and strlen, and everything
 * else in this folder runs on them. Front ends have neither threads nor callbacks. They look when they are asked
 * to, and wait by pv_wait. They are called on one vCPU, one call at a time.
 */
#ifndef XENOLITH_SERVICES_H
#define XENOLITH_SERVICES_H

#include <stdbool.h>
#include <xenolith/xen.h>

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
size_t strlen(const char *s);

/* A page of zeroes that may be lent to other domains, or NULL where there is none left. */
void *pv_page(void);
void pv_page_free(void *page);

/* The machine frame behind an address. */
xen_pfn_t pv_mfn(const void *address);

/* Lends the page at this address to a domain. PV_NO_GRANT where all entries of the grant table are taken. */
#define PV_NO_GRANT 0 /* never a front end's: the toolstack keeps the first entries for itself */
grant_ref_t pv_grant(domid_t to, const void *page, bool readonly);

/* Takes a page back. False while the other domain still uses it: then both, page and entry, stay lent. */
bool pv_grant_end(grant_ref_t ref);

/* A port that a domain may bind; 0 or a negative error. Events on it end pv_wait. */
long pv_event_offer(domid_t to, evtchn_port_t *port);
void pv_event_signal(evtchn_port_t port);
void pv_event_close(evtchn_port_t port);

/* Xen's system time. */
uint64_t pv_time_ns(void);

/*
 * Sleeps until the system time, or until something has come to a port of pv_event_offer or to xenstore's since
 * pv_wait returned last. It may return for no reason: whoever waits looks, and waits again.
 */
void pv_wait(uint64_t until_ns);

/* As start_info tells. */
struct xenstore_domain_interface *pv_xenstore_page(void);
evtchn_port_t pv_xenstore_port(void);

/* Memory that another domain may change at any time: read once, then the copy is checked. */
#define pv_read_once(place) (*(const volatile __typeof__(place) *)&(place))
#define pv_write_once(place, value) ((void)(*(volatile __typeof__(place) *)&(place) = (value)))

#endif
