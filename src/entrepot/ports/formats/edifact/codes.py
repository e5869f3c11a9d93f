"""The codes of container reports and the words they stand for.

Numbers from UNTDID D.95B (UNECE); where terminals send a code that the directory of that year lacks, it says so.
Sources: UN/EDIFACT directories D.95B, D.97B and D.19A (service.unece.org), SMDG guides for CODECO and COARRI, and
messages seen from terminals in Manila, Genoa, Jakarta, Laem Chabang, Adelaide, Callao and Huelva.
"""

from __future__ import annotations

from decimal import Decimal

from entrepot.ports.words import (
    DocumentFunction,
    EmptyIndicator,
    EventCode,
    Leg,
    Movement,
    TransportMode,
    WeightKind,
)

# 1225, message function.
FUNCTIONS = {
    "": DocumentFunction.ORIGINAL,
    "9": DocumentFunction.ORIGINAL,
    "5": DocumentFunction.REPLACE,
    "4": DocumentFunction.REPLACE,
    "1": DocumentFunction.CANCEL,
    "3": DocumentFunction.CANCEL,
}
FUNCTION_CODES = {
    DocumentFunction.ORIGINAL: "9",
    DocumentFunction.REPLACE: "5",
    DocumentFunction.CANCEL: "1",
}

# 8249, equipment status.
MOVEMENTS = {
    "1": Movement.CONTINENTAL,
    "2": Movement.EXPORT,
    "3": Movement.IMPORT,
    "4": Movement.REMAINS_ON_BOARD,
    "5": Movement.SHIFTED,
    "6": Movement.TRANSSHIPMENT,
}
# What is imported comes off a ship and what is exported goes on it; the other way round, somebody's codes are swapped.
UNLIKELY = {(EventCode.DISCHARGE, Movement.EXPORT), (EventCode.LOAD, Movement.IMPORT)}
MOVEMENT_CODES = {word: code for code, word in MOVEMENTS.items()}

# 8169, full or empty. 7 and 8 are full with several or one consignment.
FULLNESS = {
    "4": EmptyIndicator.EMPTY,
    "5": EmptyIndicator.LADEN,
    "7": EmptyIndicator.LADEN,
    "8": EmptyIndicator.LADEN,
}
FULLNESS_CODES = {EmptyIndicator.EMPTY: "4", EmptyIndicator.LADEN: "5"}

# 3227, place.
LOADING, DISCHARGE, DELIVERY, ACTIVITY = "9", "11", "7", "165"
PORTS = {LOADING, DISCHARGE, ACTIVITY}
HOME_PORTS = {Movement.EXPORT: LOADING, Movement.IMPORT: DISCHARGE}

# 6313, what was measured. EGW and VGM are newer than D.95B and sent under it all the same.
WEIGHTS = {
    "G": WeightKind.GROSS,
    "T": WeightKind.TARE,
    "EGW": WeightKind.ESTIMATED_GROSS,
    "VGM": WeightKind.VERIFIED_GROSS,
}
WEIGHT_CODES = {word: code for code, word in WEIGHTS.items()}
NEWER_WEIGHTS = {"EGW", "VGM"}
KILOGRAMS = {"KGM": Decimal(1), "TNE": Decimal(1000), "LBR": Decimal("0.45359237")}

# 9303, who sealed; the words are DCSA's sealSource.
SEAL_SOURCES = {"CA": "CAR", "SH": "SHI", "CU": "CUS", "TO": "TER"}
SEAL_SOURCE_CODES = {word: code for code, word in SEAL_SOURCES.items()}
# Sent in place of a number: "SI" and "Y" say that there is a seal, not which.
NO_SEAL_NUMBERS = {
    "",
    "SI",
    "Y",
    "YES",
    "N",
    "NO",
    "NA",
    "N/A",
    "NIL",
    "NONE",
    "NULL",
    "TBA",
    "UNKNOWN",
    "SEAL",
}

# 8051, leg of transport, and 8067, mode.
MAIN_LEG = "20"
LEGS = {"1": Leg.INLAND, "10": Leg.PRE_CARRIAGE, "30": Leg.ON_CARRIAGE}
LEG_CODES = {word: code for code, word in LEGS.items()}
MODES = {
    "1": TransportMode.VESSEL,
    "2": TransportMode.RAIL,
    "3": TransportMode.TRUCK,
    "8": TransportMode.BARGE,
}
MODE_CODES = {word: code for code, word in MODES.items()}
