/* What does not depend on who built this Xen. */
#include "conformance.h"

static char text[1024];

BEHAVIOUR
{
    struct xen_feature_info features;
    struct xen_platform_parameters parameters = {.virt_start = 0};

    say("version %lx", HYPERVISOR_xen_version(XENVER_version, NULL));
    result("extraversion", HYPERVISOR_xen_version(XENVER_extraversion, text));
    result("compile_info", HYPERVISOR_xen_version(XENVER_compile_info, text));
    result("capabilities", HYPERVISOR_xen_version(XENVER_capabilities, text));
    say("they begin with \"xen-3.0-x86_64 \": %d", memcmp(text, "xen-3.0-x86_64 ", 15) == 0);
    result("changeset", HYPERVISOR_xen_version(XENVER_changeset, text));
    result("platform_parameters", HYPERVISOR_xen_version(XENVER_platform_parameters, &parameters));
    say("hypervisor starts at %lx", (word)parameters.virt_start);
    for (unsigned int map = 0; map < 3; map++) {
        features.submap_idx = map;
        features.submap = 0x12345678;
        result("get_features", HYPERVISOR_xen_version(XENVER_get_features, &features));
        say("features %u: %x", map, features.submap);
    }
    say("pagesize %ld", HYPERVISOR_xen_version(XENVER_pagesize, NULL));
    result("guest_handle", HYPERVISOR_xen_version(XENVER_guest_handle, text));
    memset(text, 0, sizeof(text));
    result("commandline", HYPERVISOR_xen_version(XENVER_commandline, text));
    say("commandline: %s", text);
    result("build_id without a place", HYPERVISOR_xen_version(XENVER_build_id, NULL));
    result("no such question: 11", HYPERVISOR_xen_version(11, text));
    result("no such question: 99", HYPERVISOR_xen_version(99, text));
    result("extraversion at no address", HYPERVISOR_xen_version(XENVER_extraversion, (void *)8));
    result("get_features at no address", HYPERVISOR_xen_version(XENVER_get_features, (void *)8));
}
