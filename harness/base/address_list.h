/* Addresses of ours that a target on another machine reaches, as the user gives them: "10.9.0.1,10.9.0.2". */
#ifndef CONNECTSPEC_ADDRESS_LIST_H
#define CONNECTSPEC_ADDRESS_LIST_H

#include <stdbool.h>

#define CS_ADDRESS_LIST_MAX  8   /* addresses of one list */
#define CS_ADDRESS_LIST_TEXT 128 /* bytes of its text, the NUL among them */

/* How many addresses |list| has; 0 where it is no list: IPv4 addresses with commas between them, none of them twice,
 * and CS_ADDRESS_LIST_MAX at most. */
unsigned cs_address_list_count(const char *list);

/* The address at |index| (from 0) into |out|, NUL-terminated.  False where there are not so many. */
bool cs_address_list_get(const char *list, unsigned index, char out[16]);

/* Whether the first of them is of loopback: then the target is on this machine after all. */
bool cs_address_list_is_local(const char *list);

#endif
