"""What the terminals' own systems send in the story: EDIFACT D.95B with the habits of the SMDG guides.

Written out segment by segment and not by this project's renderer, so that the demo reads somebody else's messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from entrepot.hub.demo import cast

_ZONES = {"MYKUA": ZoneInfo("Asia/Kuala_Lumpur"), "CNQZH": ZoneInfo("Asia/Shanghai")}


@dataclass(frozen=True)
class Movement:
    """One thing that a terminal did to the box."""

    message: str  # CODECO or COARRI
    code: int  # BGM 1001 in D.95B: 34 gate in, 36 gate out, 44 discharged, 46 loaded
    at_port: str
    at: datetime
    direction: int  # EQD 8249: 2 export, 3 import
    number: int

    @property
    def file_name(self) -> str:
        return f"{self.message.lower()}-{self.at_port.lower()}-{self.number}.edi"


def interchange(
    movement: Movement,
    *,
    gross_weight_kg: int,
    box: cast.Box = cast.FIRST_BOX,
) -> bytes:
    """One interchange with one message about one box. Times are the terminal's local time, as terminals write them."""
    local = movement.at.astimezone(_ZONES[movement.at_port])
    when, reference = local.strftime("%Y%m%d%H%M"), f"{movement.number:06d}"
    header = [
        f"UNH+{reference}+{movement.message}:D:95B:UN:ITG13",
        f"BGM+{movement.code}+{movement.at_port}{reference}+9",
        f"TDT+20+{box.voyage}+1++{cast.CARRIER_CODE}:172:182+++{box.call_sign}:103::{box.vessel_name.upper()}",
        f"RFF+VON:{box.voyage}",
        f"LOC+{11 if movement.direction == 3 else 9}+{movement.at_port}:139:6",
        f"NAD+CF+{cast.CARRIER_CODE}:160:182",
    ]
    moved = [
        f"EQD+CN+{box.number}+22G1:102:5++{movement.direction}+5",
        f"RFF+BN:{box.booking}",
    ]
    if movement.message == "CODECO":
        moved += [
            "TMD+3",
            f"DTM+7:{when}:203",
            "LOC+9+MYKUA:139:6",
            "LOC+11+CNQZH:139:6",
            f"LOC+165+{movement.at_port}:139:6",
            f"MEA+AAE+G+KGM:{gross_weight_kg}",
            "SEL+EX4471902+CA",
            "FTX+AAI+++SEALED AT ORIGIN?, DOORS CHECKED?: O?'K",
            "TDT+1++3+31+++++TRUCK 4411",
        ]
    else:
        moved += [
            f"DTM+203:{when}:203",
            "LOC+9+MYKUA:139:6",
            "LOC+11+CNQZH:139:6",
            "LOC+147+0140582::5",
            f"MEA+AAE+G+KGM:{gross_weight_kg}",
            "SEL+EX4471902+CA",
        ]
    body = [*header, *moved, "CNT+16:1"]
    segments = [
        f"UNB+UNOA:2+{movement.at_port}TERM+{movement.at_port}HUB+{local:%y%m%d}:{local:%H%M}+{reference}",
        *body,
        f"UNT+{len(body) + 1}+{reference}",
        f"UNZ+1+{reference}",
    ]
    return "".join(f"{segment}'\r\n" for segment in segments).encode("ascii")
