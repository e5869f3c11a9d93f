"""CODECO, container gate-in/gate-out report: a terminal or depot says which boxes came in or went out by land."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from entrepot.ports.formats.edifact.container_report import ReportRules, read_report
from entrepot.ports.formats.edifact.container_report_lines import write_reports
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.formats.edifact.structure import Structure
from entrepot.ports.formats.edifact.writing import write_interchange
from entrepot.ports.words import ContainerEvent, EventCode, MessageReading, ReadingContext

NAME = "CODECO"
DIRECTORIES = ("95B", "00B")
EXAMPLE = """
UNH+1+CODECO:D:95B:UN:ITG14'
BGM+36+QZ-GO-0442+9'
TDT+20+017N+1++BBL:172:ZZZ+++9999993:146:11:BEIBU STAR'
NAD+CF+BBL:160:ZZZ'
EQD+CN+ENTU2207115+42G1:102:5++3+5'
RFF+BM:BBLKUAQZH0021'
DTM+7:202611171103:203'
LOC+165+CNQZH:139:6+BBG:TER:ZZZ'
SEL+MY884420+SH+1'
TDT+1++2+++++N 4401:146'
CNT+16:1'
UNT+12+1'
"""

# Segment tables of UNECE, UN/EDIFACT directories D.95B and D.00B. D.00B moved places and their times into a group.
_D95B = """
    BGM! DTM9 FTX9 (RFF! DTM9)9 (TDT! RFF9 LOC9 DTM9)1 (NAD! (CTA! COM9)9)9
    (GID! HAN9 FTX9 PIA9 MEA9 DIM9 DOC9 (SGP! MEA9)9999 (DGS! FTX9)9)999
    (EQD! RFF9 TMD9 DTM9 LOC9 MEA9 DIM9 (TMP! RNG)9 SEL9 FTX9 DGS9 EQA9 (DAM! COD9)9 (TDT! LOC9 DTM9)9 NAD9)9999
    CNT
"""
_D00B = """
    BGM! DTM9 FTX9 (RFF! DTM9)9 (TDT! DTM9 RFF9 (LOC! DTM9)9)1 (NAD! (CTA! COM9)9)9!
    (GID! HAN9 FTX9 PIA9 GDS9 MEA9 DIM9 DOC9 (SGP! MEA9)9999 (DGS! FTX9 MEA9 (CTA! COM9)9)9)999
    (EQD! RFF9 TMD9 DTM9 (LOC! DTM9)9 MEA9 DIM9 (TMP! RNG)9 SEL9 FTX9 PCD9 (DGS! FTX9 MEA9 (CTA! COM9)9)99 EQA9 PIA9
        COD9 HAN9 (DAM! COD9)9 (TDT! RFF9 DTM9 (LOC! DTM9)9)9 NAD9)9999
    CNT
"""

# SMDG guides 1.x (D.95B) and 2.x (D.00B). In UNECE's own list 34 is a cargo status and 36 an identity card.
_GATES = {"34": EventCode.GATE_IN, "36": EventCode.GATE_OUT}

RULES = ReportRules(
    name=NAME,
    structures={"95B": Structure(_D95B), "00B": Structure(_D00B)},
    meanings={("95B", ""): _GATES, ("00B", ""): _GATES},
    time_qualifiers=dict.fromkeys(_GATES.values(), ("7",)),
)


def read(message: Message, context: ReadingContext) -> MessageReading:
    return read_report(message, context, RULES)


def render(
    events: Sequence[ContainerEvent],
    *,
    sender: str,
    receiver: str,
    control_ref: str,
    at: datetime,
    directory: str = "95B",
    association: str = "",
) -> bytes:
    """An interchange that tells these events. Raises ValueError for one that CODECO cannot tell."""
    messages = write_reports(events, RULES, sender=sender, directory=directory, association=association)
    return write_interchange(messages, sender=sender, receiver=receiver, control_ref=control_ref, at=at)
