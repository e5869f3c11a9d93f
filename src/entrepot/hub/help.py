"""Help for each desk, written for the person who sits there: what they see, what to do first, what each state means, and
what to do when something is not as it should be.

A button is named by the message id that the button itself has, and a state by the one that the desk shows, so that a
help page can't say what a page does not. A journey follows the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from entrepot.facts.words import JobState
from entrepot.finance.payment_words import PaymentState
from entrepot.finance.presenting import PAYMENT_STATES
from entrepot.hub.desk import jobs
from entrepot.logistics.words import STATE_NAMES as PARCEL_STATES
from entrepot.logistics.words import ParcelState
from entrepot.orders.words import STATE_NAMES as ORDER_STATES
from entrepot.orders.words import OrderState
from entrepot.ports.records import FILE_STATE_NAMES, FileState
from entrepot.values.refusal import message


@dataclass(frozen=True, slots=True)
class Step:
    """text: message id with a place for the button. page: the address name to open first, "" where the step before leads
    there by itself."""

    text: str
    button: str
    page: str = ""

    @property
    def href(self) -> str:
        return reverse(self.page) if self.page else ""

    @property
    def named(self) -> SafeString:
        """The text with its button marked; where the button itself names an amount, there are three dots."""
        button = format_html("<b>{}</b>", _(self.button) % {"amount": "…"})
        return mark_safe(escape(_(self.text)) % {"button": button})  # noqa: S308 - both parts are escaped


@dataclass(frozen=True, slots=True)
class Help:
    """All texts are message ids. states and troubles: what it is, and what it means or what to do."""

    title: str
    sees: str
    steps: Sequence[Step]
    states: Sequence[tuple[str, str]]
    troubles: Sequence[tuple[str, str]]


DESKS: Mapping[str, Help] = {
    "shopper": Help(
        title=message("Help for shoppers"),
        sees=message(
            "Every price is what you pay to your door: goods, freight, insurance, duty, tax and fees, each with its rule "
            "and source. Choose at the head of the page where to deliver and in which currency to count. What you pay "
            "stays in escrow until you have what you ordered."
        ),
        steps=(
            Step(message("Write on the first page what you look for, and press %(button)s."), message("Search the market"), "home"),
            Step(message("Open a product, read the price line by line, and press %(button)s."), message("Add to cart")),
            Step(message("Look through the cart, whose goods may come from several shops, and go on with %(button)s."), message("Go to the checkout"), "orders:cart"),
            Step(message("Sign in or open an account, say who receives the parcels, and press %(button)s. Nothing is charged yet."), message("Place the order")),
            Step(message("Pay with %(button)s. The sellers see that you paid, and get nothing before you are content."), message("Pay %(amount)s into escrow")),
        ),
        states=(
            (ORDER_STATES[OrderState.PLACED], message("The goods are reserved for you for a short time. Pay, or the order is cancelled and nothing is charged.")),
            (ORDER_STATES[OrderState.PAID], message("The money is with the hub. The seller packs, and the order's page shows where the parcel is.")),
            (ORDER_STATES[OrderState.DELIVERED], message("The parcel was handed over. Confirm that all is well, or complain before the time on the page is up.")),
            (ORDER_STATES[OrderState.COMPLAINED], message("The money stays in escrow until the hub's operator has decided.")),
            (ORDER_STATES[OrderState.COMPLETED], message("You confirmed, or the time to complain is up. The seller is paid.")),
            (ORDER_STATES[OrderState.REFUNDED], message("The complaint was settled for you. All that you paid goes back the way it came.")),
        ),
        troubles=(
            (message("The parcel is late"), message("The order's page says what each port and ship reported, and when. If nothing moves for long, complain on that page: the money is still in escrow.")),
            (message("Something is broken or missing"), message("Do not confirm. Choose “Something is wrong” on the order's page and write what it is.")),
            (message("A price is not shown"), message("Either the exchange rate is too old or this hub does not know the rules of your country. The page says which; try another currency.")),
        ),
    ),
    "seller": Help(
        title=message("Help for sellers"),
        sees=message(
            "The seller's desk begins with what needs you today: orders to send, complaints, goods that ran out. Below it "
            "stand all your offers. Sales lists your orders, and statements say what you are owed and were paid."
        ),
        steps=(
            Step(message("Say who sells, from where and in which currency, and press %(button)s."), message("Open the shop"), "market:open_shop"),
            Step(message("Fill the table of products, one row each with its HS code, choose the file and press %(button)s. Rows that are not right come back with the reason; the others are for sale at once."), message("Upload and load the products"), "market:desk"),
            Step(message("Look every day at the orders to your shops. Narrow the list by its state and press %(button)s; send only what is paid into escrow."), message("Show"), "orders:desk"),
        ),
        states=(
            (ORDER_STATES[OrderState.PLACED], message("Somebody reserved the goods and has not paid. Send nothing.")),
            (ORDER_STATES[OrderState.PAID], message("The money is in escrow. Pack the goods and bring the parcel to the port that the order names.")),
            (ORDER_STATES[OrderState.DELIVERED], message("The buyer has it. You are paid when the buyer confirms, or when the time to complain is up.")),
            (ORDER_STATES[OrderState.COMPLAINED], message("The buyer is not content. Answer the buyer; the operator decides who gets the money.")),
            (ORDER_STATES[OrderState.COMPLETED], message("Your part was released and is being paid out.")),
            (ORDER_STATES[OrderState.REFUNDED], message("The buyer got the money back. You are paid nothing for this order.")),
        ),
        troubles=(
            (message("Rows were not loaded"), message("Download them from the page of the upload: each has its reason. Mend them in that file and upload it again.")),
            (message("You sold out"), message("Open the offer and say how many pieces are on the shelf. It is for sale again at once, at partner hubs too.")),
            (message("A text was drafted by a machine"), message("Give a text of your own for that edition in the table of products and upload it again.")),
        ),
    ),
    "port-clerk": Help(
        title=message("Help for port clerks"),
        sees=message(
            "The port's board shows ships and gates by what terminals reported. A container's page shows each report beside "
            "the very segment of the message that says it, and which partner hubs were told."
        ),
        steps=(
            Step(message("Choose a terminal's EDIFACT file and press %(button)s. The next page says what was taken from it and what is not right."), message("Send the file"), "ports:files"),
            Step(message("Look for a container, a vessel or a voyage: type it and press %(button)s."), message("Look up"), "ports:board"),
        ),
        states=(
            (FILE_STATE_NAMES[FileState.TAKEN], message("The file was whole. Its reports are known here and told to the partners that may know them.")),
            (FILE_STATE_NAMES[FileState.REFUSED], message("The file was cut or says what it may not. Nothing of it was taken; the findings say where.")),
        ),
        troubles=(
            (message("A file was refused"), message("Read the findings, have the terminal mend its message, and send it again under the same name: then the matter is settled.")),
            (message("A terminal fell silent"), message("Call the terminal. Its files are taken again as soon as they come; none is lost if it sends them later.")),
            (message("Two sources contradict each other"), message("Both stand on the container's page with their evidence. Ask the source that is wrong to cancel or replace its report.")),
        ),
    ),
    "freight": Help(
        title=message("Help for the freight desk"),
        sees=message(
            "Parcels come to this desk when their orders are paid. You put them into a carrier's container, publish the "
            "consignment to the ports on its way, and record what the carrier says and when parcels are handed over."
        ),
        steps=(
            Step(message("Choose parcels that go the same way, and press %(button)s if there are any."), message("Put the chosen parcels into a container"), "logistics:desk"),
            Step(message("Narrow all parcels to those on the last mile with %(button)s, and record those that were handed over."), message("Show"), "logistics:parcels"),
            Step(message("When your freight prices change, choose the new table and press %(button)s. Orders that were placed keep their price."), message("Load this table"), "logistics:freight"),
        ),
        states=(
            (PARCEL_STATES[ParcelState.WAITING], message("It is paid and waits for you.")),
            (PARCEL_STATES[ParcelState.IN_BOX], message("It is in a container that has not reached the port yet.")),
            (PARCEL_STATES[ParcelState.AT_PORT], message("The terminal reported its container at the gate.")),
            (PARCEL_STATES[ParcelState.AT_SEA], message("The terminal reported it loaded; the ship sails.")),
            (PARCEL_STATES[ParcelState.LANDED], message("The port of discharge reported it unloaded.")),
            (PARCEL_STATES[ParcelState.LAST_MILE], message("It left the port for its buyer. Record the handing over when the carrier tells it.")),
        ),
        troubles=(
            (message("No port was told of a consignment"), message("Its page names the port without a confirmed partner hub. Ask the operator; publish again when there is one.")),
            (message("A ship is late"), message("Record the carrier's word on the consignment's page. Buyers see the new time with its source.")),
        ),
    ),
    "treasurer": Help(
        title=message("Help for treasurers"),
        sees=message(
            "The treasury begins with what does not run by itself: payments without an outcome, sellers that were not paid, "
            "rates that are old. Below it stand the books, which sum to zero in every currency, always."
        ),
        steps=(
            Step(message("Load the central bank's newest list with %(button)s, or have a machine do it every day."), message("Load these rates"), "finance:rates"),
            Step(message("Say what the hub adds to the mid rate, and from which coming day on, with %(button)s."), message("Set this spread"), "finance:rates"),
        ),
        states=(
            (PAYMENT_STATES[PaymentState.REQUESTED][1], message("The worker hands it to the provider within a second.")),
            (PAYMENT_STATES[PaymentState.SENT][1], message("The provider was asked and asks the buyer. It is asked again until it says yes or no.")),
            (PAYMENT_STATES[PaymentState.CAPTURED][1], message("The provider has the money for the hub, and it is in escrow.")),
            (PAYMENT_STATES[PaymentState.FAILED][1], message("Nothing was charged. The buyer may pay again.")),
            (PAYMENT_STATES[PaymentState.RETURNED][1], message("The buyer has the money back.")),
        ),
        troubles=(
            (message("A payment is in trouble"), message("Look it up at the provider by its reference. The books follow the provider's signed word alone; ask the provider to send it again.")),
            (message("A seller was not paid"), message("The payout follows the release within a second. If it does not, the operator's page of the hub's work says what failed.")),
            (message("A currency does not sum to zero"), message("Stop paying out and call whoever looks after the hub's software: a rule of the database was broken.")),
        ),
    ),
    "operator": Help(
        title=message("Help for operators"),
        sees=message(
            "The operator's desk begins with what needs you today, then the steps of the set-up that are not done, then how "
            "the parts of the install are. The audit trail says who did what; the work of the hub says what failed."
        ),
        steps=(
            Step(message("Say what the hub is called in each edition and where people write to, and press %(button)s."), message("Keep name and contact"), "hub_settings"),
            Step(message("Try the mail with %(button)s."), message("Send me a letter to try it"), "hub_settings"),
            Step(message("Take in a partner's card with %(button)s. Compare its fingerprint by telephone before you confirm it."), message("Read this card"), "exchange:add"),
            Step(message("Look for what somebody did, by person, thing or day, with %(button)s."), message("Show"), "audit"),
            Step(message("See whether the worker keeps up. Narrow the list to what failed with %(button)s, and try it again."), message("Show"), "jobs"),
        ),
        states=tuple(
            (jobs.STATES[state][1], text)
            for state, text in (
                (JobState.WAITING, message("It is done within a second or so.")),
                (JobState.AGAIN, message("It failed and is tried again by itself, after a pause that grows.")),
                (JobState.LATE, message("No worker is at it. See whether the worker runs.")),
                (JobState.PARKED, message("It failed twelve times. Mend the reason and have it tried again, or let it go.")),
            )
        ),
        troubles=(
            (message("A buyer complains"), message("Read both sides and the evidence on the page of complaints, and decide: the buyer gets everything back, or the seller is paid.")),
            (message("A partner's channel stands still"), message("Its page names the reason. Call the other operator; nothing is lost meanwhile, all of it is sent when the channel runs again.")),
            (message("Somebody lost their second factor"), message("Make sure by telephone who it is, and take the factor away on the page of the people. They are told by letter.")),
            (message("The hub's machine is gone"), message("Install the hub anew and restore the backup; the recipe for running a hub has the commands.")),
        ),
    ),
}  # fmt: skip

# The help of each desk by the address name of its section.
OF_SECTIONS: Mapping[str, str] = {
    "orders:cart": "shopper",
    "orders:purchases": "shopper",
    "market:desk": "seller",
    "orders:desk": "seller",
    "finance:statements": "seller",
    "ports:board": "port-clerk",
    "ports:files": "port-clerk",
    "logistics:desk": "freight",
    "finance:desk": "treasurer",
    "desk": "operator",
    "orders:complaints": "operator",
    "notices:desk": "operator",
}


def index(request: HttpRequest) -> HttpResponse:
    return render(
        request, "hub/help_index.html", {"desks": [(slug, _(page.title)) for slug, page in DESKS.items()]}
    )


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in DESKS:
        raise Http404(slug)
    return render(request, "hub/help.html", {"help": DESKS[slug]})
