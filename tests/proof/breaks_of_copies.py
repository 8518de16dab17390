"""Breaks the product a line at a time, and counts the stories about copies until it is seen: each rule has to be.

    .venv/bin/python -m tests.proof.breaks_of_copies [--stories 2000] [words of one break]

Each break is made in a copy of the product in a folder of its own, which is gone afterwards. See docs/proof.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 50


class Break(NamedTuple):
    """One line of the product, and what stands there instead."""

    rule: str
    what: str
    file: str
    line: str
    instead: str


TABLE, SHARING = "countersign/careplan/who_gets_a_copy.py", "countersign/careplan/sharing.py"
CASEWORK, OUTBOX = "countersign/casework/sharing.py", "countersign/letters/outbox.py"
SAME, LEFT_OUT = "countersign/careplan/same_recipient.py", "countersign/careplan/left_out.py"
SIGNING = "countersign/casework/signing.py"
AMENDING, COPIES = "countersign/casework/handlers/amendments.py", "countersign/casework/handlers/copies.py"
COURSE, CHANGED = "countersign/casework/course.py", "countersign/careplan/what_changed.py"
ABOUT = "countersign/careplan/about_copies.py"

BREAKS = (
    Break(
        "SHARE-1",
        "a carer has a copy by default under a scheme that waits for a request",
        TABLE,
        "_row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _ON_REQUEST, _NONE",
        "_row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _ON_REQUEST, _FULL",
    ),
    Break(
        "SHARE-1",
        "a carer has none by default",
        TABLE,
        "_row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _IN_FULL, _FULL",
        "_row(_W.CARER, _D.NOTHING, _ANY, _ANY, _ANY, _IN_FULL, _NONE",
    ),
    Break(
        "SHARE-1",
        "a mark that names a carer leaves the default",
        TABLE,
        "_row(_W.CARER, _D.NOTHING, _ANY, _MARKED, _ANY, _IN_FULL, _HELD, _A.CONCERN",
        "_row(_W.CARER, _D.NOTHING, _ANY, _MARKED, _ANY, _IN_FULL, _FULL, None",
    ),
    Break(
        "SHARE-1",
        "the person's refusal of a carer counts for nothing",
        TABLE,
        "_row(_ANY, _D.CONSENT_NONE, _C.HAS, _ANY, _ANY, _ANY, _NONE",
        "_row(_ANY, _D.CONSENT_NONE, _C.HAS, _ANY, _ANY, _ANY, _FULL",
    ),
    Break(
        "SHARE-1",
        "a refusal without capacity needs no decision in their best interests",
        TABLE,
        "_row(_CLAIM, _D.CONSENT_NONE, _C.LACKS, _ANY, _ANY, _ANY, _HELD, _A.BEST_INTERESTS",
        "_row(_CLAIM, _D.CONSENT_NONE, _C.LACKS, _ANY, _ANY, _ANY, _NONE, None",
    ),
    Break(
        "SHARE-2",
        "consent without capacity is consent",
        TABLE,
        "_row(_ANY, _BY_CONSENT, _C.LACKS, _ANY, _ANY, _ANY, _HELD, _A.BEST_INTERESTS",
        "_row(_ANY, _BY_CONSENT, _C.LACKS, _ANY, _ANY, _ANY, _FULL, None",
    ),
    Break(
        "SHARE-2",
        "others decide for a person with capacity",
        TABLE,
        "_row(_ANY, _FOR_THEM, _C.HAS, _ANY, _ANY, _ANY, _HELD, _A.DECIDE_AGAIN",
        "_row(_ANY, _FOR_THEM, _C.HAS, _ANY, _ANY, _ANY, _FULL, None",
    ),
    Break(
        "SHARE-2",
        "nobody need be consulted",
        SHARING,
        "if not by_consent and not decision.consulted:",
        "if False:",
    ),
    Break(
        "SHARE-2",
        "others consent for the person",
        SHARING,
        "if by_consent and decision.decider not in (None, PERSON):",
        "if False:",
    ),
    Break(
        "SHARE-3",
        "a provider has a copy without a decision",
        TABLE,
        "_row(_W.DELIVERS_CARE, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _HELD, _A.WHAT_THEY_WANT",
        "_row(_W.DELIVERS_CARE, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _FULL, None",
    ),
    Break(
        "SHARE-6",
        "a provider without a decision is not asked about",
        TABLE,
        "_row(_W.DELIVERS_CARE, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _HELD, _A.WHAT_THEY_WANT",
        "_row(_W.DELIVERS_CARE, _D.NOTHING, _ANY, _ANY, _ANY, _ANY, _NONE, None",
    ),
    Break(
        "SHARE-6",
        "what came last is in force",
        SHARING,
        "key=lambda made: (made.decision.decided_on, made.decision.scope is SharingScope.NONE)",
        "key=lambda made: 0",
    ),
    Break(
        "SHARE-6",
        "on one day what came last is in force, a refusal or not",
        SHARING,
        "key=lambda made: (made.decision.decided_on, made.decision.scope is SharingScope.NONE)",
        "key=lambda made: made.decision.decided_on",
    ),
    Break(
        "SHARE-6",
        "a decision has no last day",
        SHARING,
        "return decision is not None and decision.until is not None and decision.until < on",
        "return False",
    ),
    Break(
        "SHARE-6",
        "its last day is over as it begins",
        SHARING,
        "decision.until is not None and decision.until < on",
        "decision.until is not None and decision.until <= on",
    ),
    Break(
        "SHARE-6",
        "whoever receives decides",
        SHARING,
        "return decision.decider in parties.also_called(decision.recipient)",
        "return False",
    ),
    Break(
        "SHARE-6",
        "whoever receives decides, in words",
        SHARING,
        "    return is_said_by(decision.decided_by, recipient)",
        "    return False",
    ),
    Break(
        "SHARE-6",
        "a decision may be of a day that has not come",
        "countersign/casework/handlers/anytime.py",
        '*sharing_was_decided((wanted,), case.today, "sharing"),',
        "",
    ),
    Break(
        "SHARE-6",
        "capacity need not be stated",
        TABLE,
        "_row(_ANY, _TO_BE, _C.NOT_STATED, _ANY, _ANY, _ANY, _HELD, _A.CAPACITY",
        "_row(_ANY, _TO_BE, _C.NOT_STATED, _ANY, _ANY, _ANY, _FULL, None",
    ),
    Break(
        "SHARE-6",
        "nor by a message",
        SHARING,
        "    if capacity is None:\n        reason",
        "    if False:\n        reason",
    ),
    Break(
        "SHARE-6",
        "whoever has the reference has the consent",
        SAME,
        "    return _one_slip(before.name, now.name) and same_contact and same_relationship",
        "    return before.reference == now.reference",
    ),
    Break(
        "SHARE-6",
        "a slip of spelling is somebody else",
        SAME,
        "    return _one_slip(before.name, now.name) and same_contact and same_relationship",
        "    return False",
    ),
    Break(
        "SHARE-6",
        "who has another name is somebody else, though the plan says so",
        SAME,
        "if now.party.formerly and name_of(now.party.formerly) == name_of(before.name):",
        "if False:",
    ),
    Break(
        "SHARE-6",
        "who stands under another reference is somebody else",
        SAME,
        "    if type(before.party) is not type(now.party):",
        "    if before.reference != now.reference or type(before.party) is not type(now.party):",
    ),
    Break(
        "SHARE-6",
        "a version that repeats a decision makes it anew",
        CASEWORK,
        "        first = recorded.get(words, Recorded(decision, version, london_day(at), is_request))",
        "        first = Recorded(decision, version, london_day(at), is_request)\n        recorded.pop(words, None)",
    ),
    Break(
        "SHARE-6",
        "a copy that waits is not looked at when a decision comes, nor as it goes",
        CASEWORK,
        "if notice.version == version and extent_of(notice) != now.get(notice.recipient):",
        "if False:",
    ),
    Break(
        "SHARE-6",
        "it is not read again as it goes",
        OUTBOX,
        "        stay = read_again(case, unsent).stay\n",
        "        stay: frozenset[str] = frozenset()\n",
    ),
    Break(
        "SHARE-6",
        "a copy is given by hand whatever was decided meanwhile",
        "countersign/casework/whom_and_where.py",
        "read_again(case, (*case.file.unsent(mine), *by_hand))",
        "read_again(case, case.file.unsent(mine))",
    ),
    Break(
        "SHARE-4",
        "a mark lets what was decided go",
        TABLE,
        "_row(_ANY, _TO_BE, _ANY, _MARKED, _ANY, _ANY, _HELD, _A.CONCERN",
        "_row(_W.PERSON, _TO_BE, _ANY, _MARKED, _ANY, _ANY, _HELD, _A.CONCERN",
    ),
    Break(
        "SHARE-7",
        "a part copy is whole",
        SIGNING,
        "return Form(copy.sections, fmt, not copy.because_of_risk) if",
        "return Form(None, fmt, not copy.because_of_risk) if",
    ),
    Break(
        "SHARE-7",
        "a part copy has one section more",
        SIGNING,
        "return Form(copy.sections, fmt, not copy.because_of_risk) if",
        "return Form((*copy.sections, Section.RISKS), fmt, not copy.because_of_risk) if",
    ),
    Break(
        "SHARE-7",
        "nobody looks for what was left out in the text that stays",
        CASEWORK,
        "    if not hits(known.versions[version - 1], copy.sections, known.marked(version)):",
        "    if True:",
    ),
    Break(
        "SHARE-7",
        "amounts are not looked for",
        LEFT_OUT,
        '            if Decimal(written.replace(",", "")) in amounts:',
        "            if False:",
    ),
    Break(
        "SHARE-7",
        "carers are not looked for by a part of their name",
        LEFT_OUT,
        "if len(part) >= SHORTEST and part not in TITLES and part not in own",
        "if False",
    ),
    Break(
        "SHARE-8",
        "a part copy says what is missing, risk or not",
        SIGNING,
        "sections_left_out=left_out if is_part and not copy.because_of_risk else (),",
        "sections_left_out=left_out,",
    ),
    Break(
        "SHARE-8",
        "a mark in the plan is no reason not to say what is missing",
        SHARING,
        "risk = stands.concern is Concern.IN_PART or bool(marks(facts.versions, facts.version, facts.came))",
        "risk = stands.concern is Concern.IN_PART",
    ),
    Break(
        "SHARE-9",
        "nobody is asked for a copy that went",
        "countersign/casework/copies.py",
        "    ask_for_copies_back(case, known)\n",
        "",
    ),
    Break(
        "SHARE-9",
        "they are asked at every decision again",
        CASEWORK,
        "        if holding.asked_back is not None:\n",
        "        if False:\n",
    ),
    Break(
        "SHARE-9",
        "a narrower decision leaves them all of it",
        SHARING,
        "if self.scope is SharingScope.FULL or extent",
        "if self.scope is not SharingScope.NONE or extent",
    ),
    Break(
        "SHARE-9",
        "one that may have arrived is forgotten when it is withdrawn",
        CASEWORK,
        "                if notice.may_have_gone:\n",
        "                if False:\n",
    ),
    Break(
        "SHARE-9",
        "what waits counts as held",
        CASEWORK,
        "if notice is None or notice.status is not NoticeStatus.SENT or notice.sent_at is None:",
        "if notice is None or notice.sent_at is None and notice.status is NoticeStatus.SENT:",
    ),
    Break(
        "SHARE-9",
        "what came back is still held",
        CASEWORK,
        "came_back = task.done_at if task and task.done_by != Actor.SYSTEM else None",
        "came_back = None",
    ),
    Break(
        "SHARE-2",
        "new consent after a copy came back gives none",
        SIGNING,
        "if copy.version == case.version and case.file.task(back_task(copy.notice)) is None",
        "if copy.version == case.version",
    ),
    Break(
        "SHARE-5",
        "a concern that is raised holds nothing",
        TABLE,
        "_row(_ANY, _TO_BE, _ANY, _ANY, _R.OPEN, _ANY, _HELD, _A.CONCERN",
        "_row(_W.PERSON, _TO_BE, _ANY, _ANY, _R.OPEN, _ANY, _HELD, _A.CONCERN",
    ),
    Break(
        "SHARE-5",
        "what a manager declined goes",
        TABLE,
        "_row(_ANY, _TO_BE, _ANY, _ANY, _R.DECLINED, _ANY, _NONE",
        "_row(_ANY, _TO_BE, _ANY, _ANY, _R.DECLINED, _ANY, _FULL",
    ),
    Break(
        "TELL-8",
        "a copy that waits goes to the address that it was made for",
        "countersign/casework/whom_and_where.py",
        "if notice.letter and not (letters.goes_there(notice, to.contact) and _is_to(notice, to)):",
        "if False:",
    ),
    Break(
        "REC-4",
        "it is signed off before the person has the record",
        SIGNING,
        "    given = case.letters.record_given()\n    if given is None:\n",
        "    given = case.letters.record_given() or next(iter(case.file.unsent()))\n    if given is None:\n",
    ),
    Break(
        "REC-3",
        "sign-off never waits for support in understanding",
        SIGNING,
        "    if waits_for_understanding(case):\n",
        "    if False:\n",
    ),
    Break(
        "END",
        "a copy goes after a death",
        "countersign/casework/letters.py",
        "or notice.kind in (NoticeKind.COPY, NoticeKind.PLAN_GIVEN)",
        "or notice.kind is NoticeKind.PLAN_GIVEN",
    ),
    Break(
        "TELL-8",
        "a copy goes to the person's own address",
        SIGNING,
        "key = case.letters.send(letter, contact, enclosed=enclosed",
        "key = case.letters.send(letter, signed.plan.person.contact, enclosed=enclosed",
    ),
    Break(
        "AMEND-1",
        "an amendment that another asks for is answered before the person is asked",
        AMENDING,
        "    if request.waits_for_a_view:\n        reason",
        "    if False:\n        reason",
    ),
    Break(
        "AMEND-1",
        "an amendment that was not agreed to is submitted",
        AMENDING,
        'open_request(case, request_id, Stage.AGREED, field="requests")',
        'open_request(case, request_id, Stage.AGREED, Stage.NOT_AGREED, field="requests")',
    ),
    Break(
        "AMEND-2",
        "an amended plan is in force as it comes",
        COURSE,
        "self._change(in_force=before, amended_from=self.version)",
        "self._change(in_force=self.version, amended_from=self.version)",
    ),
    Break(
        "AMEND-2",
        "none is in force while an amended plan is in hand",
        COURSE,
        "self._change(in_force=before, amended_from=self.version)",
        "self._change(in_force=0, amended_from=self.version)",
    ),
    Break(
        "AMEND-2",
        "what is taken back stays in force as the last one",
        COURSE,
        "            version=self.version,\n            practitioner=",
        "            version=self.version,\n            in_force=taken_back.version,\n            practitioner=",
    ),
    Break(
        "AMEND-2",
        "copies are of the version in hand, signed or not",
        SIGNING,
        "    if not to_the_person and standing.in_force:\n",
        "    if False:\n",
    ),
    Break("AMEND-2", "a cut is light", CHANGED, "        and not takes(plan, before, on)\n", ""),
    Break("AMEND-2", "it is light whatever it costs", CHANGED, "        and more.weekly <= policy.weekly_up_to\n", ""),
    Break("AMEND-2", "it is light whatever changes", CHANGED, "change.kind.value in light", "True"),
    Break(
        "AMEND-2",
        "a cut has nothing on record",
        AMENDING,
        "    gaps = (*gaps, *is_on_record(message.less_because, takes(message.plan, before, sent_on), sent_on))\n",
        "",
    ),
    Break(
        "AMEND-3",
        "whoever is not in the amended plan is not asked about",
        "countersign/casework/amending.py",
        "        _ask_about_whoever_held_one_before(case)\n",
        "",
    ),
    Break(
        "SHARE-6",
        "what a version in hand means by a reference counts for the one before",
        SHARING,
        "known.decision.recipient == reference and known.version <= facts.version for",
        "known.decision.recipient == reference for",
    ),
    Break(
        "SHARE-6",
        "consent in an amended plan waits for its signature",
        AMENDING,
        'to be signed off as {level.value}.",), shares=True)',
        'to be signed off as {level.value}.",))',
    ),
    Break(
        "SHARE-4",
        "a number is used again for somebody else",
        COPIES,
        "    if before is not None and not are_the_same(before, now):\n",
        "    if False:\n",
    ),
    Break(
        "SHARE-6",
        "whoever receives brings the request",
        COPIES,
        "    if sharing.decided_by_who_receives((carried,),",
        "    if False and sharing.decided_by_who_receives((carried,),",
    ),
    Break(
        "SHARE-4",
        "the person's request counts for nothing",
        TABLE,
        '_row(_ANY, _D.ASKED_FULL, _ANY, _ANY, _ANY, _ANY, _FULL, None, "SHARE-4"',
        '_row(_ANY, _D.ASKED_FULL, _ANY, _ANY, _ANY, _ANY, _NONE, None, "SHARE-4"',
    ),
    Break(
        "TELL-8", "a mark that is lifted stands", ABOUT, "            stand.pop(about, None)\n", "            pass\n"
    ),
    Break(
        "TELL-8",
        "a mark is lost under another reference and name",
        ABOUT,
        "            under |= {what.about} if of <= version or what.about not in holders else set()\n",
        "            under = {what.about}\n",
    ),
    Break(
        "SHARE-5",
        "a concern is lost under another reference and name",
        ABOUT,
        "    return _is_plainly_about(said, holder, version, versions)\n",
        "    return False\n",
    ),
    Break(
        "SHARE-9",
        "a holder is asked for their copy by the reference of now",
        CASEWORK,
        "            reference=given.recipient, name",
        "            reference=holder.reference, name",
    ),
    Break(
        "END",
        "a carer is written to after a death",
        "countersign/casework/leaving.py",
        "leaving.reason is EndReason.DIED and isinstance(person.party, Carer)",
        "False",
    ),
)
"""What is broken. Each line stands once in its file."""


def main() -> int:
    """The command. Returns 1 if a break was not seen."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stories", type=int, default=1000)
    arguments.add_argument("words", nargs="*")
    wanted = arguments.parse_args()
    words = " ".join(wanted.words)
    unseen = 0
    for each in BREAKS:
        if words in each.what:
            seen_after = seen(each, wanted.stories)
            unseen += seen_after is None
            sys.stdout.write(f"| {each.rule} | {each.what} | {seen_after or f'not in {wanted.stories}'} |\n")
            sys.stdout.flush()
    return 1 if unseen else 0


def seen(broken: Break, most: int) -> int | None:
    """After how many stories a break is seen; None if it is not in so many."""
    with tempfile.TemporaryDirectory(prefix="countersign-broken-") as folder:
        there = Path(folder)
        for name in ("countersign", "activities", "workflows", "templates", "schemes", "examples", "tests"):
            shutil.copytree(ROOT / name, there / name, ignore=shutil.ignore_patterns("__pycache__", "histories"))
        file = there / broken.file
        whole = file.read_text(encoding="utf-8")
        if whole.count(broken.line) != 1:
            raise LookupError(f"{broken.file} has {whole.count(broken.line)} times: {broken.line}")
        file.write_text(whole.replace(broken.line, broken.instead), encoding="utf-8")
        found = subprocess.run(  # our own interpreter
            [sys.executable, "-m", "tests.proof.copies_until", str(most)],
            cwd=there,
            env={**os.environ, "PYTHONPATH": str(there), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    count = re.search(r"^seen after (\d+)$", found.stdout, flags=re.MULTILINE)
    if count is None and "not seen" not in found.stdout:
        raise RuntimeError(found.stdout + found.stderr)
    return int(count[1]) if count else None


if __name__ == "__main__":
    sys.exit(main())
