/* SPDX-License-Identifier: Apache-2.0 */
/* A page that both halves of a device use, and the grant that it is known by. */
#ifndef XENOLITH_SHARED_H
#define XENOLITH_SHARED_H

#include <xenolith/services.h>
#include <xenolith/text.h>

struct pv_shared {
    void *page; /* NULL: none */
    grant_ref_t ref;
};

bool pv_share(struct pv_shared *shared, domid_t with, bool readonly, struct pv_error *error);

/* Takes it back. A page that the other half keeps is lost: nobody can use it safely any more. */
bool pv_unshare(struct pv_shared *shared);

#endif
