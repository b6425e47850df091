/* The faults of the embedded proxy: mistakes that real proxies have made or could make, each switchable, so that every
 * case can be seen to catch one.  CS_FAULT_LIST in fault_list.h: X(symbol, "name", PLACE, "what it does wrong"). */
#ifndef CONNECTSPEC_FAULT_H
#define CONNECTSPEC_FAULT_H

#include "harness/embedded/proxy/fault_list.h"

enum cs_fault {
    CS_FAULT_NONE,
#define CS_FAULT_ENUM(symbol, name, place, sentence) symbol,
    CS_FAULT_LIST(CS_FAULT_ENUM)
#undef CS_FAULT_ENUM
        CS_FAULT_COUNT
};

enum cs_fault_place {
    CS_PLACE_H1,
    CS_PLACE_MESSAGE,
    CS_PLACE_TUNNEL,
    CS_PLACE_SHELL,
    CS_PLACE_ORIGIN,
    CS_PLACE_CLIENT,
    CS_PLACE_H2,
    CS_PLACE_UDP,
    CS_PLACE_H3
};

const char *cs_fault_name(enum cs_fault fault); /* stable; "none" for CS_FAULT_NONE */
const char *cs_fault_sentence(enum cs_fault fault);
enum cs_fault_place cs_fault_place(enum cs_fault fault); /* where it lives: see fault_list.h */
const char *cs_fault_place_name(
    enum cs_fault_place place); /* "h1", "message", "tunnel", "shell", "origin", "client", "h2", "udp", "h3" */
enum cs_fault cs_fault_by_name(const char *name); /* CS_FAULT_NONE when there is none of that name */

#endif
