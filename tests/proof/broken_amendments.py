"""What is broken of what comes to a plan in force: amendments, requests of the person, marks, and an end."""

from tests.proof.broken import Break

TABLE = "countersign/careplan/who_gets_a_copy.py"
SHARING = "countersign/careplan/sharing.py"
CASEWORK = "countersign/casework/sharing.py"
SIGNING = "countersign/casework/signing.py"
AMENDING = "countersign/casework/handlers/amendments.py"
COPIES = "countersign/casework/handlers/copies.py"
COURSE = "countersign/casework/course.py"
CHANGED = "countersign/careplan/what_changed.py"
ABOUT = "countersign/careplan/about_copies.py"

ONCE_IN_FORCE = (
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
    Break("AMEND-2", "a cut is light", CHANGED, "        and not takes(plan, before, on, earlier)\n", ""),
    Break("AMEND-2", "it is light whatever it costs", CHANGED, "        and more.weekly <= policy.weekly_up_to\n", ""),
    Break("AMEND-2", "it is light whatever changes", CHANGED, "change.kind.value in light", "True"),
    Break(
        "AMEND-2",
        "a cut has nothing on record",
        AMENDING,
        "    gaps = (*gaps, *is_on_record(message.less_because, less, sent_on, agreed_on(case.file, case.in_force)))\n",
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
        "TELL-8",
        "a mark that is lifted stands",
        ABOUT,
        "            stand = {key: mark for key, mark in stand.items() if key[:2] != (what.about, what.kind)}\n",
        "            pass\n",
    ),
    Break(
        "TELL-8",
        "a mark is lost under another reference and name",
        ABOUT,
        "if mark.since > when and bears_on(mark, as_whom(holder, known))",
        "if mark.since > when and mark.mark.about == holder.reference",
    ),
    Break(
        "TELL-8",
        "a version that leaves a mark out lifts it",
        ABOUT,
        "        if not isinstance(what, SafeguardingMark):\n",
        "        if not isinstance(what, SafeguardingMark) or (when.place < 0 and of < version):\n",
    ),
    Break(
        "SHARE-5",
        "a concern is lost under another reference and name",
        ABOUT,
        "    return may_be_one(about, as_whom(holder, known)) or _is_plainly_about(known.came[place], holder, known)",
        "    return holder.reference in about.references",
    ),
    Break(
        "AMEND-3",
        "a copy that waits goes though another version has taken the place of its own",
        CASEWORK,
        "is_replaced = version < case.in_force",
        "is_replaced = False",
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
        "a carer or another is written to after a death",
        "countersign/casework/copy_holders.py",
        "case.course.state.has_died and not isinstance(has.holder.party, Provider)",
        "False",
    ),
)
"""Each line stands once in its file."""
