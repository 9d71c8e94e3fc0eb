/* What only domain 0 may ask, asked by another domain. */
#include "conformance.h"

static uint64_t request[64];

BEHAVIOUR
{
    memset(request, 0, sizeof(request));
    result("domctl of no version", HYPERVISOR_domctl((void *)request));
    request[0] = 0x15ull << 32 | XEN_DOMCTL_getdomaininfo;
    result("domctl getdomaininfo", HYPERVISOR_domctl((void *)request));
    result("domctl at no address", HYPERVISOR_domctl((void *)8));
    request[0] = 0x15ull << 32 | XEN_SYSCTL_physinfo;
    result("sysctl physinfo", HYPERVISOR_sysctl((void *)request));
    request[0] = 0;
    result("sysctl of no version", HYPERVISOR_sysctl((void *)request));
    result("nmi_op 99", HYPERVISOR_nmi_op(99, request));
    result("nmi_op unregister", HYPERVISOR_nmi_op(XENNMI_unregister_callback, NULL));
}
