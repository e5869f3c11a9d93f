"""COARRI, container discharge/loading report: a terminal says which boxes it took off a ship or put on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from entrepot.ports.formats.edifact.container_report import ReportRules, read_report
from entrepot.ports.formats.edifact.container_report_lines import write_reports
from entrepot.ports.formats.edifact.message import Message
from entrepot.ports.formats.edifact.structure import Structure
from entrepot.ports.formats.edifact.writing import write_interchange
from entrepot.ports.words import ContainerEvent, EventCode, MessageReading, ReadingContext

NAME = "COARRI"
DIRECTORIES = ("95B", "00B")
EXAMPLE = """
UNH+1+COARRI:D:95B:UN:ITG13'
BGM+44+QZ-DI-018+9'
TDT+20+017N+1++BBL:172:ZZZ+++9999993:146:11:BEIBU STAR'
LOC+11+CNQZH:139:6+BBG:TER:ZZZ'
NAD+CF+BBL:160:ZZZ'
EQD+CN+ENTU2207115+42G1:102:5++3+5'
DTM+203:202611151847:203'
LOC+147+0220386::5'
LOC+9+MYKUA:139:6'
MEA+AAE+G+KGM:22100'
SEL+MY884420+SH+1'
CNT+16:1'
UNT+13+1'
"""

# Segment tables of UNECE, UN/EDIFACT directories D.95B and D.00B. D.00B moved places and their times into a group.
_D95B = """
    BGM! DTM9 FTX9 (RFF! DTM9)9 (TDT! RFF9 LOC9 DTM9)1! (NAD! (CTA! COM9)9)9
    (EQD! RFF9 TMD9 DTM9 LOC9 MEA9 DIM9 (TMP! RNG)9 SEL9 FTX9 DGS9 EQA9 (DAM! COD9)9 (TDT! LOC9 DTM9)9 NAD9)9999
    CNT
"""
_D00B = """
    BGM! DTM9 FTX9 (RFF! DTM9)9 (TDT! DTM9 RFF9 (LOC! DTM9)9)1! (NAD! (CTA! COM9)9)9!
    (EQD! RFF9 GDS9 TMD9 DTM9 (LOC! DTM9)9 MEA9 DIM9 (TMP! RNG)9 SEL9 FTX9 PCD9 (DGS! FTX9 MEA9 (CTA! COM9)9)99 EQA9
        PIA9 COD9 HAN9 (DAM! COD9)9 (TDT! RFF9 DTM9 (LOC! DTM9)9)9 NAD9)9999
    CNT
"""

# 44 and 46 are SMDG's for D.95B. 98 (discharge) and 270 (loading) came with ITG10 and ITG12 and are still sent, by
# terminals in Manila, Melbourne, Adelaide, Callao and Laem Chabang. 119 and 122 are UNECE's later codes for transport
# discharge and loading reports. First is what we write.
_SHIP = {
    "44": EventCode.DISCHARGE,
    "46": EventCode.LOAD,
    "98": EventCode.DISCHARGE,
    "270": EventCode.LOAD,
    "119": EventCode.DISCHARGE,
    "122": EventCode.LOAD,
}

RULES = ReportRules(
    name=NAME,
    structures={"95B": Structure(_D95B), "00B": Structure(_D00B)},
    meanings={("95B", ""): _SHIP, ("00B", ""): _SHIP},
    # 203 is "execution requested" in the list and the time of the move in SMDG's guides; 7 is what some send instead.
    time_qualifiers=dict.fromkeys(_SHIP.values(), ("203", "7")),
    ports={EventCode.DISCHARGE: "11", EventCode.LOAD: "9"},
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
    """An interchange that tells these events. Raises ValueError for one that COARRI cannot tell."""
    messages = write_reports(events, RULES, sender=sender, directory=directory, association=association)
    return write_interchange(messages, sender=sender, receiver=receiver, control_ref=control_ref, at=at)
