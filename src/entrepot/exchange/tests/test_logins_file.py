"""The logins of an embedded NATS server are those of its hub and its partners, and a stale pid is left alone."""

from entrepot.exchange.link.logins_file import write_logins
from entrepot.exchange.words import Login

LOGINS = [
    Login("UOWN", None, "_INBOX"),
    Login("UPARTNER", ("inbox.MYKUA.CNQZH", "receipt.MYKUA.CNQZH"), "_INBOX_CNQZH"),
]


def test_the_hub_itself_may_do_all_and_a_partner_its_two_subjects(tmp_path):
    write_logins(tmp_path, LOGINS)
    assert (tmp_path / "nats" / "logins.conf").read_text() == (
        "authorization {\n"
        "  users: [\n"
        '    { nkey: "UOWN" },\n'
        '    { nkey: "UPARTNER", permissions: { publish: ["inbox.MYKUA.CNQZH", "receipt.MYKUA.CNQZH"], '
        'subscribe: ["_INBOX_CNQZH.>"] } }\n'
        "  ]\n"
        "}\n"
    )


def test_an_unchanged_list_leaves_the_file_alone(tmp_path):
    write_logins(tmp_path, LOGINS)
    file = tmp_path / "nats" / "logins.conf"
    before = file.stat().st_ino
    write_logins(tmp_path, LOGINS)
    assert file.stat().st_ino == before
    write_logins(tmp_path, LOGINS[:1])
    assert "UPARTNER" not in file.read_text()


def test_a_stale_pid_file_kills_nobody(tmp_path):
    (tmp_path / "nats").mkdir()
    (tmp_path / "nats" / "nats.pid").write_text("1")
    write_logins(tmp_path, LOGINS)
    assert (tmp_path / "nats" / "logins.conf").exists()
