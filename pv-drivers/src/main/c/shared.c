/* SPDX-License-Identifier: Apache-2.0 */
#include <xenolith/shared.h>

bool pv_share(struct pv_shared *shared, domid_t with, bool readonly, struct pv_error *error)
{
    shared->page = pv_page();
    if (!shared->page)
        return pv_fail(error, "there is no page left");
    shared->ref = pv_grant(with, shared->page, readonly);
    if (shared->ref == PV_NO_GRANT) {
        pv_page_free(shared->page);
        shared->page = NULL;
        return pv_fail(error, "the grant table is full");
    }
    return true;
}

bool pv_unshare(struct pv_shared *shared)
{
    if (!shared->page)
        return true;
    bool back = pv_grant_end(shared->ref);

    if (back)
        pv_page_free(shared->page);
    shared->page = NULL;
    return back;
}
