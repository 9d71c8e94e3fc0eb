/* SPDX-License-Identifier: Apache-2.0 */
/* Pages, grants, time and a xenstore of a dozen nodes, on the host. */
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <xenolith/xenstore.h>

#define GRANTS 600
#define FIRST_GRANT 9
#define NODES 64
#define VALUE 128

static struct {
    void *page; /* NULL: free */
    bool readonly;
} grants[GRANTS];

static struct {
    char path[VALUE], value[VALUE];
} nodes[NODES];

struct manners manners;
unsigned pages_live, pages_lost;
bool port_open;
static unsigned nodes_used;
static uint64_t seed, state, now;
static char type[16];

uint32_t draw(uint32_t below)
{
    state += 0x9e3779b97f4a7c15ull;
    uint64_t z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9ull;

    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

bool chance(unsigned of_100)
{
    return draw(100) < of_100;
}

void check(bool holds, const char *what)
{
    if (holds)
        return;
    printf("seed %llu: %s\n", (unsigned long long)seed, what);
    exit(1);
}

void begin_world(uint64_t new_seed)
{
    seed = state = new_seed;
    now = 1000000000;
    nodes_used = 0;
    memset(grants, 0, sizeof(grants));
    pages_live = pages_lost = 0;
    port_open = false;
    manners = (struct manners){0};
    if (chance(20))
        return; /* one to be relied on */
    manners = (struct manners){draw(40), draw(50), draw(5), draw(8), draw(8)};
}

void *pv_page(void)
{
    /* None left, now and then: also one of the things that front ends must live with. */
    if (pages_live > 200 || chance(manners.keeps ? 1 : 0))
        return NULL;
    void *page = aligned_alloc(XEN_PAGE_SIZE, XEN_PAGE_SIZE);

    pages_live++;
    return memset(page, 0, XEN_PAGE_SIZE);
}

void pv_page_free(void *page)
{
    for (unsigned i = FIRST_GRANT; i < GRANTS; i++)
        check(grants[i].page != page, "a page was freed that is lent");
    pages_live--;
    free(page);
}

xen_pfn_t pv_mfn(const void *address)
{
    return (uintptr_t)address >> XEN_PAGE_SHIFT;
}

grant_ref_t pv_grant(domid_t to, const void *page, bool readonly)
{
    check(to == 0, "a page was lent to a domain that nobody named");
    check(!((uintptr_t)page & (XEN_PAGE_SIZE - 1)), "half a page was lent");
    for (unsigned i = FIRST_GRANT; i < GRANTS; i++)
        if (!grants[i].page) {
            grants[i].page = (void *)page;
            grants[i].readonly = readonly;
            return i;
        }
    return PV_NO_GRANT;
}

bool pv_grant_end(grant_ref_t ref)
{
    check(ref >= FIRST_GRANT && ref < GRANTS && grants[ref].page, "a grant was ended that is none");
    if (chance(manners.keeps)) {
        pages_lost++;
        return false;
    }
    grants[ref].page = NULL;
    return true;
}

unsigned grants_live(void)
{
    unsigned live = 0;

    for (unsigned i = FIRST_GRANT; i < GRANTS; i++)
        live += grants[i].page != NULL;
    return live;
}

void *lent_page(grant_ref_t ref)
{
    return ref >= FIRST_GRANT && ref < GRANTS && !grants[ref].readonly ? grants[ref].page : NULL;
}

void *any_lent_page(void)
{
    return lent_page(FIRST_GRANT + draw(chance(50) ? 4 : GRANTS - FIRST_GRANT));
}

long pv_event_offer(domid_t to, evtchn_port_t *port)
{
    check(to == 0, "a port was offered to a domain that nobody named");
    check(!port_open, "a port was offered twice");
    if (chance(manners.keeps ? 1 : 0))
        return -XEN_ENOSPC;
    *port = 7;
    port_open = true;
    return 0;
}

void pv_event_signal(evtchn_port_t port)
{
    check(port == 7 && port_open, "a port was signalled that nobody offered");
    be_signalled();
}

void pv_event_close(evtchn_port_t port)
{
    check(port == 7 && port_open, "a port was closed that nobody offered");
    port_open = false;
}

uint64_t pv_time_ns(void)
{
    return now += 1000;
}

void pv_wait(uint64_t until_ns)
{
    check(now < 1000000000000ull, "it waits for ever");
    be_signalled();
    now = until_ns > now && chance(90) ? until_ns : now + 1000;
}

static char *node(const char *path)
{
    for (unsigned i = 0; i < nodes_used; i++)
        if (pv_equal(nodes[i].path, path))
            return nodes[i].value;
    return NULL;
}

static void set_node(const char *path, const char *value)
{
    char *found = node(path);

    if (!found) {
        check(nodes_used < NODES, "there are too many nodes");
        pv_format(nodes[nodes_used].path, VALUE, "%s", path);
        found = nodes[nodes_used++].value;
    }
    pv_format(found, VALUE, "%s", value);
}

const char *device_type(void)
{
    return type;
}

const char *front_value(const char *name)
{
    char path[VALUE];

    pv_format(path, sizeof(path), "device/%s/1/%s", type, name);
    const char *value = node(path);

    return value ? value : "";
}

static void set_number(const char *path, uint32_t value)
{
    char text[16];

    pv_format(text, sizeof(text), "%u", value);
    if (chance(manners.values))
        pv_format(text, sizeof(text), chance(50) ? "%c-%u" : "9999999%c%u", 7, draw(1000));
    set_node(path, text);
}

static void say(const char *name, uint32_t value)
{
    char path[VALUE];

    pv_format(path, sizeof(path), "back/%s", name);
    set_number(path, value);
}

void add_device(const char *new_type)
{
    char path[VALUE];

    pv_format(type, sizeof(type), "%s", new_type);
    nodes_used = 0;
    pv_format(path, sizeof(path), "device/%s/1/", type);
    size_t end = strlen(path);
    const char *const fronts[][2] = {
        {"backend", "back"}, {"backend-id", "0"}, {"mac", "00:16:3e:0a:0B:0c"}, {"state", "1"}};

    for (unsigned i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        pv_format(path + end, sizeof(path) - end, "%s", fronts[i][0]);
        set_node(path, fronts[i][1]);
    }
    set_node("back/state", "2");
    say("sectors", 2048);
    say("feature-persistent", draw(2));
    say("feature-max-indirect-segments", draw(300));
    say("feature-discard", 1);
    say("sector-size", chance(80) ? 512 : 4096);
    say("feature-abs-pointer", draw(2));
    say("max-ring-page-order", 1 + draw(9));
}

/* What a back end does about a state, as a rule. */
static void follow(const char *path, const char *value)
{
    char own[VALUE];

    pv_format(own, sizeof(own), "device/%s/1/state", type);
    if (!pv_equal(path, own))
        return;
    const char *next = pv_equal(value, "1")                             ? "2"
                       : pv_equal(value, "3") || pv_equal(value, "4") ? "4"
                                                                        : value;

    set_node("back/state", next);
    if (chance(manners.states))
        set_number("back/state", draw(12));
}

int xenstore_read(uint32_t transaction, const char *path, char *value, size_t size)
{
    (void)transaction;
    const char *found = node(path);

    if (!found)
        return -XEN_ENOENT;
    return pv_format(value, size, "%s", found) == strlen(found) ? 0 : -XEN_ENOBUFS;
}

int xenstore_write(uint32_t transaction, const char *path, const char *value)
{
    (void)transaction;
    set_node(path, value);
    follow(path, value);
    return 0;
}

int xenstore_directory(uint32_t transaction, const char *path, char *names, size_t size)
{
    (void)transaction, (void)path;
    pv_format(names, size, "1");
    names[2] = 0;
    return 0;
}

int xenstore_begin(uint32_t *transaction)
{
    *transaction = 1;
    return chance(5) ? -XEN_EAGAIN : 0;
}

int xenstore_end(uint32_t transaction, bool commit)
{
    (void)transaction, (void)commit;
    return chance(20) ? -XEN_EAGAIN : 0;
}

const char *xenstore_error_name(int error)
{
    return error == -XEN_ENOENT ? "ENOENT" : "some error";
}
