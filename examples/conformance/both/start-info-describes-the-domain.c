/* What the builder tells a kernel, and the order in which it laid things out. */
#include "conformance.h"

extern char _end[];

BEHAVIOUR
{
    word image_end = ((word)_end + PAGE_SIZE - 1) & -PAGE_SIZE;
    word list = start_info->mfn_list, here = (word)start_info, tables = start_info->pt_base;
    word tables_end = tables + start_info->nr_pt_frames * PAGE_SIZE;

    say("magic %s", start_info->magic);
    say("pages %lu flags %x", start_info->nr_pages, start_info->flags);
    say("store port %u console port %u", start_info->store_evtchn, start_info->console.domU.evtchn);
    say("module %lx of %lx", start_info->mod_start, start_info->mod_len);
    say("command line \"%s\"", (const char *)start_info->cmd_line);
    say("p2m in low pfn %lx of %lx", start_info->first_p2m_pfn, start_info->nr_p2m_frames);
    say("p2m list follows the image: %d", list == image_end);
    say("start_info, pages after it: %lu", (here - list) / PAGE_SIZE);
    say("xenstore page is start_info's pfn + %lu", mfn_to_pfn(start_info->store_mfn) - virt_to_pfn(start_info));
    say("console page is start_info's pfn + %lu",
        mfn_to_pfn(start_info->console.domU.mfn) - virt_to_pfn(start_info));
    say("page tables start %lu pages after it, %lu of them", (tables - here) / PAGE_SIZE, start_info->nr_pt_frames);
    say("boot stack starts %lu bytes after them", start_state.sp - PAGE_SIZE - tables_end);
    say("shared_info is a page: %d", start_info->shared_info % PAGE_SIZE == 0);
    say("the first page is writable: %d", (int)(*entry_of((void *)VIRT_BASE, 1) >> 1 & 1));
    say("the page tables are writable: %d", (int)(*entry_of((void *)tables, 1) >> 1 & 1));
    say("the boot stack is writable: %d", (int)(*entry_of((void *)(start_state.sp - PAGE_SIZE), 1) >> 1 & 1));
    say("entry of the first page: flags %llx", *entry_of((void *)VIRT_BASE, 1) & ~FRAME_MASK);
    say("entry of a page table: flags %llx", *entry_of((void *)tables, 1) & ~FRAME_MASK);
    say("entry of the upper levels: flags %llx", *entry_of((void *)VIRT_BASE, 2) & ~FRAME_MASK);
}
