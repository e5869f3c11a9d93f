"""One row of a product file: a product, or what is wrong with it and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from entrepot.market.rules import harmonized_system
from entrepot.market.rules.product_file import DESCRIPTION_COLUMNS, TITLE_COLUMNS, FileRow
from entrepot.market.rules.texts import is_in_script, with_drafts
from entrepot.market.words import CATEGORIES, Finding, Severity, Size, Text
from entrepot.values import BadAmount, BadValue, CountryCode, HSCode, Money, Weight
from entrepot.values.refusal import message

LONGEST_SKU = 40
LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 3000
LONGEST_BRAND = 80
MOST_STOCK = 10_000_000
MOST_PRICE_MINOR = 10**12
MOST_WEIGHT_G = 2_000_000
MOST_SIZE_MM = 20_000


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as a file states it."""

    sku: str
    texts: tuple[Text, ...]
    hs: HSCode
    origin: CountryCode
    brand: str
    category: str
    price: Money
    stock: int
    net_weight: Weight
    gross_weight: Weight
    size: Size | None


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a finding means and how to mend it; both message ids with places for %(value)s and the finding's own."""

    what: str
    mend: str


FINDING_TEXTS: Mapping[str, FindingText] = {
    "row_not_closed": FindingText(
        message("A quotation mark opens a text in this row and never closes."),
        message("Close the text with a second quotation mark; write a mark inside a text twice."),
    ),
    "row_width": FindingText(
        message("The row has %(cells)s cells, the header has %(columns)s."),
        message("Put texts that hold a comma between quotation marks, and give every column a cell."),
    ),
    "missing": FindingText(
        message("The cell is empty."), message("Fill it in; a product is not listed without it.")
    ),
    "title_missing": FindingText(
        message("There is a description in this language and no title."),
        message("Write the title too, or take the description out."),
    ),
    "sku_form": FindingText(
        message("“%(value)s” has blanks or more than %(most)s characters."),
        message("Use a short number of letters, digits and signs without blanks."),
    ),
    "sku_twice": FindingText(
        message("“%(value)s” is already the product of row %(first)s."),
        message("Give each product its own number, or keep only one of the two rows."),
    ),
    "text_too_long": FindingText(
        message("The text has more than %(most)s characters."), message("Shorten it.")
    ),
    "not_in_script": FindingText(
        message("“%(value)s” is not written in the script of this column."),
        message("Save the file as “CSV UTF-8” if the letters look wrong; otherwise write the text in this language or leave the cell empty."),
    ),
    "no_hs": FindingText(
        message("The product has no HS code."),
        message("Give its six digits of the Harmonized System, for example 090121 for roasted coffee. Without them no customs can be calculated."),
    ),
    "hs_form": FindingText(
        message("“%(value)s” is not an HS code."), message("Give six digits or more, without letters.")
    ),
    "hs_zero_lost": FindingText(
        message("“%(value)s” has an odd number of digits."),
        message("A spreadsheet has dropped the leading zero: write 0%(value)s and format the column as text."),
    ),
    "hs_too_short": FindingText(
        message("“%(value)s” has fewer than six digits."),
        message("Choose the subheading of six digits below it that names the product."),
    ),
    "hs_unknown": FindingText(
        message("There is no subheading %(value)s in the Harmonized System of 2022."),
        message("Look the product up in the nomenclature; older editions had other codes."),
    ),
    "origin_unknown": FindingText(
        message("“%(value)s” is not a country code."),
        message("Give the ISO 3166 code of two letters, for example MY for Malaysia."),
    ),
    "category_unknown": FindingText(
        message("“%(value)s” is not a category of this hub."), message("Use one of these words: %(known)s.")
    ),
    "brand_too_long": FindingText(
        message("The brand has more than %(most)s characters."), message("Shorten it.")
    ),
    "price_form": FindingText(
        message("“%(value)s” is not a price in %(currency)s."),
        message("Write a plain number with a point and at most %(decimals)s decimals, for example 29.90, without sign or currency."),
    ),
    "price_range": FindingText(
        message("A price of %(value)s is too low or too high."), message("Give a price above zero.")
    ),
    "currency_other": FindingText(
        message("The row is in %(value)s, the shop sells in %(currency)s."),
        message("Give the price in %(currency)s, or upload the file to the other shop."),
    ),
    "not_whole": FindingText(
        message("“%(value)s” is not a whole number from %(least)s to %(most)s."),
        message("Write digits only, without unit."),
    ),
    "gross_below_net": FindingText(
        message("The gross weight is less than the net weight of %(net)s g."),
        message("The gross weight counts the packing: give at least the net weight."),
    ),
    "size_incomplete": FindingText(
        message("Only some of length, width and height are given."), message("Give all three, or none.")
    ),
    "stock_below_reserved": FindingText(
        message("%(reserved)s pieces are held for buyers who are paying now."),
        message("Give at least that many pieces, or try again in half an hour."),
    ),
    "text_missing": FindingText(
        message("There is no title in this language."),
        message("Readers of it see the title in another language until you write one."),
    ),
    "text_drafted": FindingText(
        message("The traditional Chinese text was drafted from the simplified one."),
        message("Read it and put the text that you want into this column."),
    ),
    "offer_withdrawn": FindingText(
        message("You have withdrawn this product; it stays withdrawn."),
        message("List it again on the desk if you want to sell it."),
    ),
}  # fmt: skip


