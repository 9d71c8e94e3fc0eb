package dev.xenolith.abi.xen;

/** Bits of grant_entry_v1.flags (grant_table.h: GTF_*). */
public final class GrantFlags {
  /** Type: the entry grants nothing. */
  public static final int INVALID = 0;

  /** Type: the domain named may map and copy the frame. */
  public static final int PERMIT_ACCESS = 1;

  /** Type: the domain named may give a frame in its place. */
  public static final int ACCEPT_TRANSFER = 2;

  /** Type, version 2 alone: the entry refers to another domain's. */
  public static final int TRANSITIVE = 3;

  /** The bits that hold the type. */
  public static final int TYPE_MASK = 3;

  /** Access is for reading only. Granter writes. */
  public static final int READONLY = 1 << 2;

  /** The frame is being read through the grant. Xen writes. */
  public static final int READING = 1 << 3;

  /** The frame is mapped writable or being written. Xen writes. */
  public static final int WRITING = 1 << 4;

  /** Cache attribute for mappings, as in a page table entry. */
  public static final int PWT = 1 << 5;

  /** Cache attribute for mappings, as in a page table entry. */
  public static final int PCD = 1 << 6;

  /** Cache attribute for mappings, as in a page table entry. */
  public static final int PAT = 1 << 7;

  /** Version 2 alone: only part of the frame is granted. */
  public static final int SUB_PAGE = 1 << 8;

  /** Of a transfer: a frame is on its way. Xen writes. */
  public static final int TRANSFER_COMMITTED = 1 << 2;

  /** Of a transfer: the frame member is valid. Xen writes. */
  public static final int TRANSFER_COMPLETED = 1 << 3;

  private GrantFlags() {}
}
