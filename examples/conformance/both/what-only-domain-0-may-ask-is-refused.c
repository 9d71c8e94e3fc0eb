/* The hypercalls whose answer to others is not simply that they do not exist. */
#include "conformance.h"

static uint64_t request[64];

BEHAVIOUR
{
    memset(request, 0, sizeof(request));
    result("platform_op of no version", HYPERVISOR_platform_op(request));
    request[0] = 0x03000001ull << 32 | XENPF_settime64;
    result("platform_op settime64", HYPERVISOR_platform_op(request));
    request[0] = 0x03000001ull << 32 | 99;
    result("platform_op 99", HYPERVISOR_platform_op(request));
    result("platform_op at no address", HYPERVISOR_platform_op((void *)8));
    memset(request, 0, sizeof(request));
    result("kexec_op get_range", HYPERVISOR_kexec_op(KEXEC_CMD_kexec_get_range, request));
    result("kexec_op 99", HYPERVISOR_kexec_op(99, request));
    result("xsm_op", HYPERVISOR_xsm_op(request));
    result("xenpmu_op mode_set", HYPERVISOR_xenpmu_op(XENPMU_mode_set, request));
    result("xenpmu_op feature_get", HYPERVISOR_xenpmu_op(XENPMU_feature_get, request));
    result("xenpmu_op 99", HYPERVISOR_xenpmu_op(99, request));
    result("hypfs_op get_version", HYPERVISOR_hypfs_op(XEN_HYPFS_OP_get_version, 0, 0, 0, 0));
    result("hypfs_op read", HYPERVISOR_hypfs_op(XEN_HYPFS_OP_read, 0, 0, 0, 0));
    result("hypfs_op 99", HYPERVISOR_hypfs_op(99, 0, 0, 0, 0));
    result("mca of no version", HYPERVISOR_mca(request));
    request[0] = 0x02000000ull << 32 | 1;
    result("mca fetch", HYPERVISOR_mca(request));
    result("mca at no address", HYPERVISOR_mca((void *)8));
    memset(request, 0, sizeof(request));
    for (unsigned int op = 0; op < 17; op++)
        if (op != XENOPROF_get_buffer) /* allocates */
            say("xenoprof_op %u: %ld", op, HYPERVISOR_xenoprof_op(op, request));
    result("xenoprof_op init at no address", HYPERVISOR_xenoprof_op(XENOPROF_init, (void *)8));
    result("xenoprof_op 99", HYPERVISOR_xenoprof_op(99, request));
    result("argo_op notify", HYPERVISOR_argo_op(XEN_ARGO_OP_notify, 0, 0, 0, 0));
    result("tmem_op", xen_hypercall(38, (word)request, 0, 0, 0, 0));
    memset(request, 0, sizeof(request));
    result("number 49", xen_hypercall(49, 0, 0, 0, 0, 0));
    result("number 49 of a version", (request[0] = 0x15ull << 32 | 10, xen_hypercall(49, (word)request, 0, 0, 0, 0)));
    result("number 49 of no version", (request[0] = 0, xen_hypercall(49, (word)request, 0, 0, 0, 0)));
}
