/**
 * Random hypercalls of several domains, and after each the books of the whole machine recomputed:
 * who owns which frame as what, which grants are in use, which ports are connected. Whatever a
 * guest asks for, it gets a result, and the other domains keep what is theirs.
 */
package dev.xenolith.hv.isolation;
