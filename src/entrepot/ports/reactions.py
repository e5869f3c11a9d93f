"""What ports does when a partner tells of its port, and when a terminal puts a file into its folder."""

from datetime import datetime, timedelta

from entrepot.facts.words import Fact, chore, hears
from entrepot.parties import public as parties
from entrepot.ports import actions, folders
from entrepot.ports.events import ContainerEventsRecorded


@hears(ContainerEventsRecorded)
def record_partners_events(event: ContainerEventsRecorded, fact: Fact) -> None:
    if fact.origin is not None:
        actions.hear_events(event=event, origin=fact.origin, at=fact.at)


@chore(every=timedelta(seconds=3))
def take_files_from_folders(at: datetime) -> None:
    if parties.find_hub_profile() is not None:
        folders.take_all(at=at)
