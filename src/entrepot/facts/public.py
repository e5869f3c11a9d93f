"""The calls that other packages may use."""

from entrepot.facts.actions import (
    OutsideTransaction,
    announce,
    do_next,
    note,
    receive,
    receive_many,
    retry_parked,
)
from entrepot.facts.queries import Backlog, backlog, latest, timeline
from entrepot.facts.words import Event, Fact, FactLine, Telling, chore, decode, encode, hears, reacts_to
from entrepot.facts.worker import run_chores, work

__all__ = [
    "Backlog",
    "Event",
    "Fact",
    "FactLine",
    "OutsideTransaction",
    "Telling",
    "announce",
    "backlog",
    "chore",
    "decode",
    "do_next",
    "encode",
    "hears",
    "latest",
    "note",
    "reacts_to",
    "receive",
    "receive_many",
    "retry_parked",
    "run_chores",
    "timeline",
    "work",
]
