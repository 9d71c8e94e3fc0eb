/**
 * What the arguments of every hypercall mean: names, number forms, what pointers point to and how
 * much, which fields of a structure the hypervisor fills in. The trace's decoder, the capture of
 * guest memory and the C stubs of the porting kit read this one table.
 *
 * <p>Invariants: one row per hypercall and per sub-operation that differs; a row never fails on
 * what a guest passes.
 */
package dev.xenolith.abi.sign;
