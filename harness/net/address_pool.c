#include "harness/net/address_pool.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/listener.h"

#define CS_FIRST_NUMBER  100
#define CS_LAST_OF_BLOCK 251 /* those behind are made-up values of campaigns, fuzz/live/text.h */

static int claim_at(struct cs_address_pool *block, unsigned number)
{
    struct sockaddr_storage address;
    char text[48];
    int fd;

    snprintf(text, sizeof(text), "127.77.%u.0", number);
    if (!cs_address_parse(text, block->port, &address))
        return EINVAL;
    fd = cs_listen(&address, 1);
    if (fd < 0)
        return -fd;
    block->fds[block->claimed++] = fd;
    block->current = number;
    block->next = CS_FIRST_NUMBER;
    return 0;
}

static int claim_next(struct cs_address_pool *block)
{
    int error = EADDRINUSE;

    while (error == EADDRINUSE && block->tried < CS_ADDRESS_POOLS)
        error = claim_at(block, CS_FIRST_NUMBER + (block->start + block->tried++) % CS_ADDRESS_POOLS);
    return error;
}

int cs_address_pool_open(struct cs_address_pool *block, uint16_t port, unsigned seed)
{
    *block = (struct cs_address_pool){.port = port, .start = seed % CS_ADDRESS_POOLS};
    return claim_next(block);
}

int cs_address_pool_take(struct cs_address_pool *block, char text[48])
{
    int error = block->next > CS_LAST_OF_BLOCK ? claim_next(block) : 0;

    if (error == 0)
        snprintf(text, 48, "127.77.%u.%u", block->current, block->next++);
    return error;
}

void cs_address_pool_close(struct cs_address_pool *block)
{
    while (block->claimed > 0)
        close(block->fds[--block->claimed]);
    block->next = CS_LAST_OF_BLOCK + 1;
    block->tried = CS_ADDRESS_POOLS;
}
