/** The record format of xentrace and the identifiers of its events. */
package dev.xenolith.abi.trace;
