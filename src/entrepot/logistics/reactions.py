"""What logistics does when ports record container events, and when a partner publishes a consignment."""

from entrepot.facts.words import Fact, hears, reacts_to
from entrepot.logistics import actions
from entrepot.logistics.events import ConsignmentPublished
from entrepot.ports.events import ContainerEventsRecorded


@reacts_to(ContainerEventsRecorded)
def follow_boxes(event: ContainerEventsRecorded, fact: Fact) -> None:
    actions.record_progress(events=event.events, withdrawn=event.withdrawn, at=fact.at)


@hears(ConsignmentPublished)
def keep_partners_consignment(event: ConsignmentPublished, fact: Fact) -> None:
    if fact.origin is not None:
        actions.hear_consignment(event=event, origin=fact.origin, at=fact.at)
