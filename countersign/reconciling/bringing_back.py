"""TIME-1 · A plan whose workflow was ended, by somebody's hands or by the server at a limit, goes on by itself.

Every worker looks now and then. Two that find the same plan at once do no harm: the server starts one workflow for an
id, and a message that waits twice counts once.
"""

import asyncio
import logging
import random

from countersign.client.unanswered import NoAnswer
from countersign.fault import in_short
from countersign.reconciling.both_sides import BothSides
from countersign.reconciling.loops import stopped

log = logging.getLogger("countersign.reconciling")


async def bring_back_until(stop: asyncio.Event, both_sides: BothSides, every: float) -> None:
    """Bring plans back until told to stop, and say of each what was done. `every`: in seconds.

    The first look is somewhere within that time, so that workers that start together do not look together.
    """
    pause = random.uniform(0, every)  # noqa: S311  # nobody's secret
    while not await stopped(stop, pause):
        pause = every
        try:
            reached = await both_sides.brought_back()
        except NoAnswer as error:
            log.warning("nobody could look for plans whose workflow was ended: %s", error)
        except Exception as error:  # noqa: BLE001  # a fault of ours here stops no plan that runs
            log.error("a fault of ours while looking for plans whose workflow was ended: %s", in_short(error))  # noqa: TRY400  # a traceback may show what is personal
        else:
            left = {(found.plan, each.key) for found in reached.left for each in found.differences}
            for found in reached.found:
                for each in found.differences:
                    became = "it still differs" if (found.plan, each.key) in left else "mended"
                    log.warning("%s: %s: %s", each.workflow, each.differs, became)
