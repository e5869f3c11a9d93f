"""Every finding that EDIFACT files give, with its weight and its words, in one list."""

from __future__ import annotations

from dataclasses import dataclass

from entrepot.ports.words import Finding, Position, Severity
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of finding. `at` makes it a finding of a place in a file."""

    severity: Severity
    code: str
    message: str

    def at(self, position: Position, /, **params: str | int) -> Finding:
        shown = {"segment": position.segment, "tag": position.tag, "offset": position.offset, **params}
        return Finding(self.severity, f"edifact.{self.code}", self.message, position, shown)


def _error(code: str, text: str) -> Kind:
    return Kind(Severity.ERROR, code, text)


def _warning(code: str, text: str) -> Kind:
    return Kind(Severity.WARNING, code, text)


def _note(code: str, text: str) -> Kind:
    return Kind(Severity.NOTE, code, text)


# The file as a whole.
EMPTY = _error("empty", message("The file is empty."))
NOT_EDIFACT = _error(
    "not_edifact",
    message("This is not an EDIFACT file: it has no UNB or UNH segment. It begins with “%(begins)s”."),
)
JUNK = _warning("junk", message("%(length)s bytes at byte %(offset)s belong to no segment: “%(begins)s”."))
NO_ENVELOPE = _note("no_envelope", message("The file has messages without an interchange around them."))
BAD_UNA = _error("una", message("The UNA line at byte %(offset)s doesn't name six usable separators."))

GAVE_UP = _error(
    "gave_up", message("More than %(limit)s things are wrong up to byte %(offset)s. The rest was not read.")
)

# Interchange and group.
TEST = _warning("test", message("Interchange %(ref)s is marked as a test."))
CUT = _error(
    "cut",
    message(
        "The file ends in the middle of segment %(segment)s (%(tag)s), at byte %(offset)s. Ask for it again."
    ),
)
CUT_AFTER = _error(
    "cut",
    message(
        "The file ends at byte %(offset)s, after segment %(segment)s (%(tag)s) of a message. Ask for it again."
    ),
)
UNZ_MISSING = _error(
    "unz_missing",
    message(
        "Interchange %(ref)s has no end (UNZ): the file was cut after segment %(segment)s. Ask for it again."
    ),
)
UNZ_COUNT = _error(
    "unz_count",
    message("The end of the interchange (segment %(segment)s) says %(stated)s, but %(counted)s arrived."),
)
UNZ_REF = _error(
    "unz_ref",
    message("Segment %(segment)s (UNZ) ends interchange “%(stated)s”, but “%(expected)s” was opened."),
)
UNE_MISSING = _error("une_missing", message("Group %(ref)s has no end (UNE) before segment %(segment)s."))
UNE_COUNT = _error(
    "une_count", message("Segment %(segment)s (UNE) says %(stated)s messages, but %(counted)s arrived.")
)
UNE_REF = _error(
    "une_ref", message("Segment %(segment)s (UNE) ends group “%(stated)s”, but “%(expected)s” was opened.")
)
MISPLACED = _error(
    "misplaced", message("Segment %(segment)s (%(tag)s) stands where no such segment may stand.")
)
CHARACTER_SET_UNKNOWN = _error(
    "character_set_unknown",
    message("The interchange is in “%(named)s”, a character set that is not known here."),
)

# One message.
UNT_MISSING = _error(
    "unt_missing", message("Message %(ref)s has no end (UNT) before segment %(segment)s (%(tag)s).")
)
UNT_COUNT = _error(
    "unt_count",
    message(
        "Segment %(segment)s (UNT) says message %(ref)s has %(stated)s segments, but %(counted)s arrived."
    ),
)
UNT_REF = _error(
    "unt_ref", message("Segment %(segment)s (UNT) ends message “%(stated)s”, but “%(expected)s” was opened.")
)
TOO_LONG = _error("too_long", message("The message at byte %(offset)s is longer than %(limit)s bytes."))
TOO_MANY_SEGMENTS = _error(
    "too_many_segments", message("The message at byte %(offset)s has more than %(limit)s segments.")
)
CONTROL_CHARACTER = _error(
    "control_character",
    message("Segment %(segment)s (%(tag)s) has the character %(character)s, which EDIFACT does not allow."),
)
UNDECODABLE = _warning(
    "undecodable",
    message("Segment %(segment)s (%(tag)s) has characters outside %(named)s; they were read as %(read_as)s."),
)
BROKEN_LINES = _note(
    "broken_lines", message("Line breaks or tabs inside segments were taken out of message %(ref)s.")
)
BAD_TAG = _error("tag", message("“%(text)s” at segment %(segment)s is not a segment tag."))
UNKNOWN_MESSAGE = _error("unknown_message", message("Messages of the kind %(kind)s are not read here."))
UNKNOWN_DIRECTORY = _error(
    "unknown_directory", message("%(kind)s follows directory %(directory)s, which is not known here.")
)

# Structure.
NOT_IN_MESSAGE = _warning(
    "not_in_message", message("Segment %(segment)s (%(tag)s) is no part of %(kind)s. It was not read.")
)
OUT_OF_ORDER = _warning(
    "out_of_order", message("Segment %(segment)s (%(tag)s) stands out of its order in %(kind)s.")
)
TOO_MANY = _warning(
    "too_many", message("Segment %(segment)s (%(tag)s) is one more than the %(allowed)s allowed.")
)
MISSING = _warning("missing", message("%(missing)s is missing before segment %(segment)s (%(tag)s)."))

# Content.
DOCUMENT_CODE = _error(
    "document_code",
    message("Document code “%(value)s” of %(kind)s has no agreed meaning. Agree on it with the sender."),
)
DOCUMENT_MISSING = _error("document_missing", message("Message %(ref)s doesn't say what it reports (BGM)."))
DOCUMENT_FUNCTION = _error(
    "document_function", message("“%(value)s” at segment %(segment)s is not a known message function.")
)
CONTAINER_MISSING = _error("container_missing", message("Segment %(segment)s (EQD) names no container."))
CONTAINER_FORM = _error(
    "container_form",
    message("“%(value)s” at segment %(segment)s is not a container number (four letters, seven digits)."),
)
CHECK_DIGIT = _warning(
    "check_digit", message("%(value)s: the check digit should be %(expected)s. Is the number right?")
)
IMO_CHECK_DIGIT = _warning(
    "imo_check_digit", message("%(value)s is not a valid IMO number: its check digit is wrong.")
)
NOT_A_CONTAINER = _note(
    "not_a_container", message("Segment %(segment)s reports equipment of kind “%(value)s”, not a container.")
)
NO_EVENT = _warning(
    "no_event",
    message("%(container)s has the status “%(value)s”: nothing happened to it that could be told."),
)
TIME_MISSING = _error("time_missing", message("%(container)s at segment %(segment)s has no time."))
TIME_FORM = _error(
    "time_form", message("“%(value)s” (format %(format)s) at segment %(segment)s is not a time.")
)
DATE_ONLY = _warning(
    "date_only", message("Segment %(segment)s gives a day without a time; the start of that day was taken.")
)
LOCAL_TIME_TWICE = _warning(
    "local_time_twice",
    message("%(value)s at segment %(segment)s came twice or never on that day, when the clocks changed."),
)
ZONE_UNKNOWN = _error(
    "zone_unknown",
    message("The time at segment %(segment)s has no zone, and the zone of %(place)s is not known."),
)
PLACE_MISSING = _warning(
    "place_missing", message("%(container)s: the message doesn't say where it happened.")
)
PLACE_DERIVED = _note(
    "place_derived", message("The place of the events was taken from the voyage's own port, %(value)s.")
)
PLACE_FORM = _warning("place_form", message("“%(value)s” at segment %(segment)s is not a UN/LOCODE."))
PLACEHOLDER = _warning(
    "placeholder", message("“%(value)s” at segment %(segment)s (%(tag)s) is no real value.")
)
NUMBER_FORM = _warning(
    "number_form", message("“%(value)s” at segment %(segment)s (%(tag)s) is not a number.")
)
UNIT_UNKNOWN = _warning(
    "unit", message("Unit “%(value)s” at segment %(segment)s (%(tag)s) is not known here.")
)
CODE_UNKNOWN = _warning(
    "code", message("Code “%(value)s” at segment %(segment)s (%(tag)s) is not known here. It was left out.")
)
CODE_NEWER = _note(
    "code_newer",
    message("Code “%(value)s” at segment %(segment)s (%(tag)s) is newer than directory %(directory)s."),
)
DIRECTION = _warning(
    "direction",
    message(
        "%(container)s is marked as %(value)s, which doesn't fit %(event)s. Do the codes mean what they should?"
    ),
)
TOTAL = _warning(
    "total", message("Segment %(segment)s (CNT) says %(stated)s containers, but %(counted)s are listed.")
)