def check(
    row: FileRow, *, currency: str, decimals: int, brand: str
) -> tuple[ProductRow | None, tuple[Finding, ...]]:
    """The product of a row, or None if one of its findings is an error. `brand` is the shop's, for rows without one."""
    if row.broken:
        return None, (row.broken,)
    reading = _Reading(row)
    sku = reading.sku()
    texts = reading.texts()
    hs = reading.hs()
    origin = reading.origin()
    row_brand = reading.text("brand", LONGEST_BRAND, "brand_too_long") or brand
    category = reading.category()
    price = reading.price(currency, decimals)
    stock = reading.whole("stock", 0, MOST_STOCK)
    net, gross = reading.weights()
    size = reading.size()
    if reading.failed or hs is None or origin is None or price is None:
        return None, tuple(reading.findings)
    if stock is None or net is None or gross is None:
        return None, tuple(reading.findings)
    full = with_drafts(texts)
    reading.warn_of_texts(full)
    product = ProductRow(sku, full, hs, origin, row_brand, category, price, stock, net, gross, size)
    return product, tuple(reading.findings)


@dataclass
class _Reading:
    """Reads the cells of one row and notes what is wrong with them."""

    row: FileRow
    findings: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def error(self, column: str, code: str, **params: object) -> None:
        self._note(Severity.ERROR, column, code, params)

    def _note(self, severity: Severity, column: str, code: str, params: Mapping[str, object]) -> None:
        value = self.row.get(column)[:200]
        given = tuple((name, str(param)) for name, param in params.items())
        self.findings.append(Finding(self.row.number, column, severity, code, value, given))

    def required(self, column: str) -> str:
        cell = self.row.get(column)
        if not cell:
            self.error(column, "missing")
        return cell

    def sku(self) -> str:
        cell = self.required("sku")
        if len(cell) > LONGEST_SKU or re.search(r"\s", cell):
            self.error("sku", "sku_form", most=LONGEST_SKU)
        return cell

    def text(self, column: str, most: int, code: str = "text_too_long") -> str:
        cell = self.row.get(column)
        if len(cell) > most:
            self.error(column, code, most=most)
        return cell

    def texts(self) -> tuple[Text, ...]:
        self.required("title_en")
        return tuple(self._texts())

    def _texts(self) -> Iterator[Text]:
        described = {edition: column for column, edition in DESCRIPTION_COLUMNS.items()}
        for column, edition in TITLE_COLUMNS.items():
            title = self.text(column, LONGEST_TITLE)
            description = self.text(described[edition], LONGEST_DESCRIPTION)
            for name, cell in ((column, title), (described[edition], description)):
                if any(map(str.isalpha, cell)) and not is_in_script(cell, edition):
                    self.error(name, "not_in_script")
            if description and not title and column != "title_en":
                self.error(column, "title_missing")
            if title:
                yield Text(edition, title, description)

    def hs(self) -> HSCode | None:
        cell = self.row.get("hs_code")
        if not cell:
            self.error("hs_code", "no_hs")
            return None
        digits = re.sub(r"[.\s]", "", cell)
        if digits.isascii() and digits.isdigit() and len(digits) % 2 and len(digits) < 12:
            self.error("hs_code", "hs_zero_lost")
            return None
        try:
            code = HSCode.parse(cell)
        except BadValue:
            self.error("hs_code", "hs_form")
            return None
        if code.subheading is None:
            self.error("hs_code", "hs_too_short")
        elif harmonized_system.find_name(code) is None:
            self.error("hs_code", "hs_unknown")
        return code

    def origin(self) -> CountryCode | None:
        cell = self.required("origin").upper()
        if not cell:
            return None
        try:
            return CountryCode(cell)
        except BadValue:
            self.error("origin", "origin_unknown")
            return None

    def category(self) -> str:
        cell = self.required("category").lower()
        if cell and cell not in CATEGORIES:
            self.error("category", "category_unknown", known=", ".join(CATEGORIES))
        return cell

    def price(self, currency: str, decimals: int) -> Money | None:
        given = self.row.get("currency").upper()
        if given and given != currency:
            self.error("currency", "currency_other", currency=currency)
        cell = self.required("price")
        if not cell:
            return None
        try:
            if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell):
                raise BadAmount(cell)
            price = Money.parse(cell, currency)
        except BadAmount:
            self.error("price", "price_form", currency=currency, decimals=decimals)
            return None
        if not 0 < price.minor <= MOST_PRICE_MINOR:
            self.error("price", "price_range")
        return price

    def whole(self, column: str, least: int, most: int) -> int | None:
        cell = self.required(column)
        return self._number(column, cell, least, most) if cell else None

    def _number(self, column: str, cell: str, least: int, most: int) -> int | None:
        if re.fullmatch(r"[0-9]{1,12}", cell) and least <= int(cell) <= most:
            return int(cell)
        self.error(column, "not_whole", least=least, most=most)
        return None

    def weights(self) -> tuple[Weight | None, Weight | None]:
        net = self.whole("net_weight_g", 1, MOST_WEIGHT_G)
        gross = self.whole("gross_weight_g", 1, MOST_WEIGHT_G)
        if net is not None and gross is not None and gross < net:
            self.error("gross_weight_g", "gross_below_net", net=net)
        return (None if net is None else Weight(net), None if gross is None else Weight(gross))

    def size(self) -> Size | None:
        columns = ("length_mm", "width_mm", "height_mm")
        cells = [(column, self.row.get(column)) for column in columns]
        empty = [column for column, cell in cells if not cell]
        if len(empty) == len(columns):
            return None
        if empty:
            self.error(empty[0], "size_incomplete")
            return None
        numbers = [self._number(column, cell, 1, MOST_SIZE_MM) for column, cell in cells]
        length, width, height = numbers
        return Size(length, width, height) if length and width and height else None

    def warn_of_texts(self, texts: tuple[Text, ...]) -> None:
        """Say which editions have no title, and which were drafted."""
        written = {text.edition: text for text in texts}
        for column, edition in TITLE_COLUMNS.items():
            if edition not in written:
                self._note(Severity.WARNING, column, "text_missing", {})
            elif written[edition].draft:
                self._note(Severity.WARNING, column, "text_drafted", {})
