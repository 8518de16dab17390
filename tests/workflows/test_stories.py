"""The worked cases of the procedure, and what else becomes of a plan, told by the messages that a case system sends."""
import pytest
from tests.servers import Desk
from careplan.lifecycle import Status

@pytest.mark.rule("RET-6")
async def test_clare(any_desk: Desk) -> None:
    import time
    t=time.time()
    plan = any_desk.plan()
    print(await plan.submit("clare-1-submission"))
    print(time.time()-t)
    print(await plan.ask("decide", plan.message("clare-2-returned")))
    print(time.time()-t)
    print(await plan.ask("resubmit", plan.message("clare-3-resubmission")))
    print(await plan.ask("decide", plan.message("clare-4-agreed")))
    await plan.until_is(Status.SIGNED_OFF)
    print(time.time()-t)
    print(plan.letters())
    for e in await plan.timeline(): print('  ', e.what, e.by, e.rule)
    print(await plan.status(), plan.tasks())
    st = await plan.to_next_step()
    print(st, plan.letters())
    print(time.time()-t)
