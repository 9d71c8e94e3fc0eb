/* hvm_op and dm_op, by a domain without either. */
#include "conformance.h"

static uint64_t request[64];

static void param(const char *what, unsigned int op, uint16_t domid, uint32_t index)
{
    memset(request, 0, sizeof(request));
    request[0] = (uint64_t)index << 32 | domid;
    result(what, HYPERVISOR_hvm_op(op, request));
}

static void dm(const char *what, uint16_t domid, unsigned int buffers, void *array)
{
    result(what, HYPERVISOR_dm_op(domid, buffers, array));
}

BEHAVIOUR
{
    static struct { uint64_t address, size; } buffers[2];
    static uint32_t inner[16];

    param("get_param of domain 0", HVMOP_get_param, 0, 0);
    param("get_param of itself", HVMOP_get_param, DOMID_SELF, 0);
    param("get_param of no domain", HVMOP_get_param, 77, 0);
    param("get_param 999 of itself", HVMOP_get_param, DOMID_SELF, 999);
    param("set_param of itself", HVMOP_set_param, DOMID_SELF, 0);
    param("set_param of domain 0", HVMOP_set_param, 0, 0);
    result("get_param at no address", HYPERVISOR_hvm_op(HVMOP_get_param, (void *)8));
    result("set_param at no address", HYPERVISOR_hvm_op(HVMOP_set_param, (void *)8));
    result("flush_tlbs", HYPERVISOR_hvm_op(5, NULL));
    result("flush_tlbs of something", HYPERVISOR_hvm_op(5, request));
    for (unsigned int op = 2; op < 28; op++) {
        long absent, itself, nowhere;

        if (op == HVMOP_flush_tlbs || op == HVMOP_get_time || op == HVMOP_xentrace)
            continue;
        memset(request, 0, sizeof(request));
        request[0] = 77;
        absent = HYPERVISOR_hvm_op(op, request);
        request[0] = DOMID_SELF;
        itself = HYPERVISOR_hvm_op(op, request);
        nowhere = HYPERVISOR_hvm_op(op, (void *)8);
        say("hvm_op %u: of no domain %ld, of itself %ld, at no address %ld", op, absent, itself, nowhere);
    }
    result("hvm_op 99", HYPERVISOR_hvm_op(99, request));
    dm("dm_op of itself without buffers", DOMID_SELF, 0, NULL);
    dm("dm_op of domain 0 without buffers", 0, 0, NULL);
    dm("dm_op of no domain", 77, 0, NULL);
    buffers[0].address = (word)inner;
    buffers[0].size = sizeof(inner);
    dm("dm_op of itself", DOMID_SELF, 1, buffers);
    dm("dm_op of domain 0", 0, 1, buffers);
    dm("dm_op of itself, buffers at no address", DOMID_SELF, 1, (void *)8);
    dm("dm_op of itself, many buffers", DOMID_SELF, 99, buffers);
}
