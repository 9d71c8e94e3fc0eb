/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front end's half of a ring of requests and responses (io/ring.h), one page large. DEFINE_FRONT_RING(blkif, …) makes
 * struct blkif_front_ring and its functions, for struct blkif_sring, of which each slot is first a request and then
 * the response to one. Indices run freely and are masked on use. The front end counts for itself and believes nothing
 * that the page says of its own half.
 */
#ifndef XENOLITH_RING_H
#define XENOLITH_RING_H

#include <xenolith/services.h>

/* As many slots as fit, rounded down to a power of two. */
#define FRONT_RING_SLOTS(name)                                                                                         \
    (1u << (31 - __builtin_clz((unsigned)((XEN_PAGE_SIZE - offsetof(struct name##_sring, ring)) /                      \
                                          sizeof(union name##_sring_entry)))))

/*
 * NAME_ring_init       begins a ring in a page of zeroes
 * NAME_ring_room       how many requests have room
 * NAME_ring_request    puts a request into the next slot, where nobody sees it before it is published
 * NAME_ring_publish    shows all requests; answers whether the back end wants a signal
 * NAME_ring_waiting    how many responses wait; negative where the back end's index makes no sense
 * NAME_ring_response   copies the next response, which must be there
 * NAME_ring_last_look  asks for a signal with the next response, then answers whether one has come meanwhile
 */
#define DEFINE_FRONT_RING(name, request_type, response_type)                                                           \
    struct name##_front_ring {                                                                                         \
        struct name##_sring *shared;                                                                                   \
        uint32_t requested, published, consumed;                                                                       \
    };                                                                                                                 \
                                                                                                                       \
    static inline void name##_ring_init(struct name##_front_ring *ring, void *page)                                    \
    {                                                                                                                  \
        *ring = (struct name##_front_ring){.shared = page};                                                            \
        pv_write_once(ring->shared->req_event, 1);                                                                     \
        pv_write_once(ring->shared->rsp_event, 1);                                                                     \
    }                                                                                                                  \
                                                                                                                       \
    static inline uint32_t name##_ring_room(const struct name##_front_ring *ring)                                      \
    {                                                                                                                  \
        return FRONT_RING_SLOTS(name) - (ring->requested - ring->consumed);                                            \
    }                                                                                                                  \
                                                                                                                       \
    static inline void name##_ring_request(struct name##_front_ring *ring, const request_type *request)                \
    {                                                                                                                  \
        ring->shared->ring[ring->requested++ & (FRONT_RING_SLOTS(name) - 1)].req = *request;                           \
    }                                                                                                                  \
                                                                                                                       \
    static inline bool name##_ring_publish(struct name##_front_ring *ring)                                             \
    {                                                                                                                  \
        uint32_t before = ring->published;                                                                             \
                                                                                                                       \
        xen_wmb(); /* the requests before the index that shows them */                                                 \
        pv_write_once(ring->shared->req_prod, ring->requested);                                                        \
        ring->published = ring->requested;                                                                             \
        xen_mb(); /* the index before the question whether anybody waits for it */                                     \
        return ring->requested - pv_read_once(ring->shared->req_event) < ring->requested - before;                     \
    }                                                                                                                  \
                                                                                                                       \
    static inline int name##_ring_waiting(const struct name##_front_ring *ring)                                        \
    {                                                                                                                  \
        uint32_t waiting = pv_read_once(ring->shared->rsp_prod) - ring->consumed;                                      \
                                                                                                                       \
        xen_rmb(); /* the index before the responses that it shows */                                                  \
        return waiting <= ring->published - ring->consumed ? (int)waiting : -1;                                        \
    }                                                                                                                  \
                                                                                                                       \
    static inline void name##_ring_response(struct name##_front_ring *ring, response_type *response)                   \
    {                                                                                                                  \
        *response = ring->shared->ring[ring->consumed++ & (FRONT_RING_SLOTS(name) - 1)].rsp;                           \
        xen_barrier(); /* from now on the copy counts, whatever becomes of the slot */                                 \
    }                                                                                                                  \
                                                                                                                       \
    static inline bool name##_ring_last_look(struct name##_front_ring *ring)                                           \
    {                                                                                                                  \
        pv_write_once(ring->shared->rsp_event, ring->consumed + 1);                                                    \
        xen_mb(); /* the wish before the look, or a response could slip between */                                     \
        return name##_ring_waiting(ring) != 0;                                                                         \
    }                                                                                                                  \
                                                                                                                       \
    _Static_assert(sizeof(request_type) <= sizeof(union name##_sring_entry), "a slot is one of " #name "'s")

#endif
