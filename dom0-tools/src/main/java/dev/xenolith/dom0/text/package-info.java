/**
 * Words of people, whatever they are about: how a list of parameters is taken apart, and which word
 * was probably meant.
 *
 * <p>No state, no locks, and no knowledge of any setting or command: those who have some know this
 * package, and it knows nobody.
 */
package dev.xenolith.dom0.text;
