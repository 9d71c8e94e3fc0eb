/**
 * The structures every PV guest meets: start_info, shared_info, vcpu state, MMU requests. The class
 * is named after the struct, its constants after the members.
 */
package dev.xenolith.abi.xen;
