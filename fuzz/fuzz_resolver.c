/* Target: cs_resolver_answer.  Seeds: corpus/resolver/.  Dictionary: fuzz/resolver.dict. */
#include <arpa/nameser.h>

#include "fuzz/property.h"
#include "harness/launch/resolver_message.h"

static struct cs_resolver_memory memory;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char answer[CS_RESOLVER_MESSAGE_MAX];
    size_t length = cs_resolver_answer(&memory, data, size, answer);
    int records;
    ns_msg message;

    require(length <= sizeof(answer));
    if (length == 0)
        return 0;
    require(size <= CS_RESOLVER_MESSAGE_MAX && memcmp(answer, data, 2) == 0);
    require(ns_initparse(answer, (int)length, &message) == 0);
    require(ns_msg_getflag(message, ns_f_qr) == 1 && ns_msg_count(message, ns_s_qd) == 1);
    records = ns_msg_count(message, ns_s_an);
    require(records >= 0 && records <= CS_RESOLVER_ADDRESSES_MAX);
    require(records == 0 || ns_msg_getflag(message, ns_f_rcode) == ns_r_noerror);
    for (int i = 0; i < records; i++) {
        ns_rr record;

        require(ns_parserr(&message, ns_s_an, i, &record) == 0);
        require(ns_rr_type(record) == ns_t_a && ns_rr_rdlen(record) == 4 && ns_rr_ttl(record) == 0);
    }
    return 0;
}
