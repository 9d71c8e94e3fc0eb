/* What this kernel gives to the porting kit's front ends: pages, grants, event channels and time. */
#include "tour.h"

/* The page of grants has so many entries; the first are the toolstack's, and the one behind them a step's. */
#define FIRST_ENTRY 9
#define ENTRIES (PAGE_SIZE / sizeof(struct grant_entry_v1))

#define PAGES 192

static uint8_t pages[PAGES][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static bool taken[PAGES];
static volatile bool woken;

void *pv_page(void)
{
    for (unsigned i = 0; i < PAGES; i++)
        if (!taken[i]) {
            taken[i] = true;
            return memset(pages[i], 0, PAGE_SIZE);
        }
    return NULL;
}

void pv_page_free(void *page)
{
    taken[(uint8_t(*)[PAGE_SIZE])page - pages] = false;
}

xen_pfn_t pv_mfn(const void *address)
{
    return virt_to_mfn(address);
}

grant_ref_t pv_grant(domid_t to, const void *page, bool readonly)
{
    struct grant_entry_v1 *entries = grant_table();

    for (grant_ref_t i = FIRST_ENTRY; i < ENTRIES; i++) {
        if (pv_read_once(entries[i].flags))
            continue;
        entries[i].domid = to;
        entries[i].frame = (uint32_t)virt_to_mfn(page);
        xen_wmb(); /* the flags make the entry valid, so they come last */
        pv_write_once(entries[i].flags, GTF_permit_access | (readonly ? GTF_readonly : 0));
        return i;
    }
    return PV_NO_GRANT;
}

/* Xen may mark the entry as in use at any time: only in one step is it certain that it is not. */
bool pv_grant_end(grant_ref_t ref)
{
    uint16_t *flags = &grant_table()[ref].flags;
    uint16_t unused = pv_read_once(*flags) & (uint16_t) ~(GTF_reading | GTF_writing);

    return __atomic_compare_exchange_n(flags, &unused, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void wake(uint32_t port)
{
    (void)port;
    woken = true;
}

long pv_event_offer(domid_t to, evtchn_port_t *port)
{
    struct evtchn_alloc_unbound unbound = {.dom = DOMID_SELF, .remote_dom = to};
    long result = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &unbound);

    if (result)
        return result;
    on_event(unbound.port, wake);
    *port = unbound.port;
    return 0;
}

/* A domain that is gone meanwhile is no error. */
void pv_event_signal(evtchn_port_t port)
{
    struct evtchn_send send = {.port = port};

    HYPERVISOR_event_channel_op(EVTCHNOP_send, &send);
}

void pv_event_close(evtchn_port_t port)
{
    struct evtchn_close close = {.port = port};
    long result = HYPERVISOR_event_channel_op(EVTCHNOP_close, &close);

    if (result)
        fail("close", result);
}

uint64_t pv_time_ns(void)
{
    return system_time_ns();
}

void pv_wait(uint64_t until_ns)
{
    block_until_time(&woken, until_ns);
    woken = false;
}

struct xenstore_domain_interface *pv_xenstore_page(void)
{
    return mfn_to_virt(start_info->store_mfn);
}

evtchn_port_t pv_xenstore_port(void)
{
    static bool listening;

    if (!listening)
        on_event(start_info->store_evtchn, wake);
    listening = true;
    return start_info->store_evtchn;
}
