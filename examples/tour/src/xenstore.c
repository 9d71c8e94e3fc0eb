/* Xenstore: the tree of names in domain 0, reached through one more shared page. */
#include "tour.h"

static struct xenstore_domain_interface *ring(void)
{
    return mfn_to_virt(start_info->store_mfn);
}

static void notify(void)
{
    struct evtchn_send send = {.port = start_info->store_evtchn};

    HYPERVISOR_event_channel_op(EVTCHNOP_send, &send);
}

static void put(const void *data, uint32_t length)
{
    struct xenstore_domain_interface *r = ring();
    const uint8_t *bytes = data;

    for (uint32_t i = 0; i < length; i++) {
        while (r->req_prod - *(volatile uint32_t *)&r->req_cons == XENSTORE_RING_SIZE)
            HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
        r->req[r->req_prod % XENSTORE_RING_SIZE] = bytes[i];
        barrier();
        r->req_prod++;
    }
}

static void get(void *data, uint32_t length)
{
    struct xenstore_domain_interface *r = ring();
    uint8_t *bytes = data;

    for (uint32_t i = 0; i < length; i++) {
        while (*(volatile uint32_t *)&r->rsp_prod == r->rsp_cons)
            HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
        barrier();
        bytes[i] = r->rsp[r->rsp_cons % XENSTORE_RING_SIZE];
        barrier();
        r->rsp_cons++;
    }
}

int xenstore_read(const char *path, char *value, size_t size)
{
    struct xsd_sockmsg header = {.type = XS_READ, .len = strlen(path) + 1};

    put(&header, sizeof(header));
    put(path, header.len);
    notify();
    get(&header, sizeof(header));
    for (uint32_t i = 0; i < header.len; i++) {
        char c;

        get(&c, 1);
        if (i + 1 < size) {
            value[i] = c;
            value[i + 1] = 0;
        }
    }
    notify();
    return header.type == XS_READ ? 0 : -1;
}

void tour_xenstore(void)
{
    char value[64] = "";

    step("Xenstore");
    tried("XS_READ \"name\", relative to my own part of the tree");
    if (xenstore_read("name", value, sizeof(value)))
        happened("refused: %s", value);
    else
        happened("my name is \"%s\"", value);
    tried("XS_READ \"/tool\"");
    happened("%s: %s", xenstore_read("/tool", value, sizeof(value)) ? "refused" : "answered", value);
}
