/* What a whole connection tells its channels. */
#include "harness/engine/pipe_internal.h"

void cs_stack_fail(struct cs_stack *stack, int error)
{
    if (stack->failed)
        return;
    stack->failed = true;
    for (struct cs_pipe *pipe = stack->pipes; pipe != NULL; pipe = pipe->next)
        stack->setting.events->ended(pipe->context, 0, CS_END_RESET, (uint64_t)error);
}

void cs_stack_ready(struct cs_stack *stack)
{
    stack->ready = true;
    for (struct cs_pipe *pipe = stack->pipes; pipe != NULL; pipe = pipe->next)
        stack->setting.events->notice(pipe->context, 0, CS_LINK_READY, 0);
}

void cs_stack_turned(struct cs_stack *stack)
{
    if (stack->setting.turned != NULL && stack->pipes != NULL)
        stack->setting.turned(stack->pipes->context);
}
